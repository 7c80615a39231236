"""The rounding of cash: of sales, of refunds and of each day's books.

Revision: 0024, after 0023.
"""

import sqlalchemy as sa

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# These run after the triggers that book the lines, which come first by name and have locked the day.
ROUND_SALES = """
CREATE FUNCTION round_sales() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE daily_sales SET rounding = daily_sales.rounding + rounded.rounding
    FROM (
        SELECT sale.business_day, sum(sale.rounding) AS rounding
        FROM new_lines AS line JOIN sales AS sale ON sale.id = line.sale_id
        WHERE line.line_no = 1 AND sale.rounding <> 0 GROUP BY sale.business_day
    ) AS rounded
    WHERE day = rounded.business_day;
    RETURN NULL;
END $$
"""
ROUND_VOIDS = """
CREATE FUNCTION round_voids() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE daily_sales SET rounding = daily_sales.rounding - rounded.rounding
    FROM (
        SELECT void.business_day, sum(sale.rounding) AS rounding
        FROM new_voids AS void JOIN sales AS sale ON sale.id = void.sale_id
        WHERE sale.rounding <> 0 GROUP BY void.business_day
    ) AS rounded
    WHERE day = rounded.business_day;
    RETURN NULL;
END $$
"""
ROUND_REFUNDS = """
CREATE FUNCTION round_refunds() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE daily_sales SET rounding = daily_sales.rounding - rounded.rounding
    FROM (
        SELECT refund.business_day, sum(refund.rounding) AS rounding
        FROM refunds AS refund
        WHERE refund.id IN (SELECT refund_id FROM new_lines) AND refund.rounding <> 0 GROUP BY refund.business_day
    ) AS rounded
    WHERE day = rounded.business_day;
    RETURN NULL;
END $$
"""
ROUNDED_BY = {
    "round_sales": ("sale_lines", "new_lines", ROUND_SALES),
    "round_voids": ("sale_voids", "new_voids", ROUND_VOIDS),
    "round_refunds": ("refund_lines", "new_lines", ROUND_REFUNDS),
}

SALE_CHECKS = {
    "amount_given_covers_amount_due": (
        "amount_given IS NULL OR (tender = 'cash' AND amount_given >= total + rounding AND amount_given < 'NaN')"
    ),
    "rounding_within_half_a_step": (
        "CASE WHEN cash_rounding = 0 THEN rounding = 0 ELSE cash_rounding > 0 AND cash_rounding < 'NaN'"
        " AND tender = 'cash' AND mod(total + rounding, cash_rounding) = 0 AND 2 * abs(rounding) <= cash_rounding END"
    ),
}
SALE_CHECK_BEFORE = "amount_given IS NULL OR (tender = 'cash' AND amount_given >= total AND amount_given < 'NaN')"
REFUND_CHECKS = {
    "amount_due_not_negative": "total + rounding >= 0 AND rounding < 'NaN'",
    "cash_is_rounded": (
        "CASE WHEN cash_rounding = 0 THEN true ELSE cash_rounding > 0 AND cash_rounding < 'NaN'"
        " AND tender = 'cash' AND mod(total + rounding, cash_rounding) = 0 END"
    ),
}


def upgrade() -> None:
    for table in ("sales", "refunds"):
        for name in ("rounding", "cash_rounding"):
            op.add_column(table, sa.Column(name, sa.Numeric(12, 2), server_default="0", nullable=False))
    op.add_column("daily_sales", sa.Column("rounding", sa.Numeric(18, 2), server_default="0", nullable=False))
    op.drop_constraint(op.f("ck_sales_amount_given_covers_total"), "sales")
    for table, checks in (("sales", SALE_CHECKS), ("refunds", REFUND_CHECKS)):
        for name, condition in checks.items():
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)
    for function, (table, new_rows, definition) in ROUNDED_BY.items():
        op.execute(definition)
        op.execute(
            f"CREATE TRIGGER {function} AFTER INSERT ON {table} REFERENCING NEW TABLE AS {new_rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function}() FROM PUBLIC")


def downgrade() -> None:
    for function, (table, _, _) in ROUNDED_BY.items():
        op.execute(f"DROP TRIGGER {function} ON {table}")
        op.execute(f"DROP FUNCTION {function}")
    op.drop_column("daily_sales", "rounding")
    # An older shop gives change of the total: what was given may be less than that by the rounding.
    op.drop_constraint(op.f("ck_sales_amount_given_covers_amount_due"), "sales")
    op.execute("ALTER TABLE sales DISABLE TRIGGER guard_sale")
    op.execute("UPDATE sales SET amount_given = total WHERE amount_given < total")
    op.execute("ALTER TABLE sales ENABLE TRIGGER guard_sale")
    for table in ("refunds", "sales"):
        for name in ("cash_rounding", "rounding"):
            op.drop_column(table, name)
    op.create_check_constraint(op.f("ck_sales_amount_given_covers_total"), "sales", SALE_CHECK_BEFORE)
