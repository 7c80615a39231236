"""A shop of ten years: its books hold, it is the same each time, and it has what such a shop has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg
import pytest
import pytest_asyncio

from app.database.embedded import EmbeddedPostgres
from app.database.engine import create_engine
from app.database.unit_of_work import Database
from app.services.demo.scale import ScaledDemo
from app.services.people.context import login_context
from tests.services.demo.demo_shop import DemoShop
from tests.support.databases import copied_database
from tests.support.shop import settings_for

NOW = datetime(2027, 3, 1, 6, 30, tzinfo=UTC)
SALES, MONTHS = 1000, 25


@asynccontextmanager
async def scaled_shop(postgres: EmbeddedPostgres, template: str, sales: int, months: int) -> AsyncIterator[DemoShop]:
    async with copied_database(postgres, template) as url:
        connection = await asyncpg.connect(url)
        await connection.execute(
            "INSERT INTO categories (name, created_at, updated_at) VALUES ('Barfi', $1, $1), ('Ladoo', $1, $1)", NOW
        )
        await connection.close()
        database = Database(create_engine(url, timeouts=False), lambda: NOW)
        context = login_context(settings_for(url), lambda: NOW)
        await ScaledDemo(database, context, "admin@example.com").fill(sales, months=months)
        await database.close()
        yield DemoShop(url, NOW, "Asia/Kolkata")


@pytest_asyncio.fixture(scope="module")
async def shop(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[DemoShop]:
    async with scaled_shop(postgres, template, SALES, MONTHS) as filled:
        yield filled


async def test_the_books_of_ten_years_hold(shop: DemoShop) -> None:
    assert await shop.verify() == []


async def test_it_has_as_many_sales_as_asked_for_until_yesterday(shop: DemoShop) -> None:
    rows = await shop.rows(
        "SELECT count(*), count(DISTINCT number), min(shop_day(created_at))::text, max(shop_day(created_at)) < $1"
        " FROM sales",
        NOW.date(),
    )
    assert rows == [(SALES, SALES, "2025-03-01", True)]
    assert await shop.rows("SELECT FROM sales WHERE business_day <> shop_day(created_at)") == []
    assert await shop.rows("SELECT FROM stock_movements WHERE occurred_at > $1", NOW) == []


@pytest.mark.parametrize(
    ("what", "least"),
    [
        ("sale_lines", 1400),
        ("sale_voids", 1),
        ("refund_lines", 3),
        ("sales WHERE customer_id IS NOT NULL", 400),
        ("goods_receipts", 20),
        ("lots WHERE purchase_order_id IS NOT NULL", 20),
        ("adjustments WHERE reason = 'expired'", 100),
        ("stock_alerts WHERE resolved_at IS NULL", 1),
        ("sweets WHERE on_hand > 0", 10),
        ("customers", 50),
    ],
)
async def test_it_has_what_a_shop_of_ten_years_has(shop: DemoShop, what: str, least: int) -> None:
    ((count,),) = await shop.rows(f"SELECT count(*) FROM {what}")
    assert count >= least


async def test_some_sweets_sell_much_better_than_most(shop: DemoShop) -> None:
    ((best, least),) = await shop.rows(
        "SELECT max(lines), min(lines) FROM (SELECT count(*) AS lines FROM sale_lines GROUP BY sweet_id) AS each"
    )
    assert best > 10 * least


async def test_the_same_day_gives_the_same_ten_years(postgres: EmbeddedPostgres, template: str) -> None:
    async with scaled_shop(postgres, template, 200, 6) as one, scaled_shop(postgres, template, 200, 6) as other:
        for table in (
            "sweets",
            "customers",
            "sales",
            "sale_lines",
            "lots",
            "stock_movements",
            "refunds",
            "adjustments",
        ):
            query = f"SELECT t::text FROM {table} AS t ORDER BY 1"
            assert await one.rows(query) == await other.rows(query), table
