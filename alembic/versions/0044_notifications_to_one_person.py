"""Notifications to one person, and goods that come back by nobody's hand.

Revision: 0044, after 0043.
"""

import sqlalchemy as sa

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notifications", sa.Column("user_id", sa.BigInteger(), nullable=True))
    op.add_column("notifications", sa.Column("sale_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_notifications_user_id_users"), "notifications", "users", ["user_id"], ["id"], ondelete="CASCADE"
    )
    op.create_foreign_key(op.f("fk_notifications_sale_id_sales"), "notifications", "sales", ["sale_id"], ["id"])
    op.create_index(
        "ix_notifications_user_id_created_at_id",
        "notifications",
        ["user_id", "created_at", "id"],
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )
    op.create_check_constraint(
        op.f("ck_notifications_one_or_roles"), "notifications", "(user_id IS NOT NULL) = (roles = '{}')"
    )
    op.drop_constraint(op.f("ck_notifications_kind"), "notifications", type_="check")
    op.create_check_constraint(
        op.f("ck_notifications_kind"), "notifications", "kind IN ('message', 'stock', 'expiry', 'order')"
    )
    # What nobody collected the shop puts back by itself.
    op.alter_column("stock_movements", "actor_id", nullable=True)
    op.create_check_constraint(
        op.f("ck_stock_movements_actor_unless_void"), "stock_movements", "actor_id IS NOT NULL OR kind = 'void'"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_stock_movements_actor_unless_void"), "stock_movements", type_="check")
    # The older books know no shop that acts by itself: the buyer stands for it.
    op.execute("ALTER TABLE stock_movements DISABLE TRIGGER USER")
    op.execute(
        "UPDATE stock_movements SET actor_id = sales.buyer_id FROM sales WHERE sales.id = sale_id AND actor_id IS NULL"
    )
    op.execute("ALTER TABLE stock_movements ENABLE TRIGGER USER")
    op.alter_column("stock_movements", "actor_id", nullable=False)
    op.execute("DELETE FROM notifications WHERE kind = 'order' OR user_id IS NOT NULL")
    op.drop_constraint(op.f("ck_notifications_kind"), "notifications", type_="check")
    op.create_check_constraint(op.f("ck_notifications_kind"), "notifications", "kind IN ('message', 'stock', 'expiry')")
    op.drop_constraint(op.f("ck_notifications_one_or_roles"), "notifications", type_="check")
    op.drop_index("ix_notifications_user_id_created_at_id", "notifications")
    for name in ("sale_id", "user_id"):
        op.drop_column("notifications", name)
