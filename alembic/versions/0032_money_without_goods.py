"""Refunds of money alone, and the guard that no line gives back more money than it came to.

Revision: 0032, after 0031.
"""

import sqlalchemy as sa

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

GUARD = """
CREATE FUNCTION guard_refunded_money() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT sale_id, line_no FROM new_lines) AS touched
        JOIN sale_lines AS sold USING (sale_id, line_no)
        CROSS JOIN LATERAL (
            SELECT sum(line_total - discount) AS net, sum(discount) AS discount, sum(tax) AS tax
            FROM refund_lines AS line WHERE line.sale_id = touched.sale_id AND line.line_no = touched.line_no
        ) AS back
        WHERE back.net > sold.line_total - sold.line_discount - sold.sale_discount
            OR back.discount > sold.line_discount + sold.sale_discount OR back.tax > sold.tax
    ) THEN
        RAISE EXCEPTION 'more money is refunded than the line came to'
            USING ERRCODE = 'check_violation', TABLE = 'refund_lines',
                CONSTRAINT = 'ck_refund_lines_never_more_money_than_sold';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.add_column("refund_lines", sa.Column("reason", sa.String(), nullable=True))
    op.drop_constraint(op.f("ck_refund_lines_quantity_positive"), "refund_lines")
    op.create_check_constraint(
        op.f("ck_refund_lines_quantity_not_negative"), "refund_lines", "quantity >= 0 AND quantity < 'NaN'"
    )
    op.create_check_constraint(
        op.f("ck_refund_lines_money_alone_has_reason"),
        "refund_lines",
        "quantity > 0 OR (NOT restock AND discount = 0 AND reason IS NOT NULL)",
    )
    op.execute(GUARD)
    op.execute(
        "CREATE TRIGGER guard_refunded_money AFTER INSERT ON refund_lines REFERENCING NEW TABLE AS new_lines "
        "FOR EACH STATEMENT EXECUTE FUNCTION guard_refunded_money()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER guard_refunded_money ON refund_lines")
    op.execute("DROP FUNCTION guard_refunded_money")
    op.drop_constraint(op.f("ck_refund_lines_money_alone_has_reason"), "refund_lines")
    op.drop_constraint(op.f("ck_refund_lines_quantity_not_negative"), "refund_lines")
    # The older books know no money without goods: such a line becomes one of the least quantity there is.
    op.execute("ALTER TABLE refund_lines DISABLE TRIGGER refuse_change")
    op.execute("UPDATE refund_lines SET quantity = 0.001 WHERE quantity = 0")
    op.execute("ALTER TABLE refund_lines ENABLE TRIGGER refuse_change")
    op.create_check_constraint(
        op.f("ck_refund_lines_quantity_positive"), "refund_lines", "quantity > 0 AND quantity < 'NaN'"
    )
    op.drop_column("refund_lines", "reason")
