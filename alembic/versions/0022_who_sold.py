"""Sales by who sold them, and refunds by who gave the money back.

Revision: 0022, after 0021.
"""

import sqlalchemy as sa

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_sales_seller_id_created_at_id",
        "sales",
        ["seller_id", "created_at", "id"],
        postgresql_where=sa.text("seller_id IS NOT NULL"),
    )
    op.create_index("ix_refunds_refunded_by_created_at_id", "refunds", ["refunded_by", "created_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_refunds_refunded_by_created_at_id", "refunds")
    op.drop_index("ix_sales_seller_id_created_at_id", "sales")
