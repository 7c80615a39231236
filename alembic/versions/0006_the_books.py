"""Refunds, a previous till's history, and what each day's books come to.

Revision: 0006, after 0005.
"""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KIND = "kind IN ('catalogue', 'customers', 'till_history')"
KIND_BEFORE = "kind IN ('catalogue', 'customers')"

# The day of what was sold before days were kept: that of its moment, as the settings have it now.
FILL_BUSINESS_DAYS = """
CREATE FUNCTION business_day(moment timestamptz) RETURNS date LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT local::date + CASE
        WHEN day_end < '12:00' AND local::time < day_end THEN -1
        WHEN day_end >= '12:00' AND local::time >= day_end THEN 1
        ELSE 0
    END
    FROM (
        SELECT timezone(coalesce((SELECT value #>> '{}' FROM settings WHERE key = 'time_zone'), 'Asia/Kolkata'), moment)
            AS local,
            coalesce((SELECT value #>> '{}' FROM settings WHERE key = 'day_end'), '00:00')::time AS day_end
    ) AS shop;
END

ALTER TABLE sales DISABLE TRIGGER guard_sale

UPDATE sales SET business_day = business_day(created_at)

ALTER TABLE sales ENABLE TRIGGER guard_sale

ALTER TABLE sale_voids DISABLE TRIGGER refuse_change

UPDATE sale_voids SET business_day = business_day(voided_at)

ALTER TABLE sale_voids ENABLE TRIGGER refuse_change

DROP FUNCTION business_day
"""

FILL_COSTS = """
ALTER TABLE sale_lines DISABLE TRIGGER refuse_change

UPDATE sale_lines SET cost = moved.cost
FROM (
    SELECT sale_id, sale_line_no, -sum(quantity * unit_cost) AS cost FROM stock_movements WHERE kind = 'sale'
    GROUP BY sale_id, sale_line_no HAVING bool_and(unit_cost IS NOT NULL)
) AS moved
WHERE sale_lines.sale_id = moved.sale_id AND sale_lines.line_no = moved.sale_line_no

ALTER TABLE sale_lines ENABLE TRIGGER refuse_change
"""

# I3: these documents only grow in number.
APPEND_ONLY = ("refunds", "refund_lines", "refund_line_taxes", "history_tickets", "history_lines")

# Each document books its figures on its own day. Rows are locked in one order, sweets of a day by id and then the day,
# so that those who book at the same time wait for one another and never in a ring.
ROLLUP = """
CREATE TYPE booking AS (
    day date, sweet_id bigint, sale_count integer, void_count integer, refund_count integer, sold numeric,
    refunded numeric, gross numeric, discounts numeric, refunds numeric, tax numeric, total numeric,
    costed_sales numeric, cost numeric
)

CREATE FUNCTION book(bookings booking[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO daily_sweet_sales AS books (
        day, sweet_id, sold, refunded, gross, discounts, refunds, tax, total, costed_sales, cost
    )
    SELECT day, sweet_id, sum(sold), sum(refunded), sum(gross), sum(discounts), sum(refunds), sum(tax), sum(total),
        sum(costed_sales), sum(cost)
    FROM unnest(bookings) GROUP BY day, sweet_id ORDER BY day, sweet_id
    ON CONFLICT (day, sweet_id) DO UPDATE SET
        sold = books.sold + excluded.sold, refunded = books.refunded + excluded.refunded,
        gross = books.gross + excluded.gross, discounts = books.discounts + excluded.discounts,
        refunds = books.refunds + excluded.refunds, tax = books.tax + excluded.tax,
        total = books.total + excluded.total, costed_sales = books.costed_sales + excluded.costed_sales,
        cost = books.cost + excluded.cost;
    INSERT INTO daily_sales AS books (
        day, sale_count, void_count, refund_count, gross, discounts, refunds, tax, total, costed_sales, cost
    )
    SELECT day, sum(sale_count), sum(void_count), sum(refund_count), sum(gross), sum(discounts), sum(refunds), sum(tax),
        sum(total), sum(costed_sales), sum(cost)
    FROM unnest(bookings) GROUP BY day ORDER BY day
    ON CONFLICT (day) DO UPDATE SET
        sale_count = books.sale_count + excluded.sale_count, void_count = books.void_count + excluded.void_count,
        refund_count = books.refund_count + excluded.refund_count, gross = books.gross + excluded.gross,
        discounts = books.discounts + excluded.discounts, refunds = books.refunds + excluded.refunds,
        tax = books.tax + excluded.tax, total = books.total + excluded.total,
        costed_sales = books.costed_sales + excluded.costed_sales, cost = books.cost + excluded.cost;
END $$

CREATE FUNCTION book_sale_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM book(array_agg(CAST(ROW(
        sale.business_day, line.sweet_id, (line.line_no = 1)::int, 0, 0, line.quantity, 0, line.line_total,
        line.line_discount + line.sale_discount, 0, line.tax,
        line.line_total - line.line_discount - line.sale_discount + on_top.tax,
        CASE WHEN line.cost IS NULL THEN 0
            ELSE line.line_total - line.line_discount - line.sale_discount + on_top.tax - line.tax END,
        coalesce(line.cost, 0)
    ) AS booking)))
    FROM new_lines AS line
    JOIN sales AS sale ON sale.id = line.sale_id
    CROSS JOIN LATERAL (SELECT CASE sale.tax_mode WHEN 'exclusive' THEN line.tax ELSE 0 END AS tax) AS on_top
    HAVING count(*) > 0;
    RETURN NULL;
END $$

CREATE FUNCTION book_voids() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM book(array_agg(CAST(ROW(
        void.business_day, line.sweet_id, 0, (line.line_no = 1)::int, 0, -line.quantity, 0, -line.line_total,
        -(line.line_discount + line.sale_discount), 0, -line.tax,
        -(line.line_total - line.line_discount - line.sale_discount + on_top.tax),
        CASE WHEN line.cost IS NULL THEN 0
            ELSE -(line.line_total - line.line_discount - line.sale_discount + on_top.tax - line.tax) END,
        -coalesce(line.cost, 0)
    ) AS booking)))
    FROM new_voids AS void
    JOIN sales AS sale ON sale.id = void.sale_id
    JOIN sale_lines AS line ON line.sale_id = void.sale_id
    CROSS JOIN LATERAL (SELECT CASE sale.tax_mode WHEN 'exclusive' THEN line.tax ELSE 0 END AS tax) AS on_top
    HAVING count(*) > 0;
    RETURN NULL;
END $$

CREATE FUNCTION book_refund_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT sale_id, line_no FROM new_lines) AS touched
        JOIN sale_lines AS sold USING (sale_id, line_no)
        WHERE sold.quantity < (
            SELECT sum(quantity) FROM refund_lines AS line
            WHERE line.sale_id = touched.sale_id AND line.line_no = touched.line_no
        )
    ) THEN
        RAISE EXCEPTION 'more is refunded than was sold'
            USING ERRCODE = 'check_violation', TABLE = 'refund_lines',
                CONSTRAINT = 'ck_refund_lines_never_more_than_sold';
    END IF;
    PERFORM book(array_agg(CAST(ROW(
        refund.business_day, sold.sweet_id, 0, 0,
        (line.line_no = (SELECT min(first.line_no) FROM new_lines AS first WHERE first.refund_id = refund.id))::int,
        0, line.quantity, 0, 0, line.line_total - line.discount, -line.tax,
        -(line.line_total - line.discount + on_top.tax),
        CASE WHEN sold.cost IS NULL THEN 0 ELSE -(line.line_total - line.discount + on_top.tax - line.tax) END,
        -line.cost
    ) AS booking)))
    FROM new_lines AS line
    JOIN refunds AS refund ON refund.id = line.refund_id
    JOIN sale_lines AS sold ON sold.sale_id = line.sale_id AND sold.line_no = line.line_no
    JOIN sales AS sale ON sale.id = line.sale_id
    CROSS JOIN LATERAL (SELECT CASE sale.tax_mode WHEN 'exclusive' THEN line.tax ELSE 0 END AS tax) AS on_top
    HAVING count(*) > 0;
    RETURN NULL;
END $$

CREATE FUNCTION book_history_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM book(array_agg(CAST(ROW(
        ticket.business_day, line.sweet_id, (line.line_no = 1)::int, 0, 0, greatest(line.quantity, 0),
        -least(line.quantity, 0), greatest(coalesce(line.amount, 0), 0), 0, -least(coalesce(line.amount, 0), 0), 0,
        coalesce(line.amount, 0), 0, 0
    ) AS booking)))
    FROM new_lines AS line JOIN history_tickets AS ticket ON ticket.id = line.ticket_id
    HAVING count(*) > 0;
    RETURN NULL;
END $$

CREATE FUNCTION guard_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 1 THEN
        RAISE EXCEPTION '% is written by the documents it adds up only', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

BOOKED_BY = {
    "sale_lines": ("book_sale_lines", "new_lines"),
    "sale_voids": ("book_voids", "new_voids"),
    "refund_lines": ("book_refund_lines", "new_lines"),
    "history_lines": ("book_history_lines", "new_lines"),
}

# What was sold and voided so far, the one less the other.
FILL_BOOKS = """
INSERT INTO daily_sweet_sales (
    day, sweet_id, sold, refunded, gross, discounts, refunds, tax, total, costed_sales, cost
)
SELECT day, sweet_id, sum(sign * quantity), 0, sum(sign * line_total), sum(sign * discount), 0, sum(sign * tax),
    sum(sign * total), sum(sign * CASE WHEN cost IS NULL THEN 0 ELSE total - tax END), sum(sign * coalesce(cost, 0))
FROM booked GROUP BY day, sweet_id

INSERT INTO daily_sales (
    day, sale_count, void_count, refund_count, gross, discounts, refunds, tax, total, costed_sales, cost
)
SELECT day, count(*) FILTER (WHERE sign = 1 AND line_no = 1), count(*) FILTER (WHERE sign = -1 AND line_no = 1), 0,
    sum(sign * line_total), sum(sign * discount), 0, sum(sign * tax), sum(sign * total),
    sum(sign * CASE WHEN cost IS NULL THEN 0 ELSE total - tax END), sum(sign * coalesce(cost, 0))
FROM booked GROUP BY day
"""

BOOKED = """
CREATE TEMPORARY TABLE booked ON COMMIT DROP AS
SELECT day, sign, line.line_no, line.sweet_id, line.quantity, line.line_total, line.tax, line.cost,
    line.line_discount + line.sale_discount AS discount,
    line.line_total - line.line_discount - line.sale_discount
        + CASE tax_mode WHEN 'exclusive' THEN line.tax ELSE 0 END AS total
FROM (
    SELECT id, business_day AS day, 1 AS sign FROM sales
    UNION ALL SELECT sale_id, business_day, -1 FROM sale_voids
) AS document
JOIN sales ON sales.id = document.id
JOIN sale_lines AS line ON line.sale_id = document.id
"""


def execute_script(script: str) -> None:
    """Run statements that stand apart by an empty line, one by one, as the driver wants them."""
    for statement in script.strip().split("\n\n"):
        op.execute(statement)


def quantity(name: str, *, nullable: bool = False) -> sa.Column[Decimal]:
    return sa.Column(name, sa.Numeric(precision=14, scale=3), nullable=nullable)


def money(name: str, *, nullable: bool = False) -> sa.Column[Decimal]:
    return sa.Column(name, sa.Numeric(precision=12, scale=2), nullable=nullable)


def amount(name: str) -> sa.Column[Decimal]:
    return sa.Column(name, sa.Numeric(precision=18, scale=2), nullable=False)


def upgrade() -> None:
    upgrade_sales()
    create_refunds()
    create_history()
    create_books()
    op.add_column("imports", sa.Column("options", postgresql.JSONB(), server_default="{}", nullable=False))
    op.drop_constraint(op.f("ck_imports_kind"), "imports")
    op.alter_column("imports", "kind", type_=sa.String(12))
    op.create_check_constraint(op.f("ck_imports_kind"), "imports", KIND)


def upgrade_sales() -> None:
    op.add_column("sale_lines", quantity("tare", nullable=True))
    op.add_column("sale_lines", sa.Column("cost", sa.Numeric(precision=20, scale=7), nullable=True))
    op.create_check_constraint(
        op.f("ck_sale_lines_tare_of_what_is_weighed"),
        "sale_lines",
        "tare IS NULL OR (tare >= 0 AND tare < 'NaN' AND unit IN ('kg', 'g'))",
    )
    op.create_check_constraint(op.f("ck_sale_lines_cost_not_negative"), "sale_lines", "cost >= 0 AND cost < 'NaN'")
    execute_script(FILL_COSTS)
    for table in ("sales", "sale_voids"):
        day = sa.Column("business_day", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=True)
        op.add_column(table, day)
    execute_script(FILL_BUSINESS_DAYS)
    for table in ("sales", "sale_voids"):
        op.alter_column(table, "business_day", nullable=False)


def create_refunds() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sale_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "tender",
            sa.Enum("cash", "card", "upi", name="tender", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        money("subtotal"),
        money("discount_total"),
        money("tax_total"),
        money("total"),
        sa.Column("refunded_by", sa.BigInteger(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("business_day", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False),
        sa.CheckConstraint(
            "discount_total >= 0 AND discount_total <= subtotal AND tax_total >= 0 AND total >= 0 AND subtotal < 'NaN'",
            name=op.f("ck_refunds_no_negative_part"),
        ),
        sa.ForeignKeyConstraint(["sale_id"], ["sales.id"], name=op.f("fk_refunds_sale_id_sales")),
        sa.ForeignKeyConstraint(["refunded_by"], ["users.id"], name=op.f("fk_refunds_refunded_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
    )
    op.create_index("ix_refunds_sale_id", "refunds", ["sale_id"])
    op.create_index("ix_refunds_created_at_id", "refunds", ["created_at", "id"])
    op.create_index(
        "uq_refunds_idempotency_key",
        "refunds",
        ["refunded_by", "idempotency_key"],
        unique=True,
        postgresql_where=sa.text("idempotency_key IS NOT NULL"),
    )
    op.create_table(
        "refund_lines",
        sa.Column("refund_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("sale_id", sa.BigInteger(), nullable=False),
        quantity("quantity"),
        sa.Column("restock", sa.Boolean(), nullable=False),
        money("line_total"),
        money("discount"),
        money("tax"),
        sa.Column("cost", sa.Numeric(precision=20, scale=7), nullable=False),
        sa.CheckConstraint("quantity > 0 AND quantity < 'NaN'", name=op.f("ck_refund_lines_quantity_positive")),
        sa.CheckConstraint(
            "discount >= 0 AND discount <= line_total AND line_total < 'NaN'",
            name=op.f("ck_refund_lines_discount_within_line"),
        ),
        sa.CheckConstraint("tax >= 0 AND tax < 'NaN'", name=op.f("ck_refund_lines_tax_not_negative")),
        sa.CheckConstraint("cost >= 0 AND cost < 'NaN'", name=op.f("ck_refund_lines_cost_not_negative")),
        sa.CheckConstraint("restock OR cost = 0", name=op.f("ck_refund_lines_cost_comes_back_with_goods")),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name=op.f("fk_refund_lines_refund_id_refunds")),
        sa.ForeignKeyConstraint(
            ["sale_id", "line_no"],
            ["sale_lines.sale_id", "sale_lines.line_no"],
            name=op.f("fk_refund_lines_sale_id_line_no_sale_lines"),
        ),
        sa.PrimaryKeyConstraint("refund_id", "line_no", name=op.f("pk_refund_lines")),
    )
    op.create_index("ix_refund_lines_sale_id_line_no", "refund_lines", ["sale_id", "line_no"])
    op.create_table(
        "refund_line_taxes",
        sa.Column("refund_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("tax_no", sa.SmallInteger(), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("rate_percent", sa.Numeric(precision=6, scale=3), nullable=False),
        money("taxable"),
        money("amount"),
        sa.CheckConstraint(
            "rate_percent >= 0 AND rate_percent <= 100", name=op.f("ck_refund_line_taxes_rate_is_percentage")
        ),
        sa.CheckConstraint(
            "amount >= 0 AND amount < 'NaN' AND taxable < 'NaN'", name=op.f("ck_refund_line_taxes_amount_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["refund_id", "line_no"],
            ["refund_lines.refund_id", "refund_lines.line_no"],
            name=op.f("fk_refund_line_taxes_refund_id_line_no_refund_lines"),
        ),
        sa.PrimaryKeyConstraint("refund_id", "line_no", "tax_no", name=op.f("pk_refund_line_taxes")),
    )
    op.add_column("stock_movements", sa.Column("refund_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_stock_movements_refund_id_refunds"), "stock_movements", "refunds", ["refund_id"], ["id"]
    )
    op.create_index(
        "ix_stock_movements_refund_id",
        "stock_movements",
        ["refund_id"],
        postgresql_where=sa.text("refund_id IS NOT NULL"),
    )
    op.create_check_constraint(
        op.f("ck_stock_movements_refund_has_document"),
        "stock_movements",
        "(kind = 'return' AND quantity > 0) = (refund_id IS NOT NULL) AND (refund_id IS NULL OR sale_id IS NOT NULL)",
    )


def create_history() -> None:
    op.create_table(
        "history_tickets",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("sold_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_day", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_tickets")),
        sa.UniqueConstraint("business_day", "ticket", name="uq_history_tickets_business_day_ticket"),
    )
    op.create_index("ix_history_tickets_sold_at", "history_tickets", ["sold_at"])
    op.create_table(
        "history_lines",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("sweet_id", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        quantity("quantity"),
        money("unit_price", nullable=True),
        money("amount", nullable=True),
        sa.CheckConstraint("quantity <> 0 AND quantity <> 'NaN'", name=op.f("ck_history_lines_quantity_not_zero")),
        sa.CheckConstraint(
            "unit_price >= 0 AND unit_price < 'NaN'", name=op.f("ck_history_lines_unit_price_not_negative")
        ),
        sa.CheckConstraint(
            "amount IS NOT DISTINCT FROM round(quantity * unit_price, 2)", name=op.f("ck_history_lines_amount_adds_up")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["history_tickets.id"], name=op.f("fk_history_lines_ticket_id_history_tickets")
        ),
        sa.ForeignKeyConstraint(["sweet_id"], ["sweets.id"], name=op.f("fk_history_lines_sweet_id_sweets")),
        sa.PrimaryKeyConstraint("ticket_id", "line_no", name=op.f("pk_history_lines")),
    )
    op.create_index("ix_history_lines_sweet_id", "history_lines", ["sweet_id"])
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def create_books() -> None:
    figures = ("gross", "discounts", "refunds", "tax", "total", "costed_sales")
    op.create_table(
        "daily_sales",
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("sale_count", "void_count", "refund_count")),
        *(amount(name) for name in figures),
        sa.Column("cost", sa.Numeric(precision=24, scale=7), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_daily_sales")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "daily_sweet_sales",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sweet_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Numeric(precision=18, scale=3), nullable=False) for name in ("sold", "refunded")),
        *(amount(name) for name in figures),
        sa.Column("cost", sa.Numeric(precision=24, scale=7), nullable=False),
        sa.ForeignKeyConstraint(["sweet_id"], ["sweets.id"], name=op.f("fk_daily_sweet_sales_sweet_id_sweets")),
        sa.PrimaryKeyConstraint("day", "sweet_id", name=op.f("pk_daily_sweet_sales")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_index("ix_daily_sweet_sales_sweet_id_day", "daily_sweet_sales", ["sweet_id", "day"])
    op.execute(BOOKED)
    execute_script(FILL_BOOKS)
    execute_script(ROLLUP)
    for table, (function, new_rows) in BOOKED_BY.items():
        op.execute(
            f"CREATE TRIGGER {function} AFTER INSERT ON {table} REFERENCING NEW TABLE AS {new_rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
    for table in ("daily_sales", "daily_sweet_sales"):
        op.execute(
            f"CREATE TRIGGER guard_books BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION guard_books()"
        )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_imports_kind"), "imports")
    op.execute("DELETE FROM imports WHERE kind = 'till_history'")
    op.alter_column("imports", "kind", type_=sa.String(9))
    op.create_check_constraint(op.f("ck_imports_kind"), "imports", KIND_BEFORE)
    op.drop_column("imports", "options")
    for table, (function, _) in BOOKED_BY.items():
        op.execute(f"DROP TRIGGER {function} ON {table}")
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP FUNCTION book")
    op.execute("DROP TYPE booking")
    op.drop_table("daily_sweet_sales")
    op.drop_table("daily_sales")
    op.execute("DROP FUNCTION guard_books")
    op.drop_table("history_lines")
    op.drop_table("history_tickets")
    # The older books know no refunds: what came back by one stays on the shelf, as found.
    op.drop_constraint(op.f("ck_stock_movements_refund_has_document"), "stock_movements")
    op.drop_column("stock_movements", "refund_id")
    op.drop_table("refund_line_taxes")
    op.drop_table("refund_lines")
    op.drop_table("refunds")
    for table in ("sales", "sale_voids"):
        op.drop_column(table, "business_day")
    op.drop_constraint(op.f("ck_sale_lines_cost_not_negative"), "sale_lines")
    op.drop_constraint(op.f("ck_sale_lines_tare_of_what_is_weighed"), "sale_lines")
    op.drop_column("sale_lines", "cost")
    op.drop_column("sale_lines", "tare")
