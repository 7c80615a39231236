"""The name, tax number and address of the business that a sale was invoiced to, as they were.

Revision: 0037, after 0036.
"""

import sqlalchemy as sa

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

COLUMNS = ("invoiced_name", "invoiced_gstin", "invoiced_address")

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
    for name in COLUMNS:
        op.add_column("sales", sa.Column(name, sa.String(), nullable=True))
    op.execute(GUARD_SALE.format(may_change=str(["status", "customer_id", *COLUMNS])))
    # Nobody wrote down what earlier invoices said: what they say today is the nearest to it.
    op.execute(
        "UPDATE sales SET invoiced_name = name, invoiced_gstin = gstin, invoiced_address = address "
        "FROM customers WHERE customers.id = customer_id AND gstin IS NOT NULL"
    )
    op.create_check_constraint(
        op.f("ck_sales_invoiced_whole"),
        "sales",
        "(invoiced_name IS NULL) = (invoiced_gstin IS NULL)"
        " AND (invoiced_address IS NULL OR invoiced_gstin IS NOT NULL)",
    )


def downgrade() -> None:
    op.execute(GUARD_SALE.format(may_change="['status', 'customer_id']"))
    for name in COLUMNS:
        op.drop_column("sales", name)
