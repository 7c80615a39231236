"""The tax number and address of a business that buys.

Revision: 0023, after 0022.
"""

import sqlalchemy as sa

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

EMPTY = "anonymised_at IS NULL OR coalesce(phone, email, note, gstin, address, user_id::text) IS NULL"
EMPTY_BEFORE = "anonymised_at IS NULL OR coalesce(phone, email, note, user_id::text) IS NULL"


def upgrade() -> None:
    op.add_column("customers", sa.Column("gstin", sa.String(), nullable=True))
    op.add_column("customers", sa.Column("address", sa.String(), nullable=True))
    op.create_check_constraint(
        op.f("ck_customers_gstin_has_15_characters"), "customers", "gstin ~ '^[0-9]{2}[0-9A-Z]{13}$'"
    )
    op.drop_constraint(op.f("ck_customers_anonymised_is_empty"), "customers")
    op.create_check_constraint(op.f("ck_customers_anonymised_is_empty"), "customers", EMPTY)


def downgrade() -> None:
    op.drop_constraint(op.f("ck_customers_anonymised_is_empty"), "customers")
    op.create_check_constraint(op.f("ck_customers_anonymised_is_empty"), "customers", EMPTY_BEFORE)
    op.drop_constraint(op.f("ck_customers_gstin_has_15_characters"), "customers")
    op.drop_column("customers", "address")
    op.drop_column("customers", "gstin")
