"""Sales at the counter: what was given in cash, discounts.

Revision: 0004, after 0003.
"""

from decimal import Decimal

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AMOUNT_GIVEN = "amount_given IS NULL OR (tender = 'cash' AND amount_given >= total AND amount_given < 'NaN')"

DISCOUNT_WITHIN_LINE = "line_discount >= 0 AND sale_discount >= 0 AND line_discount + sale_discount <= line_total"
DISCOUNT_HAS_REASON = "line_discount = 0 OR discount_reason IS NOT NULL"


def money(name: str) -> sa.Column[Decimal]:
    return sa.Column(name, sa.Numeric(precision=12, scale=2), server_default="0", nullable=False)


def upgrade() -> None:
    op.add_column("sales", sa.Column("amount_given", sa.Numeric(precision=12, scale=2), nullable=True))
    op.create_check_constraint(op.f("ck_sales_amount_given_covers_total"), "sales", AMOUNT_GIVEN)
    op.add_column("sales", sa.Column("discount_reason", sa.String(), nullable=True))
    op.create_check_constraint(op.f("ck_sales_discount_within_subtotal"), "sales", "discount_total <= subtotal")
    op.add_column("sale_lines", money("line_discount"))
    op.add_column("sale_lines", money("sale_discount"))
    op.add_column("sale_lines", sa.Column("discount_reason", sa.String(), nullable=True))
    op.create_check_constraint(op.f("ck_sale_lines_discount_within_line"), "sale_lines", DISCOUNT_WITHIN_LINE)
    op.create_check_constraint(op.f("ck_sale_lines_discount_has_reason"), "sale_lines", DISCOUNT_HAS_REASON)


def downgrade() -> None:
    op.drop_constraint(op.f("ck_sale_lines_discount_has_reason"), "sale_lines")
    op.drop_constraint(op.f("ck_sale_lines_discount_within_line"), "sale_lines")
    op.drop_column("sale_lines", "discount_reason")
    op.drop_column("sale_lines", "sale_discount")
    op.drop_column("sale_lines", "line_discount")
    op.drop_constraint(op.f("ck_sales_discount_within_subtotal"), "sales")
    op.drop_column("sales", "discount_reason")
    op.drop_constraint(op.f("ck_sales_amount_given_covers_total"), "sales")
    op.drop_column("sales", "amount_given")
