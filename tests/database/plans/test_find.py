"""The plans of finding anything in a big shop."""

from collections.abc import AsyncIterator

import pytest_asyncio

from app.database.embedded import EmbeddedPostgres
from app.repositories.insight.find import MOST, FindRepository
from tests.support.answers import ok
from tests.support.plans import MODES, BigShop, big_shop_of

# 40,000 sales with consecutive numbers; 2,000 suppliers, of which 20 are called Verma, with 20,000 orders.
NUMBERED = """
    INSERT INTO sale_number_series (financial_year, last_number) VALUES ('2025-26', 40000), ('2026-27', 40000);
    INSERT INTO sales (number, buyer_id, subtotal, total, currency, created_at)
        SELECT year || '/' || to_char(n, 'FM999999000000'), 3, 2, 2, 'INR',
               suite.now() - n * interval '1 minute'
        FROM generate_series(1, 40000) AS n, (VALUES ('2025-26'), ('2026-27')) AS years (year);
    INSERT INTO suppliers (name)
        SELECT CASE WHEN n % 100 = 50 THEN 'Verma ' ELSE 'Dairy ' END || md5(n::text)
        FROM generate_series(1, 2000) AS n;
    INSERT INTO purchase_orders (supplier_id, status, created_by, created_at)
        SELECT 1 + n % 2000, 'draft', 1, suite.now() - n * interval '1 minute' FROM generate_series(1, 20000) AS n;
    VACUUM ANALYZE
"""


@pytest_asyncio.fixture(scope="module")
async def numbered_shop(postgres: EmbeddedPostgres, big_template: str) -> AsyncIterator[BigShop]:
    async with big_shop_of(postgres, big_template, NUMBERED) as shop:
        yield shop


async def find(shop: BigShop, q: str) -> list[str]:
    return [item["kind"] for item in ok(await shop.admin.get("/api/find", params={"q": q}))["items"]]


@MODES
async def test_sales_are_found_by_the_numbers_that_end_with_the_digits(numbered_shop: BigShop, mode: str) -> None:
    assert (await find(numbered_shop, "123")).count("sale") == MOST
    plan = await numbered_shop.explain(FindRepository.sales, mode)
    assert "uq_sales_number" in plan.indexes()
    assert "sales" not in plan.scanned()
    assert plan.rows_read("sales") <= 2 * MOST


@MODES
async def test_names_are_found_by_their_letters(numbered_shop: BigShop, mode: str) -> None:
    assert await find(numbered_shop, "gulab jamun") == ["sweet"] * MOST
    assert "sweets" not in (await numbered_shop.explain(FindRepository.sweets, mode)).scanned()
    assert await find(numbered_shop, "asha") == ["customer"] * MOST + ["user"] * MOST
    for method, table in ((FindRepository.customers, "customers"), (FindRepository.users, "users")):
        plan = await numbered_shop.explain(method, mode)
        assert table not in plan.scanned()
        assert plan.rows_read(table) <= 200


@MODES
async def test_the_latest_orders_of_the_suppliers_found_are_read_and_no_others(
    numbered_shop: BigShop, mode: str
) -> None:
    assert await find(numbered_shop, "verma") == ["supplier"] * MOST + ["purchase_order"] * MOST
    plan = await numbered_shop.explain(FindRepository.purchase_orders, mode)
    assert "ix_purchase_orders_supplier_id_created_at_id" in plan.indexes()
    assert "purchase_orders" not in plan.scanned()
    assert plan.rows_read("purchase_orders") <= 2 * MOST * (MOST + 1)
    assert "purchase_order" in await find(numbered_shop, "777")
    assert "lots" not in (await numbered_shop.explain(FindRepository.lots, mode)).scanned()
