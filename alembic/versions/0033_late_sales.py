"""Sales that were made before they were entered, as during a power cut.

Revision: 0033, after 0032.
"""

import sqlalchemy as sa

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sales", sa.Column("sold_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sales", sa.Column("late_reason", sa.String(), nullable=True))
    op.create_check_constraint(op.f("ck_sales_sold_before_it_was_entered"), "sales", "sold_at <= created_at")
    op.create_check_constraint(
        op.f("ck_sales_late_reason_of_late_sale"), "sales", "late_reason IS NULL OR sold_at IS NOT NULL"
    )
    op.create_index("ix_sales_sold_at", "sales", ["sold_at"], postgresql_where=sa.text("sold_at IS NOT NULL"))


def downgrade() -> None:
    op.drop_column("sales", "late_reason")
    op.drop_column("sales", "sold_at")
