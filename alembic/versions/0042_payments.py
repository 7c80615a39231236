"""Payments: what was paid for each sale, given back by each refund and void, and paid on account.

Revision: 0042, after 0041.
"""

from decimal import Decimal

import sqlalchemy as sa

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

OWNED = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
KEY = "day, hour, kind, tender, taken_by, drawer_session_id"
ZONE = "coalesce((SELECT value #>> ARRAY[]::text[] FROM settings WHERE key = 'time_zone'), 'Asia/Kolkata')"

# I3: what was sold, for how much and by whom stays said. What is due of it is written by its payments.
GUARD_SALE = """
CREATE OR REPLACE FUNCTION guard_sale() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['status', 'customer_id', 'invoiced_name', 'invoiced_gstin', 'invoiced_address',
        'collected_at', 'collected_by'] || CASE
            WHEN pg_trigger_depth() > 1 THEN ARRAY['due', 'rounding']
            WHEN NEW.status = 'voided' AND NEW.due = 0 THEN ARRAY['due'] ELSE '{}' END;
BEGIN
    IF to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change THEN
        RAISE EXCEPTION 'a sale is fixed once it is written: correct it with a void or a refund'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""
GUARD_SALE_BEFORE = """
CREATE OR REPLACE FUNCTION guard_sale() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['status', 'customer_id', 'invoiced_name', 'invoiced_gstin', 'invoiced_address'];
BEGIN
    IF to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change THEN
        RAISE EXCEPTION 'a sale is fixed once it is written: correct it with a void or a refund'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""

# A sale that is paid as it is made has its payments a statement later, so this looks as the transaction ends.
CHECK_SALE_DUE = f"""
CREATE FUNCTION check_sale_due() RETURNS trigger {OWNED} AS $$
BEGIN
    -- Not as a condition of the trigger: the type of its columns could not be altered then.
    IF NEW.due <> NEW.total + NEW.rounding AND NEW.total + NEW.rounding - NEW.due <> (
        SELECT coalesce(sum(amount), 0) FROM payments WHERE sale_id = NEW.id AND kind = 'sale'
    ) THEN
        RAISE EXCEPTION 'the payments of sale % do not add up', NEW.number
            USING ERRCODE = 'check_violation', TABLE = 'sales', CONSTRAINT = 'ck_sales_payments_add_up';
    END IF;
    RETURN NULL;
END $$
"""

# A payment moves between customers only as they are merged.
GUARD_PAYMENT = """
CREATE FUNCTION guard_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'customer_id' IS DISTINCT FROM to_jsonb(OLD) - 'customer_id' THEN
        RAISE EXCEPTION 'a payment is fixed once it is written' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""
OWED = "CASE kind WHEN 'account' THEN -amount ELSE amount END"
MOVE_BALANCES = f"""
CREATE FUNCTION move_balances() RETURNS trigger {OWNED} AS $$
BEGIN
    UPDATE customers SET balance = balance + moved.amount
    FROM (
        SELECT customer_id, sum(amount) AS amount FROM (
            SELECT customer_id, {OWED} AS amount FROM new_payments
            UNION ALL SELECT customer_id, -({OWED}) FROM old_payments
        ) AS parts GROUP BY customer_id HAVING sum(amount) <> 0
    ) AS moved
    WHERE id = moved.customer_id;
    RETURN NULL;
END $$
"""

BOOK_PAYMENTS = f"""
INSERT INTO daily_payments AS books ({KEY}, payments, amount, given_back, rounding)
SELECT day, hour, kind, tender, taken_by, drawer_session_id, sum(payments), sum(amount), sum(given_back), sum(rounding)
FROM {{rows}} GROUP BY {KEY} ORDER BY {KEY}
ON CONFLICT ({KEY}) DO UPDATE SET payments = books.payments + excluded.payments,
    amount = books.amount + excluded.amount, given_back = books.given_back + excluded.given_back,
    rounding = books.rounding + excluded.rounding
"""
# Beside the sums of each hour those of each day, which the dashboards read.
BOOK_DAYS = """
INSERT INTO daily_sales AS books (
    day, sale_count, void_count, refund_count, gross, discounts, refunds, tax, total, costed_sales, cost, rounding, paid
)
SELECT day, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, sum(rounding), coalesce(sum(amount) FILTER (WHERE tender <> 'account'), 0)
FROM {rows} GROUP BY day ORDER BY day
ON CONFLICT (day) DO UPDATE SET rounding = books.rounding + excluded.rounding, paid = books.paid + excluded.paid
"""
OF_PAYMENTS = """(
    SELECT business_day AS day, hour, kind, tender, taken_by, coalesce(drawer_session_id, 0) AS drawer_session_id,
        1 AS payments, amount, greatest(-amount, 0) AS given_back, rounding
    FROM {payments}
) AS parts"""
OF_HISTORY = f"""(
    SELECT ticket.business_day AS day,
        CAST(extract(hour FROM ticket.sold_at AT TIME ZONE {ZONE}) AS smallint) AS hour, 'history' AS kind,
        'other' AS tender, 0 AS taken_by, 0 AS drawer_session_id, {{sign}} * (line.line_no = 1)::int AS payments,
        {{sign}} * (coalesce(line.amount, 0) + line.tax) AS amount,
        {{sign}} * greatest(-coalesce(line.amount, 0) - line.tax, 0) AS given_back, 0 AS rounding
    FROM {{lines}} AS line JOIN history_tickets AS ticket ON ticket.id = line.ticket_id
) AS parts"""
TAKEN_LINES = "(SELECT history_lines.* FROM history_lines JOIN new_rows USING (import_id))"
STANDING_LINES = """(
    SELECT * FROM history_lines
    WHERE import_id IS NULL OR import_id NOT IN (SELECT import_id FROM import_take_backs)
)"""

# A voided sale takes no payment: what would be due of it breaks the rule that it is not negative.
APPLY_PAYMENTS = f"""
CREATE FUNCTION apply_payments() RETURNS trigger {OWNED} AS $$
BEGIN
    UPDATE sales SET due = paid.due, rounding = paid.rounding
    FROM (
        SELECT sale.id, CASE sale.status WHEN 'voided' THEN -1
            ELSE sale.total + sum(payments.rounding) - sum(amount) END AS due, sum(payments.rounding) AS rounding
        FROM sales AS sale JOIN payments ON payments.sale_id = sale.id AND payments.kind = 'sale'
        WHERE sale.id IN (SELECT sale_id FROM new_payments WHERE kind = 'sale')
        GROUP BY sale.id
    ) AS paid
    WHERE sales.id = paid.id AND (sales.due, sales.rounding) IS DISTINCT FROM (paid.due, paid.rounding);
    IF EXISTS (SELECT FROM new_payments WHERE customer_id IS NOT NULL) THEN
        UPDATE customers SET balance = balance + moved.amount
        FROM (
            SELECT customer_id, sum({OWED}) AS amount FROM new_payments WHERE customer_id IS NOT NULL
            GROUP BY customer_id
        ) AS moved
        WHERE id = moved.customer_id;
    END IF;
    -- Before the drawer: the lines of a sale have locked the day already.
    {BOOK_DAYS.format(rows=OF_PAYMENTS.format(payments="new_payments"))};
    IF EXISTS (SELECT FROM new_payments WHERE drawer_session_id IS NOT NULL) THEN
        PERFORM FROM drawer_sessions WHERE id IN (SELECT drawer_session_id FROM new_payments)
        ORDER BY id FOR NO KEY UPDATE;
        UPDATE drawer_sessions SET cash = cash + moved.amount
        FROM (
            SELECT drawer_session_id, coalesce(sum(amount) FILTER (WHERE tender = 'cash'), 0) AS amount
            FROM new_payments WHERE drawer_session_id IS NOT NULL GROUP BY drawer_session_id
        ) AS moved
        WHERE id = moved.drawer_session_id;
    END IF;
    {BOOK_PAYMENTS.format(rows=OF_PAYMENTS.format(payments="new_payments"))};
    RETURN NULL;
END $$
"""
BOOK_HISTORY = f"""
CREATE FUNCTION book_history_payments() RETURNS trigger {OWNED} AS $$
BEGIN
    {BOOK_DAYS.format(rows=OF_HISTORY.format(sign="1", lines="new_lines"))};
    {BOOK_PAYMENTS.format(rows=OF_HISTORY.format(sign="1", lines="new_lines"))};
    RETURN NULL;
END $$
"""
TAKE_HISTORY_BACK = f"""
CREATE FUNCTION take_history_payments_back() RETURNS trigger {OWNED} AS $$
BEGIN
    {BOOK_DAYS.format(rows=OF_HISTORY.format(sign="-1", lines=TAKEN_LINES))};
    {BOOK_PAYMENTS.format(rows=OF_HISTORY.format(sign="-1", lines=TAKEN_LINES))};
    RETURN NULL;
END $$
"""

# Each sale was paid by its one tender, each refund and each void gave back by one: each becomes a payment.
FILL_PAYMENTS = f"""
INSERT INTO payments (
    kind, sale_id, refund_id, tender, amount, rounding, cash_rounding, given, taken_by, taken_at, business_day, hour
)
SELECT kind, sale_id, refund_id, tender, amount, rounding, cash_rounding, given, taken_by, taken_at, business_day,
    extract(hour FROM coalesce(sold_at, taken_at) AT TIME ZONE {ZONE})
FROM (
    SELECT 'sale' AS kind, id AS sale_id, CAST(NULL AS bigint) AS refund_id, tender, total + rounding AS amount,
        rounding, cash_rounding, amount_given AS given, coalesce(seller_id, buyer_id) AS taken_by,
        created_at AS taken_at, sold_at, business_day
    FROM sales
    UNION ALL
    SELECT 'void', sale_id, NULL, tender, -(total + rounding), -rounding, cash_rounding, NULL, voided_by, voided_at,
        NULL, void.business_day
    FROM sale_voids AS void JOIN sales ON sales.id = sale_id
    UNION ALL
    SELECT 'refund', sale_id, id, tender, -(total + rounding), -rounding, cash_rounding, NULL, refunded_by, created_at,
        NULL, business_day
    FROM refunds
) AS paid
WHERE amount <> 0 OR rounding <> 0
ORDER BY taken_at, sale_id
"""
# Both sides of the change, told apart by day and tender; the migration stops where they differ.
DIFFERENCES = """
WITH before AS (
    SELECT business_day, tender, sum(amount) AS amount, sum(rounding) AS rounding FROM (
        SELECT business_day, tender, total + rounding AS amount, rounding FROM sales
        UNION ALL SELECT void.business_day, tender, -(total + rounding), -rounding
        FROM sale_voids AS void JOIN sales ON sales.id = sale_id
        UNION ALL SELECT business_day, tender, -(total + rounding), -rounding FROM refunds
    ) AS documents GROUP BY business_day, tender
), after AS (
    SELECT day AS business_day, tender, sum(amount) AS amount, sum(rounding) AS rounding
    FROM daily_payments WHERE kind <> 'history' GROUP BY day, tender
)
SELECT count(*) FROM before FULL JOIN after USING (business_day, tender)
WHERE (coalesce(before.amount, 0), coalesce(before.rounding, 0))
    IS DISTINCT FROM (coalesce(after.amount, 0), coalesce(after.rounding, 0))
"""

FOREIGN_KEYS = {
    "sale_id": "sales",
    "refund_id": "refunds",
    "customer_id": "customers",
    "taken_by": "users",
    "drawer_session_id": "drawer_sessions",
}
CHECKS = {
    "kind": "kind IN ('sale', 'refund', 'void', 'account')",
    "amount_by_kind": (
        "CASE kind WHEN 'sale' THEN amount >= 0 WHEN 'account' THEN amount <> 0 ELSE amount <= 0 END"
        " AND abs(amount) < 'NaN' AND (amount <> 0 OR rounding <> 0)"
    ),
    "document_by_kind": "(kind = 'account') = (sale_id IS NULL) AND (kind = 'refund') = (refund_id IS NOT NULL)",
    "account_of_customer": (
        "(customer_id IS NOT NULL) = (kind = 'account' OR tender = 'account')"
        " AND NOT (kind = 'account' AND tender = 'account')"
    ),
    "given_covers_amount": (
        "given IS NULL OR (tender = 'cash' AND kind IN ('sale', 'account') AND given >= amount AND given < 'NaN')"
    ),
    "rounded_to_coins": (
        "CASE WHEN cash_rounding = 0 THEN kind IN ('refund', 'void') OR rounding = 0"
        " ELSE tender = 'cash' AND cash_rounding > 0 AND cash_rounding < 'NaN' AND mod(amount, cash_rounding) = 0"
        " AND (kind <> 'sale' OR 2 * abs(rounding) <= cash_rounding) END"
    ),
    "hour_of_day": "hour BETWEEN 0 AND 23",
}
ROUND_TRIGGERS = {"round_sales": "sale_lines", "round_voids": "sale_voids", "round_refunds": "refund_lines"}


def upgrade() -> None:
    places = op.get_bind().scalar(sa.text("SELECT money_places()"))
    money, sums = sa.Numeric(10 + places, places), sa.Numeric(16 + places, places)
    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("sale_id", "refund_id", "customer_id")),
        sa.Column("tender", sa.String(length=20), nullable=False),
        sa.Column("amount", money, nullable=False),
        sa.Column("rounding", money, server_default="0", nullable=False),
        sa.Column("cash_rounding", money, server_default="0", nullable=False),
        sa.Column("given", money, nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("taken_by", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("drawer_session_id", sa.BigInteger(), nullable=True),
        *(sa.CheckConstraint(condition, name=op.f(f"ck_payments_{name}")) for name, condition in CHECKS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_table(
        "daily_payments",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("tender", sa.String(length=20), nullable=False),
        sa.Column("taken_by", sa.BigInteger(), nullable=False),
        sa.Column("drawer_session_id", sa.BigInteger(), nullable=False),
        sa.Column("payments", sa.Integer(), nullable=False),
        sa.Column("amount", sums, nullable=False),
        sa.Column("given_back", sums, nullable=False),
        sa.Column("rounding", sums, nullable=False),
        sa.PrimaryKeyConstraint(*KEY.split(", "), name=op.f("pk_daily_payments")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_index(
        "ix_daily_payments_drawer_session_id",
        "daily_payments",
        ["drawer_session_id"],
        postgresql_where=sa.text("drawer_session_id > 0"),
    )
    run(FILL_PAYMENTS)
    for name in ("sale_id", "refund_id", "customer_id", "drawer_session_id"):
        op.create_index(
            f"ix_payments_{name}_id", "payments", [name, "id"], postgresql_where=sa.text(f"{name} IS NOT NULL")
        )
    for column, table in FOREIGN_KEYS.items():
        op.create_foreign_key(op.f(f"fk_payments_{column}_{table}"), "payments", table, [column], ["id"])
    run(BOOK_PAYMENTS.format(rows=OF_PAYMENTS.format(payments="payments")))
    run(BOOK_PAYMENTS.format(rows=OF_HISTORY.format(sign="1", lines=STANDING_LINES)))
    if op.get_bind().scalar(sa.text(DIFFERENCES)):
        msg = "The payments differ from the sales and refunds they were made of. Nothing was changed."
        raise RuntimeError(msg)
    change_documents(money, sums)
    for statement in (
        GUARD_SALE,
        CHECK_SALE_DUE,
        "CREATE CONSTRAINT TRIGGER check_sale_due AFTER INSERT ON sales DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        " EXECUTE FUNCTION check_sale_due()",
        APPLY_PAYMENTS,
        "CREATE TRIGGER apply_payments AFTER INSERT ON payments REFERENCING NEW TABLE AS new_payments"
        " FOR EACH STATEMENT EXECUTE FUNCTION apply_payments()",
        GUARD_PAYMENT,
        "CREATE TRIGGER guard_payment BEFORE UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION guard_payment()",
        MOVE_BALANCES,
        "CREATE TRIGGER move_balances AFTER UPDATE ON payments REFERENCING OLD TABLE AS old_payments"
        " NEW TABLE AS new_payments FOR EACH STATEMENT EXECUTE FUNCTION move_balances()",
        "CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON payments"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        BOOK_HISTORY,
        "CREATE TRIGGER book_history_payments AFTER INSERT ON history_lines REFERENCING NEW TABLE AS new_lines"
        " FOR EACH STATEMENT EXECUTE FUNCTION book_history_payments()",
        TAKE_HISTORY_BACK,
        "CREATE TRIGGER take_history_payments_back AFTER INSERT ON import_take_backs REFERENCING NEW TABLE AS new_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION take_history_payments_back()",
        "CREATE TRIGGER guard_books BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON daily_payments"
        " FOR EACH STATEMENT EXECUTE FUNCTION guard_books()",
        "REVOKE EXECUTE ON FUNCTION check_sale_due(), apply_payments(), move_balances(), book_history_payments(),"
        " take_history_payments_back() FROM PUBLIC",
    ):
        run(statement)


def change_documents(money: sa.Numeric[Decimal], sums: sa.Numeric[Decimal]) -> None:
    """Take what payments say now off sales, refunds and days, and add what is due of a sale."""
    for name, table in ROUND_TRIGGERS.items():
        run(f"DROP TRIGGER {name} ON {table}")
        run(f"DROP FUNCTION {name}")
    # Everything was paid on its day.
    op.add_column("daily_sales", sa.Column("paid", sums, server_default="0", nullable=False))
    run("ALTER TABLE daily_sales DISABLE TRIGGER guard_books")
    run("UPDATE daily_sales SET paid = total + rounding")
    run("ALTER TABLE daily_sales ENABLE TRIGGER guard_books")
    for table, names in (
        ("sales", ("tender", "cash_rounding", "amount_given")),
        ("refunds", ("tender", "cash_rounding")),
    ):
        for name in names:
            op.drop_column(table, name)
    op.add_column("sales", sa.Column("due", money, server_default="0", nullable=False))
    op.create_check_constraint(
        op.f("ck_sales_due_of_standing_sale"),
        "sales",
        "due >= 0 AND due <= total + rounding AND (due = 0 OR status = 'completed')",
    )
    op.create_index("ix_sales_due", "sales", ["created_at", "id"], postgresql_where=sa.text("due > 0"))
    op.create_index("ix_sales_due_of_buyer", "sales", ["buyer_id"], postgresql_where=sa.text("due > 0"))


def run(statement: str) -> None:
    """Run a statement as it stands: a colon in it begins no parameter."""
    op.get_bind().exec_driver_sql(statement)


# The older books know one tender and no debts: the first payment speaks for all, and what was due was cash.
RESTORE = """
ALTER TABLE {table} DISABLE TRIGGER {guard};
UPDATE {table} SET tender = CASE WHEN paid.tender IN ('card', 'upi') THEN paid.tender ELSE 'cash' END,
    cash_rounding = CASE WHEN paid.tender = 'cash' THEN paid.cash_rounding ELSE 0 END {more}
FROM (
    SELECT DISTINCT ON ({key}) {key} AS document_id, tender, cash_rounding, given FROM payments
    WHERE kind = '{kind}' ORDER BY {key}, id
) AS paid WHERE {table}.id = document_id;
ALTER TABLE {table} ENABLE TRIGGER {guard};
"""


def downgrade() -> None:
    # Columns, checks and triggers of revision 0024, in a shop whose every sale has one payment at most.
    places = op.get_bind().scalar(sa.text("SELECT money_places()"))
    money = sa.Numeric(10 + places, places)
    for name, table in (
        ("take_history_payments_back", "import_take_backs"),
        ("book_history_payments", "history_lines"),
        ("check_sale_due", "sales"),
    ):
        run(f"DROP TRIGGER {name} ON {table}")
        run(f"DROP FUNCTION {name}")
    for index in ("ix_sales_due", "ix_sales_due_of_buyer"):
        op.drop_index(index, "sales")
    op.drop_column("sales", "due")
    run(GUARD_SALE_BEFORE)
    op.add_column("sales", sa.Column("tender", sa.String(4), server_default="cash", nullable=False))
    op.add_column("sales", sa.Column("amount_given", money, nullable=True))
    op.add_column("sales", sa.Column("cash_rounding", money, server_default="0", nullable=False))
    op.add_column("refunds", sa.Column("tender", sa.String(4), server_default="cash", nullable=False))
    op.add_column("refunds", sa.Column("cash_rounding", money, server_default="0", nullable=False))
    op.drop_column("daily_sales", "paid")
    for table, guard, key, kind in (
        ("sales", "guard_sale", "sale_id", "sale"),
        ("refunds", "refuse_change", "refund_id", "refund"),
    ):
        more = ", amount_given = CASE WHEN paid.tender = 'cash' THEN paid.given END" if table == "sales" else ""
        for statement in RESTORE.format(table=table, guard=guard, key=key, kind=kind, more=more).split(";\n"):
            if statement.strip():
                run(statement)
        op.alter_column(table, "tender", server_default=None)
    restore_checks()
    op.drop_table("daily_payments")
    op.drop_table("payments")
    run("DROP FUNCTION apply_payments, guard_payment, move_balances")


def restore_checks() -> None:
    for table, checks in (("sales", SALE_CHECKS), ("refunds", REFUND_CHECKS)):
        for name, condition in checks.items():
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)
    for function, (table, new_rows, of_document, sign) in ROUNDED_BY.items():
        run(ROUND.format(function=function, of_document=of_document, sign=sign))
        run(
            f"CREATE TRIGGER {function} AFTER INSERT ON {table} REFERENCING NEW TABLE AS {new_rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
        run(f"REVOKE EXECUTE ON FUNCTION {function}() FROM PUBLIC")


TENDER = "tender IN ('cash', 'card', 'upi')"
SALE_CHECKS = {
    "tender": TENDER,
    "amount_given_covers_amount_due": (
        "amount_given IS NULL OR (tender = 'cash' AND amount_given >= total + rounding AND amount_given < 'NaN')"
    ),
}
REFUND_CHECKS = {"tender": TENDER}
ROUND = """
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE daily_sales SET rounding = daily_sales.rounding {sign} rounded.rounding
    FROM ({of_document}) AS rounded
    WHERE day = rounded.business_day;
    RETURN NULL;
END $$
"""
ROUNDED_BY = {
    "round_sales": (
        "sale_lines",
        "new_lines",
        "SELECT sale.business_day, sum(sale.rounding) AS rounding FROM new_lines AS line"
        " JOIN sales AS sale ON sale.id = line.sale_id WHERE line.line_no = 1 AND sale.rounding <> 0"
        " GROUP BY sale.business_day",
        "+",
    ),
    "round_voids": (
        "sale_voids",
        "new_voids",
        "SELECT void.business_day, sum(sale.rounding) AS rounding FROM new_voids AS void"
        " JOIN sales AS sale ON sale.id = void.sale_id WHERE sale.rounding <> 0 GROUP BY void.business_day",
        "-",
    ),
    "round_refunds": (
        "refund_lines",
        "new_lines",
        "SELECT refund.business_day, sum(refund.rounding) AS rounding FROM refunds AS refund"
        " WHERE refund.id IN (SELECT refund_id FROM new_lines) AND refund.rounding <> 0"
        " GROUP BY refund.business_day",
        "-",
    ),
}
