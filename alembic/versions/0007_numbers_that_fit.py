"""No sale's number is longer than an invoice's may be.

Revision: 0007, after 0006.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_check_constraint(op.f("ck_sales_number_within_16_characters"), "sales", "char_length(number) <= 16")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_sales_number_within_16_characters"), "sales")
