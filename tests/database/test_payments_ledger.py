"""Payments are the one writer of what is due, owed, in the drawer and in the books, and nothing of them changes."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from app.repositories.insight.checks.payments import PAYMENT_CHECKS
from tests.support.shop import TestShop

# Sale 101 over the counter is paid with 30.00 in cash, into drawer 1, and is for 70.00 on the account of customer 1;
# order 102 is due.
SHOP = """
    INSERT INTO customers (id, name, credit_limit) VALUES (1, 'Asha', 200), (2, 'Ravi', NULL);
    INSERT INTO drawer_sessions (id, opened_by, opened_at, business_day, opening_float, cash)
        VALUES (1, 2, suite.now(), suite.today(), 500, 500);
    INSERT INTO sales (id, number, seller_id, customer_id, subtotal, total, due, currency, business_day)
        VALUES (101, '101', 2, 1, 100, 100, 100, 'INR', '2026-11-10');
    INSERT INTO sales (id, number, buyer_id, subtotal, total, due, currency, business_day)
        VALUES (102, '102', 3, 100, 100, 100, 'INR', '2026-11-10');
    INSERT INTO payments (id, kind, sale_id, customer_id, tender, amount, given, taken_by, taken_at, business_day, hour,
                          drawer_session_id) VALUES
        (1, 'sale', 101, NULL, 'cash', 30, 50, 2, suite.now(), '2026-11-10', 12, 1),
        (2, 'sale', 101, 1, 'account', 70, NULL, 2, suite.now(), '2026-11-10', 12, 1);
    ALTER TABLE payments ALTER id RESTART WITH 10;
    ALTER TABLE drawer_sessions ALTER id RESTART WITH 10
"""
PAY = "INSERT INTO payments (kind, sale_id, refund_id, customer_id, tender, amount, rounding, cash_rounding, given," + (
    " drawer_session_id, taken_by, taken_at, business_day, hour) VALUES ({}, 2, suite.now(), '2026-11-10', 12)"
)
KEPT = """
    SELECT (SELECT string_agg(concat_ws(' ', id, due, rounding, status), '; ' ORDER BY id) FROM sales),
        (SELECT string_agg(balance::text, ' ' ORDER BY id) FROM customers),
        (SELECT string_agg(concat_ws(' ', cash, closed_at IS NULL), '; ' ORDER BY id) FROM drawer_sessions),
        (SELECT string_agg(concat_ws(' ', kind, tender, payments, amount), '; ' ORDER BY kind, tender, amount)
         FROM daily_payments),
        (SELECT sum(paid)::text FROM daily_sales), (SELECT count(*) FROM payments)
"""


@pytest_asyncio.fixture
async def books(shop: TestShop) -> AsyncIterator[asyncpg.Connection]:
    async with shop.connect() as connection:
        for statement in SHOP.split(";\n"):
            await connection.execute(statement)
        yield connection


async def kept(books: asyncpg.Connection) -> tuple[object, ...]:
    return tuple(await books.fetchrow(KEPT))


async def in_order(books: asyncpg.Connection) -> None:
    for name, check in PAYMENT_CHECKS.items():
        assert await books.fetch(check.text) == [], name


async def test_a_payment_lowers_what_is_due_and_raises_what_is_owed_and_in_the_drawer(
    books: asyncpg.Connection,
) -> None:
    assert await kept(books) == (
        "101 0.00 0.00 completed; 102 100.00 0.00 completed",
        "70.00 0.00",
        "530.00 t",
        "sale account 1 70.00; sale cash 1 30.00",
        "30.00",
        2,
    )
    await books.execute(PAY.format("'sale', 102, NULL, NULL, 'cash', 20, 0, 0, NULL, 1"))
    await books.execute(PAY.format("'account', NULL, NULL, 1, 'upi', 90, 0, 0, NULL, NULL"))
    await books.execute(PAY.format("'account', NULL, NULL, 1, 'cash', -10, 0, 0, NULL, 1"))
    assert await kept(books) == (
        "101 0.00 0.00 completed; 102 80.00 0.00 completed",
        "-10.00 0.00",
        "540.00 t",
        "account cash 1 -10.00; account upi 1 90.00; sale account 1 70.00; sale cash 2 50.00",
        "130.00",
        5,
    )
    await in_order(books)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        *(
            (f"UPDATE payments SET {change}", "a payment is fixed once it is written")
            for change in ("amount = 1", "tender = 'upi'", "taken_by = 1", "hour = 1", "reference = 'x'", "id = 99")
        ),
        *(
            (f"{statement}", "is append-only")
            for statement in (
                "DELETE FROM payments",
                "TRUNCATE payments CASCADE",
                "UPDATE drawer_movements SET amount = 1",
                "DELETE FROM drawer_movements",
                "DELETE FROM drawer_sessions",
                "TRUNCATE drawer_sessions CASCADE",
            )
        ),
        ("UPDATE sales SET due = 1 WHERE id = 101", "a sale is fixed"),
        ("UPDATE sales SET due = 0", "a sale is fixed"),
        ("UPDATE sales SET rounding = 1", "a sale is fixed"),
        ("UPDATE sales SET held_until = suite.now()", "a sale is fixed"),
        ("UPDATE customers SET balance = 0", "is written by payments only"),
        ("UPDATE customers SET name = 'x', balance = balance - 1", "is written by payments only"),
        ("UPDATE drawer_sessions SET cash = 0", "a drawer session is fixed"),
        ("UPDATE drawer_sessions SET opening_float = 0", "a drawer session is fixed"),
        ("UPDATE drawer_sessions SET opened_by = 1", "a drawer session is fixed"),
        ("UPDATE daily_payments SET amount = 0", "is written by the documents it adds up only"),
        ("DELETE FROM daily_payments", "is written by the documents it adds up only"),
        ("UPDATE daily_sales SET paid = 0", "is written by the documents it adds up only"),
    ],
)
async def test_nobody_writes_money_by_hand(books: asyncpg.Connection, statement: str, reason: str) -> None:
    before = await kept(books)
    with pytest.raises(asyncpg.RestrictViolationError, match=reason):
        await books.execute(statement)
    assert await kept(books) == before


@pytest.mark.parametrize(
    ("constraint", "payment"),
    [
        ("ck_payments_kind", "'gift', 102, NULL, NULL, 'cash', -1, 0, 0, NULL, NULL"),
        ("ck_payments_amount_by_kind", "'sale', 102, NULL, NULL, 'cash', -1, 0, 0, NULL, NULL"),
        ("ck_payments_amount_by_kind", "'sale', 102, NULL, NULL, 'cash', 0, 0, 0, NULL, NULL"),
        ("ck_payments_amount_by_kind", "'void', 102, NULL, NULL, 'cash', 1, 0, 0, NULL, NULL"),
        ("ck_payments_amount_by_kind", "'account', NULL, NULL, 1, 'cash', 0, 0, 0, NULL, NULL"),
        ("ck_payments_amount_by_kind", "'sale', 102, NULL, NULL, 'cash', 'NaN', 0, 0, NULL, NULL"),
        ("ck_payments_document_by_kind", "'sale', NULL, NULL, NULL, 'cash', 1, 0, 0, NULL, NULL"),
        ("ck_payments_document_by_kind", "'refund', 101, NULL, NULL, 'cash', -1, 0, 0, NULL, NULL"),
        ("ck_payments_document_by_kind", "'account', 101, NULL, 1, 'cash', 1, 0, 0, NULL, NULL"),
        ("ck_payments_account_of_customer", "'sale', 102, NULL, NULL, 'account', 1, 0, 0, NULL, NULL"),
        ("ck_payments_account_of_customer", "'sale', 102, NULL, 1, 'cash', 1, 0, 0, NULL, NULL"),
        ("ck_payments_account_of_customer", "'account', NULL, NULL, 1, 'account', 1, 0, 0, NULL, NULL"),
        ("ck_payments_given_covers_amount", "'sale', 102, NULL, NULL, 'cash', 10, 0, 0, 9.99, NULL"),
        ("ck_payments_given_covers_amount", "'sale', 102, NULL, NULL, 'upi', 10, 0, 0, 20, NULL"),
        ("ck_payments_given_covers_amount", "'sale', 102, NULL, NULL, 'cash', 10, 0, 0, 'NaN', NULL"),
        ("ck_payments_rounded_to_coins", "'sale', 102, NULL, NULL, 'cash', 10, 0.4, 0, NULL, NULL"),
        ("ck_payments_rounded_to_coins", "'sale', 102, NULL, NULL, 'cash', 10, 0.6, 1, NULL, NULL"),
        ("ck_payments_rounded_to_coins", "'sale', 102, NULL, NULL, 'cash', 10.5, 0, 1, NULL, NULL"),
        ("ck_payments_rounded_to_coins", "'sale', 102, NULL, NULL, 'upi', 10, 0, 1, NULL, NULL"),
        ("ck_sales_due_of_standing_sale", "'sale', 102, NULL, NULL, 'upi', 100.01, 0, 0, NULL, NULL"),
        ("ck_sales_due_of_standing_sale", "'sale', 101, NULL, NULL, 'upi', 0.01, 0, 0, NULL, NULL"),
        ("ck_customers_balance_within_limit", "'sale', 102, NULL, 2, 'account', 0.01, 0, 0, NULL, NULL"),
        ("fk_payments_sale_id_sales", "'sale', 999, NULL, NULL, 'upi', 1, 0, 0, NULL, NULL"),
        ("fk_payments_customer_id_customers", "'account', NULL, NULL, 9, 'upi', 1, 0, 0, NULL, NULL"),
        ("fk_payments_drawer_session_id_drawer_sessions", "'sale', 102, NULL, NULL, 'cash', 1, 0, 0, NULL, 9"),
    ],
)
async def test_a_payment_that_cannot_be_is_refused(books: asyncpg.Connection, constraint: str, payment: str) -> None:
    before = await kept(books)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
        await books.execute(PAY.format(payment))
    assert caught.value.constraint_name == constraint
    assert await kept(books) == before


async def test_nobody_owes_more_than_their_limit_nor_is_it_lowered_below(books: asyncpg.Connection) -> None:
    await books.execute(PAY.format("'sale', 102, NULL, 1, 'account', 100, 0, 0, NULL, NULL"))
    for statement in (
        "UPDATE customers SET credit_limit = 169.99 WHERE id = 1",
        "UPDATE customers SET credit_limit = NULL WHERE id = 1",
    ):
        with pytest.raises(asyncpg.CheckViolationError, match="ck_customers_balance_within_limit"):
            await books.execute(statement)
    await books.execute("UPDATE customers SET credit_limit = 170 WHERE id = 1")
    await in_order(books)


async def test_a_voided_sale_takes_no_payment(books: asyncpg.Connection) -> None:
    await books.execute("UPDATE sales SET status = 'voided', due = 0 WHERE id = 102")
    with pytest.raises(asyncpg.CheckViolationError, match="ck_sales_due_of_standing_sale"):
        await books.execute(PAY.format("'sale', 102, NULL, NULL, 'cash', 1, 0, 0, NULL, NULL"))


async def test_nothing_of_a_closed_drawer_changes(books: asyncpg.Connection) -> None:
    await books.execute("UPDATE drawer_sessions SET closed_by = 2, closed_at = suite.now(), counted = 529 WHERE id = 1")
    before = await kept(books)
    movement = "INSERT INTO drawer_movements (session_id, kind, amount, reason, moved_by, moved_at)"
    for statement in (
        PAY.format("'sale', 102, NULL, NULL, 'cash', 1, 0, 0, NULL, 1"),
        PAY.format("'sale', 102, NULL, NULL, 'upi', 1, 0, 0, NULL, 1"),
        f"{movement} VALUES (1, 'out', 1, 'Milk', 2, suite.now())",
        "UPDATE drawer_sessions SET counted = 530",
        "UPDATE drawer_sessions SET reason = 'x'",
        "UPDATE drawer_sessions SET closed_at = NULL, closed_by = NULL, counted = NULL",
    ):
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await books.execute(statement)
        assert caught.value.constraint_name == "ck_drawer_sessions_is_open"
    assert await kept(books) == before


@pytest.mark.parametrize(
    ("due", "paid", "fits"),
    [("0", "100", True), ("100", None, True), ("40", "60", True), ("0", None, False), ("40", None, False)],
)
async def test_a_sale_is_written_with_what_its_payments_leave(
    books: asyncpg.Connection, due: str, paid: str | None, fits: bool
) -> None:
    """Only as the transaction ends, for the payments come after the sale."""
    transaction = books.transaction()
    await transaction.start()
    await books.execute(
        "INSERT INTO sales (id, number, seller_id, subtotal, total, due, currency, business_day)"
        f" VALUES (103, '103', 2, 100, 100, {due}, 'INR', '2026-11-10')"
    )
    if paid is not None:
        await books.execute(PAY.format(f"'sale', 103, NULL, NULL, 'upi', {paid}, 0, 0, NULL, NULL"))
    if fits:
        await transaction.commit()
        await in_order(books)
    else:
        with pytest.raises(asyncpg.CheckViolationError, match="the payments of sale 103 do not add up"):
            await transaction.commit()


async def test_a_payment_moves_to_another_customer_with_what_they_owe(books: asyncpg.Connection) -> None:
    await books.execute("UPDATE customers SET credit_limit = 70 WHERE id = 2")
    await books.execute("UPDATE payments SET customer_id = 2 WHERE customer_id = 1")
    assert (await kept(books))[1] == "0.00 70.00"
    await in_order(books)


async def test_the_books_of_each_hour_and_day_add_up(books: asyncpg.Connection) -> None:
    await books.execute(PAY.format("'sale', 102, NULL, NULL, 'cash', 20, 0, 0, NULL, 1").replace("12)", "13)"))
    await books.execute(PAY.format("'sale', 102, NULL, NULL, 'cash', 30, 0, 0, NULL, NULL").replace("-10'", "-11'"))
    rows = await books.fetch(
        "SELECT day::text, hour, drawer_session_id, payments, amount::text FROM daily_payments WHERE tender = 'cash'"
        " ORDER BY 1, 2"
    )
    assert [tuple(row) for row in rows] == [
        ("2026-11-10", 12, 1, 1, "30.00"),
        ("2026-11-10", 13, 1, 1, "20.00"),
        ("2026-11-11", 12, 0, 1, "30.00"),
    ]
    await in_order(books)


@pytest.mark.parametrize(("currency", "places"), [("JPY", 0), ("KWD", 3), ("INR", 2)])
async def test_money_of_payments_and_drawers_has_the_places_of_the_currency(
    shop: TestShop, currency: str, places: int
) -> None:
    async with shop.connect() as connection:
        await connection.execute("SELECT set_money_places($1)", places)
        columns = await connection.fetch(
            "SELECT table_name || '.' || column_name AS name, numeric_scale FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name || '.' || column_name = ANY($1)",
            MONEY,
        )
    assert {row["name"]: row["numeric_scale"] for row in columns} == dict.fromkeys(MONEY, places)


MONEY = [
    *(f"payments.{name}" for name in ("amount", "rounding", "cash_rounding", "given")),
    *(f"daily_payments.{name}" for name in ("amount", "rounding")),
    *(f"drawer_sessions.{name}" for name in ("opening_float", "cash", "counted")),
    "drawer_movements.amount",
    *(f"customers.{name}" for name in ("credit_limit", "balance")),
    *(f"sales.{name}" for name in ("due", "rounding")),
    "daily_sales.paid",
]
