"""Sales at the counter: what was given in cash.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AMOUNT_GIVEN = "amount_given IS NULL OR (tender = 'cash' AND amount_given >= total AND amount_given < 'NaN')"


def upgrade() -> None:
    op.add_column("sales", sa.Column("amount_given", sa.Numeric(precision=12, scale=2), nullable=True))
    op.create_check_constraint(op.f("ck_sales_amount_given_covers_total"), "sales", AMOUNT_GIVEN)


def downgrade() -> None:
    op.drop_constraint(op.f("ck_sales_amount_given_covers_total"), "sales")
    op.drop_column("sales", "amount_given")
