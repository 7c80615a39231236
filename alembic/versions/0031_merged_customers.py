"""Customers that were merged, and sales that get their customer later.

Revision: 0031, after 0030.
"""

import sqlalchemy as sa

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# I3: what was sold, for how much and by whom stays said. To whom may be said later.
GUARD_SALE = """
CREATE OR REPLACE FUNCTION guard_sale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - ARRAY{may_change} IS DISTINCT FROM to_jsonb(OLD) - ARRAY{may_change} THEN
        RAISE EXCEPTION 'a sale is fixed once it is written: correct it with a void or a refund'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.add_column("customers", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_customers_merged_into_id_customers"),
        "customers",
        "customers",
        ["merged_into_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_index(
        "ix_customers_merged_into_id",
        "customers",
        ["merged_into_id"],
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_check_constraint(
        op.f("ck_customers_merged_is_empty"), "customers", "merged_into_id IS NULL OR anonymised_at IS NOT NULL"
    )
    op.execute(GUARD_SALE.format(may_change="['status', 'customer_id']"))


def downgrade() -> None:
    op.execute(GUARD_SALE.format(may_change="['status']"))
    op.drop_column("customers", "merged_into_id")
