"""Purchases of customers are orders to collect: how long each is held, and who handed it over.

Revision: 0043, after 0042.
"""

import sqlalchemy as sa

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sales", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sales", sa.Column("collected_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sales", sa.Column("collected_by", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_sales_collected_by_users"), "sales", "users", ["collected_by"], ["id"])
    op.create_check_constraint(
        op.f("ck_sales_collected_whole"),
        "sales",
        "(collected_at IS NULL) = (collected_by IS NULL) AND (collected_at IS NULL OR held_until IS NOT NULL)",
    )
    op.create_index(
        "ix_sales_to_collect",
        "sales",
        ["held_until", "id"],
        postgresql_where=sa.text("held_until IS NOT NULL AND collected_at IS NULL AND status = 'completed'"),
    )
    # An order that nobody came for is voided by the shop itself.
    op.alter_column("sale_voids", "voided_by", nullable=True)
    # And on a later day than it was placed.
    op.create_index("ix_sale_voids_business_day", "sale_voids", ["business_day"])


def downgrade() -> None:
    # The older books know no shop that acts by itself: the buyer stands for it.
    op.execute("ALTER TABLE sale_voids DISABLE TRIGGER refuse_change")
    op.execute(
        "UPDATE sale_voids SET voided_by = sales.buyer_id FROM sales WHERE sales.id = sale_id AND voided_by IS NULL"
    )
    op.execute("ALTER TABLE sale_voids ENABLE TRIGGER refuse_change")
    op.alter_column("sale_voids", "voided_by", nullable=False)
    op.drop_index("ix_sale_voids_business_day", "sale_voids")
    op.drop_index("ix_sales_to_collect", "sales")
    for name in ("collected_by", "collected_at", "held_until"):
        op.drop_column("sales", name)
