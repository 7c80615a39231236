"""Sales from before the daily books enter them unchanged, and verify."""

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

BEFORE = "0005"
NOW = datetime(2026, 11, 12, tzinfo=UTC)

# Of sweet 1 the cost of lot 1 is known and that of lot 2 is not. Sale 1 is of the last second of the 10th in Kolkata,
# with tax in its prices and a discount; sale 2 of the first of the 11th, of unknown cost, with tax on top, its line
# cheaper; sale 3 is voided; sale 4 took from both lots.
SOLD = """
    INSERT INTO users (email, role, password_hash) SELECT n::text, 'admin', '' FROM generate_series(1, 3) AS n;
    INSERT INTO categories (id, name) VALUES (1, 'Milk sweets');
    INSERT INTO sweets (id, sku, name, category_id, price, unit, quantity_step, min_quantity) VALUES
        (1, 'BARFI', 'Barfi', 1, 10, 'piece', 1, 1), (2, 'PEDA', 'Peda', 1, 20, 'kg', 0.05, 0.1);
    INSERT INTO lots (id, sweet_id, unit_cost) VALUES (1, 1, 4.1234), (2, 1, NULL), (3, 2, 10);
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, unit_cost, actor_id)
        SELECT sweet_id, id, 100, 'restock', unit_cost, 1 FROM lots;
    INSERT INTO tax_classes (id, name) VALUES (1, 'Packed');
    INSERT INTO sales (id, number, buyer_id, tender, subtotal, discount_total, tax_total, tax_mode, total, currency,
                       status, created_at) VALUES
        (1, '1', 3, 'cash', 30, 3, 0.86, 'inclusive', 27, 'INR', 'completed', '2026-11-10T18:29:59Z'),
        (2, '2', 3, 'cash', 30, 3, 1.35, 'exclusive', 28.35, 'INR', 'completed', '2026-11-10T18:30:00Z'),
        (3, '3', 3, 'cash', 10, 0, 0.50, 'exclusive', 10.50, 'INR', 'voided', '2026-11-11T06:30:00Z'),
        (4, '4', 3, 'cash', 20, 0, 0, 'exclusive', 20, 'INR', 'completed', '2026-11-11T06:30:00Z');
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total,
                            line_discount, discount_reason, sale_discount, tax_class_id, tax) VALUES
        (1, 1, 1, 'BARFI', 'Barfi', 'piece', 2, 10, 20, 0, NULL, 2, 1, 0.86),
        (1, 2, 2, 'PEDA', 'Peda', 'kg', 0.5, 20, 10, 0, NULL, 1, NULL, 0),
        (2, 1, 1, 'BARFI', 'Barfi', 'piece', 3, 10, 30, 3, 'Broken', 0, 1, 1.35),
        (3, 1, 1, 'BARFI', 'Barfi', 'piece', 1, 10, 10, 0, NULL, 0, 1, 0.50),
        (4, 1, 1, 'BARFI', 'Barfi', 'piece', 2, 10, 20, 0, NULL, 0, NULL, 0);
    INSERT INTO sale_line_taxes (sale_id, line_no, tax_no, component, rate_percent, taxable, amount) VALUES
        (1, 1, 1, 'GST', 5, 17.14, 0.86), (2, 1, 1, 'GST', 5, 27, 1.35), (3, 1, 1, 'GST', 5, 10, 0.50);
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, unit_cost, actor_id, sale_id, sale_line_no) VALUES
        (1, 1, -2, 'sale', 4.1234, 3, 1, 1), (2, 3, -0.5, 'sale', 10, 3, 1, 2), (1, 2, -3, 'sale', NULL, 3, 2, 1),
        (1, 1, -1, 'sale', 4.1234, 3, 3, 1), (1, 1, 1, 'void', 4.1234, 1, 3, 1),
        (1, 1, -1, 'sale', 4.1234, 3, 4, 1), (1, 2, -1, 'sale', NULL, 3, 4, 1);
    INSERT INTO sale_voids (sale_id, reason, voided_by, voided_at) VALUES (3, 'A mistake.', 1, '2026-11-11T06:31:00Z');
"""


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


BOOKED = """
    SELECT concat_ws(' ', day, sale_count, void_count, refund_count, gross, discounts, refunds, tax, total,
                     costed_sales, cost) FROM daily_sales ORDER BY day
"""
BOOKED_BY_SWEET = """
    SELECT concat_ws(' ', day, sweet_id, sold, refunded, gross, discounts, refunds, tax, total, costed_sales, cost)
    FROM daily_sweet_sales ORDER BY day, sweet_id
"""


async def test_earlier_sales_are_booked_on_their_days_and_verify(old_shop: AsyncEngine) -> None:
    await migrate(old_shop)
    assert await rows(old_shop, BOOKED) == [
        "2026-11-10 1 0 0 30.00 3.00 0.00 0.86 27.00 26.14 13.2468000",
        "2026-11-11 3 1 0 50.00 3.00 0.00 1.35 48.35 0.00 0.0000000",
    ]
    assert await rows(old_shop, BOOKED_BY_SWEET) == [
        "2026-11-10 1 2.000 0.000 20.00 2.00 0.00 0.86 18.00 17.14 8.2468000",
        "2026-11-10 2 0.500 0.000 10.00 1.00 0.00 0.00 9.00 9.00 5.0000000",
        "2026-11-11 1 5.000 0.000 50.00 3.00 0.00 1.35 48.35 0.00 0.0000000",
    ]
    assert await rows(old_shop, "SELECT cost::text FROM sale_lines ORDER BY sale_id, line_no") == [
        *("8.2468000", "5.0000000", None, "4.1234000", None)
    ]
    assert await differences(old_shop) == []


async def test_down_and_up_again_books_the_same(old_shop: AsyncEngine) -> None:
    await migrate(old_shop)
    before = [await rows(old_shop, query) for query in (BOOKED, BOOKED_BY_SWEET)]
    await migrate(old_shop, BEFORE)
    await migrate(old_shop)
    assert [await rows(old_shop, query) for query in (BOOKED, BOOKED_BY_SWEET)] == before
    assert await differences(old_shop) == []


@pytest.mark.parametrize(
    ("settings", "days"),
    [
        ({"day_end": "02:00"}, ["2026-11-10", "2026-11-10"]),
        ({"day_end": "23:00"}, ["2026-11-11", "2026-11-11"]),
        ({"time_zone": "UTC"}, ["2026-11-10", "2026-11-10"]),
        ({"time_zone": "Asia/Tokyo"}, ["2026-11-11", "2026-11-11"]),
        ({"time_zone": "Asia/Tokyo", "day_end": "03:30"}, ["2026-11-10", "2026-11-11"]),
    ],
)
async def test_the_days_are_those_of_the_settings(
    old_shop: AsyncEngine, settings: dict[str, str], days: list[str]
) -> None:
    async with old_shop.begin() as connection:
        for key, value in settings.items():
            await connection.exec_driver_sql(f"INSERT INTO settings VALUES ('{key}', '\"{value}\"', now())")
    await migrate(old_shop)
    assert await rows(old_shop, "SELECT business_day::text FROM sales WHERE id < 3 ORDER BY id") == days
    assert await differences(old_shop) == []


@pytest.mark.parametrize("table", ["sales", "sale_lines", "sale_voids", "daily_sales", "daily_sweet_sales"])
async def test_guards_opened_for_the_migration_are_closed_again(old_shop: AsyncEngine, table: str) -> None:
    await migrate(old_shop)
    states = f"SELECT DISTINCT tgenabled::text FROM pg_trigger WHERE tgrelid = '{table}'::regclass"
    assert await rows(old_shop, states) == ["O"]
