"""The rollup is written by the documents it adds up, with them or not at all, and by nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import asyncpg
import pytest
import pytest_asyncio

from app.repositories.insight.checks.books import BOOK_CHECKS
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

ROLLUP = ("daily_sales", "daily_sweet_sales", "daily_category_sales", "period_sweet_sales", "daily_payments")
FIGURES = "sold, refunded, gross, discounts, refunds, tax, total, costed_sales, cost"
SALE = """
    INSERT INTO sales (id, number, buyer_id, subtotal, discount_total, tax_total, tax_mode, total, due,
                       currency, business_day)
        VALUES ({0}, '{0}', 3, 20, 2, 0.9, 'exclusive', 18.9, 18.9, 'INR', '{1}');
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total,
                            sale_discount, tax_class_id, tax, cost)
        VALUES ({0}, 1, 1, 'BARFI', 'Barfi', 'piece', 2, 10, 20, 2, 1, 0.9, 8.5)
"""
HISTORY = "INSERT INTO history_tickets (id, ticket, sold_at, business_day) VALUES ({0}, '{0}', suite.now(), '{1}')"


@pytest_asyncio.fixture
async def books(shop: TestShop, new_sweet: NewSweet) -> AsyncIterator[asyncpg.Connection]:
    """A shop with one sweet and one sale, on the 10th."""
    await new_sweet()
    async with shop.connect() as connection:
        await connection.execute("INSERT INTO tax_classes (id, name) VALUES (1, 'Packed')")
        await connection.execute(SALE.format(101, "2026-11-10"))
        yield connection


async def days(books: asyncpg.Connection) -> dict[str, str]:
    """Each day's counts and figures; those of the one sweet and of its category are the same, and make up its month."""
    figures = "gross, discounts, refunds, tax, total, costed_sales, cost::numeric(12, 2)"
    whole = await books.fetch(f"SELECT day::text, concat_ws(' ', {figures}) AS figures FROM daily_sales ORDER BY day")
    sweets = await books.fetch(f"SELECT day::text, concat_ws(' ', {figures}) AS figures FROM daily_sweet_sales")
    assert sorted(map(tuple, sweets)) == [tuple(row) for row in whole]
    assert await sold_by(books, "daily_category_sales", "day") == await sold_by(books, "daily_sweet_sales", "day")
    sums = ", ".join(f"sum({name})" for name in FIGURES.split(", "))
    days = await books.fetch(f"SELECT {sums} FROM daily_sweet_sales")
    for period in ("month", "year"):
        assert await books.fetch(f"SELECT {sums} FROM period_sweet_sales WHERE period = '{period}'") == days
    return dict(map(tuple, whole))


async def sold_by(books: asyncpg.Connection, table: str, key: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await books.fetch(f"SELECT {key}, {FIGURES} FROM {table} ORDER BY {key}")]


@pytest.mark.parametrize("table", ROLLUP)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {0} SELECT * FROM {0}",
        "INSERT INTO {0} SELECT * FROM {0} WHERE false",
        "UPDATE {0} SET {1} = {1} + 1",
        "DELETE FROM {0}",
        "TRUNCATE {0}",
    ],
)
async def test_nobody_writes_into_the_books(books: asyncpg.Connection, table: str, statement: str) -> None:
    before = await days(books)
    with pytest.raises(asyncpg.RestrictViolationError, match=f"{table} is written by the documents it adds up only"):
        await books.execute(statement.format(table, "amount" if table == "daily_payments" else "gross"))
    assert await days(books) == before


async def test_a_sale_that_is_rolled_back_leaves_no_trace(books: asyncpg.Connection) -> None:
    before = await days(books)
    transaction = books.transaction()
    await transaction.start()
    await books.execute(SALE.format(102, "2026-11-11"))
    await books.execute(SALE.format(103, "2026-11-10"))
    assert await days(books) != before
    await transaction.rollback()
    assert await days(books) == before == {"2026-11-10": "20.00 2.00 0.00 0.90 18.90 18.00 8.50"}


async def test_each_document_lands_on_its_own_day(books: asyncpg.Connection) -> None:
    await books.execute(SALE.format(102, "2026-11-10"))
    await books.execute(
        """
        INSERT INTO sale_voids (sale_id, reason, voided_by, voided_at, business_day)
            VALUES (102, 'A mistake.', 1, suite.now(), '2026-11-11');
        INSERT INTO refunds (
            id, number, sale_id, subtotal, discount_total, tax_total, total, refunded_by, business_day
        )
            VALUES (1, 'R1', 101, 10, 1, 0.45, 9.45, 1, '2026-11-12');
        INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost)
            VALUES (1, 1, 101, 1, true, 10, 1, 0.45, 4.25);
        """
    )
    await books.execute(HISTORY.format(1, "2026-11-01"))
    await books.execute(
        "INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity, unit_price, amount)"
        " VALUES (1, 1, 1, 'barfi', 3, 9, 27), (1, 2, 1, 'barfi', -1, 9, -9), (1, 3, 1, 'barfi', 1, NULL, NULL)"
    )
    assert await days(books) == {
        "2026-11-01": "27.00 0.00 9.00 0.00 18.00 0.00 0.00",
        "2026-11-10": "40.00 4.00 0.00 1.80 37.80 36.00 17.00",
        "2026-11-11": "-20.00 -2.00 0.00 -0.90 -18.90 -18.00 -8.50",
        "2026-11-12": "0.00 0.00 9.00 -0.45 -9.45 -9.00 -4.25",
    }
    counts = await books.fetch("SELECT sale_count, void_count, refund_count FROM daily_sales ORDER BY day")
    assert [tuple(row) for row in counts] == [(1, 0, 0), (2, 0, 0), (0, 1, 0), (0, 0, 1)]
    quantities = await books.fetch("SELECT sold, refunded FROM daily_sweet_sales ORDER BY day")
    assert [tuple(map(int, row)) for row in quantities] == [(4, 1), (4, 0), (-2, 0), (0, 1)]


async def test_a_line_of_unknown_cost_is_no_base_of_a_margin(books: asyncpg.Connection) -> None:
    await books.execute(SALE.format(102, "2026-11-11").replace("0.9, 8.5", "0.9, NULL"))
    assert (await days(books))["2026-11-11"] == "20.00 2.00 0.00 0.90 18.90 0.00 0.00"
    await books.execute(
        """
        INSERT INTO refunds (
            id, number, sale_id, subtotal, discount_total, tax_total, total, refunded_by, business_day
        )
            VALUES (1, 'R1', 102, 10, 1, 0.45, 9.45, 1, '2026-11-12');
        INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost)
            VALUES (1, 1, 102, 1, true, 10, 1, 0.45, 0);
        """
    )
    assert (await days(books))["2026-11-12"] == "0.00 0.00 9.00 -0.45 -9.45 0.00 0.00"


async def test_with_tax_in_the_price_the_total_has_it_once(books: asyncpg.Connection) -> None:
    sale = SALE.format(102, "2026-11-11").replace("'exclusive', 18.9, 18.9", "'inclusive', 18, 18")
    await books.execute(sale)
    assert (await days(books))["2026-11-11"] == "20.00 2.00 0.00 0.90 18.00 17.10 8.50"


async def test_transactions_that_book_several_days_lock_them_in_order(
    shop: TestShop, books: asyncpg.Connection
) -> None:
    """A transaction that waits for one year holds nothing of the next, whatever order it books in: no deadlock."""
    for ticket, day in enumerate(("2025-12-31", "2026-01-01", "2025-12-31", "2026-01-01"), 1):
        await books.execute(HISTORY.format(ticket, day))
    line = "INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity) VALUES "
    async with AsyncExitStack() as stack:
        first, both = [await stack.enter_async_context(shop.connect()) for _ in range(2)]
        await first.execute("BEGIN; " + line + "(1, 1, 1, 'barfi', 1)")
        waiting = asyncio.create_task(both.execute(line + "(2, 1, 1, 'barfi', 1), (3, 1, 1, 'barfi', 1)"))
        query = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'"
        while not await books.fetchval(query, both.get_server_pid()):
            assert not waiting.done()
            await asyncio.sleep(0.01)
        await books.execute("SET lock_timeout = '10s'; " + line + "(4, 1, 1, 'barfi', 1)")
        assert not waiting.done()
        await first.execute("COMMIT")
        await waiting
    sold = await books.fetch("SELECT sold::int FROM daily_sweet_sales WHERE day < '2026-11-10' ORDER BY day")
    assert [row["sold"] for row in sold] == [2, 2]


async def test_months_and_years_are_those_of_the_days(books: asyncpg.Connection) -> None:
    for sale, day in ((102, "2026-11-30"), (103, "2026-12-01"), (104, "2025-12-31"), (105, "2026-11-01")):
        await books.execute(SALE.format(sale, day))
    assert [
        row[:2] for row in await sold_by(books, "period_sweet_sales", "concat_ws(' ', period, begins, sweet_id)")
    ] == [
        ("month 2025-12-01 1", 2),
        ("month 2026-11-01 1", 6),
        ("month 2026-12-01 1", 2),
        ("year 2025-01-01 1", 2),
        ("year 2026-01-01 1", 8),
    ]


OF_CATEGORIES = "concat_ws(' ', day, category_id, unit)"
BOX = """
    INSERT INTO categories (id, name) VALUES (70, 'Boxes');
    INSERT INTO sweets (id, sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 70, 'BOX', 'Box', category_id, 10, unit, 1, 1 FROM sweets WHERE id = 1
"""
MOVE = "UPDATE sweets SET category_id = 70 WHERE id = 1"


async def test_a_sweet_takes_its_sales_along_to_another_category(books: asyncpg.Connection) -> None:
    await books.execute(BOX)
    await books.execute(SALE.format(102, "2026-11-10").replace("1, 'BARFI'", "70, 'BOX'"))
    await books.execute(SALE.format(103, "2026-11-11"))
    before = await sold_by(books, "daily_category_sales", OF_CATEGORIES)
    assert [row[:2] for row in before] == [("2026-11-10 1 piece", 4), ("2026-11-11 1 piece", 2)]
    await books.execute(MOVE)
    moved = await sold_by(books, "daily_category_sales", OF_CATEGORIES)
    # Nothing is left of the 11th in the first, which could be deleted now if it had no sweet.
    assert [row[:2] for row in moved] == [
        *(("2026-11-10 1 piece", 2), ("2026-11-10 70 piece", 2), ("2026-11-11 70 piece", 2)),
    ]
    assert moved[0][1:] == moved[1][1:] == moved[2][1:] == before[1][1:]
    await books.execute("UPDATE sweets SET category_id = 1 WHERE id = 1")
    assert await sold_by(books, "daily_category_sales", OF_CATEGORIES) == before


async def test_figures_that_cancel_each_other_out_are_moved_like_others(books: asyncpg.Connection) -> None:
    """On the 11th a sweet is sold and another's sale is voided: the category has nothing, and each sweet something."""
    await books.execute(BOX)
    await books.execute(BOX.partition(";")[2].replace("70, 'BOX', 'Box'", "71, 'TIN', 'Tin'"))
    for number, sweet, day in ((102, "1, 'BARFI'", 10), (103, "70, 'BOX'", 11), (104, "71, 'TIN'", 11)):
        await books.execute(SALE.format(number, f"2026-11-{day}").replace("1, 'BARFI'", sweet))
    await books.execute(
        "INSERT INTO sale_voids (sale_id, reason, voided_by, voided_at, business_day)"
        " VALUES (102, 'A mistake.', 1, suite.now(), '2026-11-11')"
    )
    for sweet_id in (71, 1):
        await books.execute(f"UPDATE sweets SET category_id = 70 WHERE id = {sweet_id}")
        assert await books.fetch(BOOK_CHECKS["Books: each category's day is the sum of its sweets"].text) == []
    moved = await sold_by(books, "daily_category_sales", OF_CATEGORIES)
    assert ("2026-11-11 1 piece", 2) in [row[:2] for row in moved]


async def test_sweets_that_move_at_once_take_their_sales_along(books: asyncpg.Connection) -> None:
    await books.execute(BOX)
    await books.execute(SALE.format(102, "2026-11-10").replace("1, 'BARFI'", "70, 'BOX'"))
    before = await sold_by(books, "daily_category_sales", OF_CATEGORIES)
    await books.execute("UPDATE sweets SET category_id = 70")
    moved = await sold_by(books, "daily_category_sales", OF_CATEGORIES)
    assert moved == [("2026-11-10 70 piece", *before[0][1:])]


async def test_a_sale_and_a_move_at_the_same_time_miss_nothing(shop: TestShop, books: asyncpg.Connection) -> None:
    """Each way round: who comes second waits, and finds what the first has done."""
    await books.execute(BOX)
    line = "INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity) VALUES ({0}, 1, 1, 'barfi', 1)"
    for ticket in (1, 2):
        await books.execute(HISTORY.format(ticket, "2026-11-10"))
    async with AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(shop.connect()) for _ in range(2)]
        for one, other in ((line.format(1), MOVE), (MOVE.replace("70", "1"), line.format(2))):
            await first.execute(f"BEGIN; {one}")
            waiting = asyncio.create_task(second.execute(other))
            query = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'"
            while not await books.fetchval(query, second.get_server_pid()):
                assert not waiting.done()
                await asyncio.sleep(0.01)
            await first.execute("COMMIT")
            await waiting
            await days(books)
    assert [row[:2] for row in await sold_by(books, "daily_category_sales", OF_CATEGORIES)] == [
        ("2026-11-10 1 piece", 4),
    ]
