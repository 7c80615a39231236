"""Sales, voids, refunds and history from before the ledger of payments become payments, and every sum stays."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database.embedded import EmbeddedPostgres
from app.database.engine import create_engine
from app.database.migrations import migrate
from app.database.unit_of_work import Database
from app.services.common.context import ShopContext
from app.services.insight.verification import Difference, VerificationService
from tests.support.clock import suite_clock
from tests.support.databases import copied_database

BEFORE = "0040"
NOW = datetime(2026, 11, 14, tzinfo=UTC)

# Cash is rounded to whole rupees. Sale 1 is paid with a 200 note; sale 2 was bought by a customer; sale 3, by card, and
# sale 4, in cash, are voided, sale 4 by another user on the next day of the books; sale 5 is given back in two parts in
# cash, and half of sale 6 in cash although it was paid by UPI; sale 7 was given away; sale 8 was entered a day late.
# The history has a price its till did not tell.
SOLD = """
    INSERT INTO users (email, role, password_hash, created_at, updated_at)
        SELECT n::text, 'admin', '', now(), now() FROM generate_series(1, 3) AS n;
    INSERT INTO settings VALUES ('cash_rounding', '"1"', now());
    INSERT INTO categories (id, name, created_at, updated_at) VALUES (1, 'Milk sweets', now(), now());
    INSERT INTO sweets (id, sku, name, category_id, price, unit, quantity_step, min_quantity, created_at, updated_at)
        VALUES (1, 'BARFI', 'Barfi', 1, 100.94, 'piece', 1, 1, now(), now());
    INSERT INTO lots (id, sweet_id, unit_cost, received_at) VALUES (1, 1, 4, '2026-11-01T06:30Z');
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, unit_cost, actor_id, occurred_at)
        VALUES (1, 1, 100, 'restock', 4, 1, '2026-11-01T06:30Z');
    INSERT INTO sales (id, number, buyer_id, seller_id, tender, subtotal, discount_total, total, rounding,
                       cash_rounding, amount_given, currency, status, created_at, sold_at, late_reason, business_day,
                       discount_reason)
    VALUES
        (1, '1', NULL, 2, 'cash', 100.94, 0, 100.94, 0.06, 1, 200, 'INR', 'completed', '2026-11-10T06:30Z', NULL, NULL,
         '2026-11-10', NULL),
        (2, '2', 3, NULL, 'upi', 100.94, 0, 100.94, 0, 0, NULL, 'INR', 'completed', '2026-11-10T18:29:59Z', NULL, NULL,
         '2026-11-10', NULL),
        (3, '3', NULL, 2, 'card', 100.94, 0, 100.94, 0, 0, NULL, 'INR', 'voided', '2026-11-11T06:30Z', NULL, NULL,
         '2026-11-11', NULL),
        (4, '4', NULL, 2, 'cash', 100.94, 0, 100.94, 0.06, 1, NULL, 'INR', 'voided', '2026-11-11T06:30Z', NULL, NULL,
         '2026-11-11', NULL),
        (5, '5', NULL, 2, 'cash', 201.88, 0, 201.88, 0.12, 1, 202, 'INR', 'completed', '2026-11-11T07:30Z', NULL, NULL,
         '2026-11-11', NULL),
        (6, '6', NULL, 2, 'upi', 201.88, 0, 201.88, 0, 0, NULL, 'INR', 'completed', '2026-11-11T07:30Z', NULL, NULL,
         '2026-11-11', NULL),
        (7, '7', NULL, 2, 'cash', 100.94, 100.94, 0, 0, 0, NULL, 'INR', 'completed', '2026-11-11T07:30Z', NULL, NULL,
         '2026-11-11', 'Diwali'),
        (8, '8', NULL, 2, 'cash', 100.94, 0, 100.94, 0.06, 1, NULL, 'INR', 'completed', '2026-11-12T05:30Z',
         '2026-11-11T09:30Z', 'The power was cut.', '2026-11-11', NULL);
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total,
                            sale_discount, cost)
        SELECT id, 1, 1, 'BARFI', 'Barfi', 'piece', round(subtotal / 100.94), 100.94, subtotal, discount_total,
               4 * round(subtotal / 100.94) FROM sales ORDER BY id;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, unit_cost, actor_id, sale_id, sale_line_no,
                                 occurred_at)
        SELECT 1, 1, -quantity, 'sale', 4, 2, sale_id, 1, created_at FROM sale_lines JOIN sales ON sales.id = sale_id;
    INSERT INTO sale_voids (sale_id, reason, voided_by, voided_at, business_day) VALUES
        (3, 'A mistake.', 2, '2026-11-11T06:31Z', '2026-11-11'),
        (4, 'A mistake.', 1, '2026-11-12T06:31Z', '2026-11-12');
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, unit_cost, actor_id, sale_id, sale_line_no,
                                 occurred_at)
        VALUES (1, 1, 1, 'void', 4, 2, 3, 1, '2026-11-11T06:31Z'), (1, 1, 1, 'void', 4, 1, 4, 1, '2026-11-12T06:31Z');
    INSERT INTO refunds (id, number, sale_id, tender, subtotal, discount_total, tax_total, total, rounding,
                         cash_rounding, refunded_by, created_at, business_day) VALUES
        (1, 'R1', 5, 'cash', 100.94, 0, 0, 100.94, 0.06, 1, 1, '2026-11-12T06:30Z', '2026-11-12'),
        (2, 'R2', 5, 'cash', 100.94, 0, 0, 100.94, 0.06, 1, 1, '2026-11-13T06:30Z', '2026-11-13'),
        (3, 'R3', 6, 'cash', 100.94, 0, 0, 100.94, 0.06, 1, 2, '2026-11-13T06:30Z', '2026-11-13');
    INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost) VALUES
        (1, 1, 5, 1, false, 100.94, 0, 0, 0);
    INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost) VALUES
        (2, 1, 5, 1, false, 100.94, 0, 0, 0), (3, 1, 6, 1, false, 100.94, 0, 0, 0);
    INSERT INTO history_tickets (id, ticket, sold_at, business_day, imported_at) VALUES
        (1, 'A-1', '2026-11-01T06:30Z', '2026-11-01', now()), (2, 'A-2', '2026-11-01T13:30Z', '2026-11-01', now());
    INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity, unit_price, amount) VALUES
        (1, 1, 1, 'barfi', 3, 9, 27), (1, 2, 1, 'barfi', 1, NULL, NULL), (2, 1, 1, 'barfi', -1, 9, -9);
"""
PAYMENTS = """
    SELECT concat_ws(' ', kind, sale_id, refund_id, tender, amount, rounding, cash_rounding, given, taken_by,
                     business_day, hour, drawer_session_id, reference) FROM payments ORDER BY id
"""
BOOKED = """
    SELECT concat_ws(' ', day, hour, kind, tender, taken_by, drawer_session_id, payments, amount, rounding)
    FROM daily_payments ORDER BY day, hour, kind, tender, taken_by
"""
DAYS = "SELECT concat_ws(' ', day, total, rounding, paid, total + rounding = paid) FROM daily_sales ORDER BY day"
OLD_DAYS = (
    "SELECT concat_ws(' ', day, sale_count, void_count, refund_count, total, rounding) FROM daily_sales ORDER BY day"
)
OLD_SALES = """
    SELECT concat_ws(' ', id, tender, total, rounding, cash_rounding, amount_given, status) FROM sales ORDER BY id
"""
OLD_REFUNDS = "SELECT concat_ws(' ', id, tender, total, rounding, cash_rounding) FROM refunds ORDER BY id"


@pytest.fixture
async def old_shop(postgres: EmbeddedPostgres) -> AsyncIterator[AsyncEngine]:
    async with copied_database(postgres, "template0") as url:
        engine = create_engine(url, pool_size=2)
        await migrate(engine, BEFORE)
        connection = await asyncpg.connect(url)
        await connection.execute(SOLD)
        await connection.close()
        yield engine
        await engine.dispose()


async def rows(engine: AsyncEngine, query: str) -> list[str]:
    async with engine.connect() as connection:
        return [row[0] for row in await connection.exec_driver_sql(query)]


async def differences(engine: AsyncEngine) -> list[Difference]:
    async with Database(engine, suite_clock).unit_of_work() as session:
        return await VerificationService(session, ShopContext(lambda: NOW)).verify()


async def test_each_sale_void_and_refund_becomes_a_payment_and_the_days_stay(old_shop: AsyncEngine) -> None:
    before = await rows(old_shop, OLD_DAYS)
    await migrate(old_shop)
    assert await rows(old_shop, PAYMENTS) == [
        "sale 1 cash 101.00 0.06 1.00 200.00 2 2026-11-10 12",
        "sale 2 upi 100.94 0.00 0.00 3 2026-11-10 23",
        "sale 3 card 100.94 0.00 0.00 2 2026-11-11 12",
        "sale 4 cash 101.00 0.06 1.00 2 2026-11-11 12",
        "void 3 card -100.94 0.00 0.00 2 2026-11-11 12",
        "sale 5 cash 202.00 0.12 1.00 202.00 2 2026-11-11 13",
        "sale 6 upi 201.88 0.00 0.00 2 2026-11-11 13",
        # In the hour in which it was sold.
        "sale 8 cash 101.00 0.06 1.00 2 2026-11-11 15",
        "refund 5 1 cash -101.00 -0.06 1.00 1 2026-11-12 12",
        "void 4 cash -101.00 -0.06 1.00 1 2026-11-12 12",
        "refund 5 2 cash -101.00 -0.06 1.00 1 2026-11-13 12",
        "refund 6 3 cash -101.00 -0.06 1.00 2 2026-11-13 12",
    ]
    assert await rows(old_shop, BOOKED) == [
        "2026-11-01 12 history other 0 0 1 27.00 0.00",
        "2026-11-01 19 history other 0 0 1 -9.00 0.00",
        "2026-11-10 12 sale cash 2 0 1 101.00 0.06",
        "2026-11-10 23 sale upi 3 0 1 100.94 0.00",
        "2026-11-11 12 sale card 2 0 1 100.94 0.00",
        "2026-11-11 12 sale cash 2 0 1 101.00 0.06",
        "2026-11-11 12 void card 2 0 1 -100.94 0.00",
        "2026-11-11 13 sale cash 2 0 1 202.00 0.12",
        "2026-11-11 13 sale upi 2 0 1 201.88 0.00",
        "2026-11-11 15 sale cash 2 0 1 101.00 0.06",
        "2026-11-12 12 refund cash 1 0 1 -101.00 -0.06",
        "2026-11-12 12 void cash 1 0 1 -101.00 -0.06",
        "2026-11-13 12 refund cash 1 0 1 -101.00 -0.06",
        "2026-11-13 12 refund cash 2 0 1 -101.00 -0.06",
    ]
    assert await rows(old_shop, OLD_DAYS) == before
    assert [row.rpartition(" ")[2] for row in await rows(old_shop, DAYS)] == ["t"] * 5
    assert await rows(old_shop, "SELECT DISTINCT due::text FROM sales") == ["0.00"]
    assert await differences(old_shop) == []


async def test_down_and_up_again_says_the_same(old_shop: AsyncEngine) -> None:
    old = [await rows(old_shop, query) for query in (OLD_DAYS, OLD_SALES, OLD_REFUNDS)]
    await migrate(old_shop)
    new = [await rows(old_shop, query) for query in (PAYMENTS, BOOKED, DAYS)]
    await migrate(old_shop, BEFORE)
    assert [await rows(old_shop, query) for query in (OLD_DAYS, OLD_SALES, OLD_REFUNDS)] == old
    await migrate(old_shop)
    assert [await rows(old_shop, query) for query in (PAYMENTS, BOOKED, DAYS)] == new
    assert await differences(old_shop) == []


@pytest.mark.parametrize(
    "table", ["sales", "refunds", "daily_sales", "payments", "daily_payments", "history_lines", "import_take_backs"]
)
async def test_guards_opened_for_the_migration_are_closed_again(old_shop: AsyncEngine, table: str) -> None:
    await migrate(old_shop)
    states = f"SELECT DISTINCT tgenabled::text FROM pg_trigger WHERE tgrelid = '{table}'::regclass"
    assert await rows(old_shop, states) == ["O"]
