"""The plans of refunds over a big shop: what they look at does not grow with the sales and refunds there are."""

from collections.abc import AsyncIterator

import pytest_asyncio

from app.database.embedded import EmbeddedPostgres
from tests.conftest import created
from tests.database.test_plans import BIG_SHOP, LIMIT, MODES, BigShop, noted_shop

MANY_REFUNDS = """;
    INSERT INTO refunds (sale_id, tender, subtotal, discount_total, tax_total, total, refunded_by, created_at)
        SELECT sales.id, 'cash', 1, 0, 0, 1, 1, created_at FROM sales JOIN sale_lines ON sale_id = sales.id
        WHERE sales.id % 3 = 0;
    INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost)
        SELECT id, 1, sale_id, 0.5, false, 1, 0, 0.05, 0 FROM refunds;
    INSERT INTO refund_line_taxes (refund_id, line_no, tax_no, component, rate_percent, taxable, amount)
        SELECT refund_id, 1, 1, 'GST', 5, 0.95, 0.05 FROM refund_lines;
    VACUUM ANALYZE
"""


@pytest_asyncio.fixture(scope="module")
async def big_shop(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BigShop]:
    async with noted_shop(postgres, template, BIG_SHOP + MANY_REFUNDS) as shop:
        yield shop


@MODES
async def test_a_refund_finds_its_sale_its_lines_and_their_lots_by_the_sale(big_shop: BigShop, mode: str) -> None:
    sale = created(await big_shop.admin.post("/api/sweets/2/purchase", json={"quantity": "4"}))
    for _ in range(2):
        back = {"lines": [{"line_no": 1, "quantity": "1"}], "restock": True}
        created(await big_shop.admin.post(f"/api/sales/{sale['id']}/refunds", json=back))
    lines = await big_shop.explain("AS has_cost", mode)
    assert lines.indexes() == {
        *("pk_sale_lines", "pk_sweets", "ix_refund_lines_sale_id_line_no", "pk_sale_line_taxes"),
    }
    assert [lines.rows_read(table) for table in ("sale_lines", "sweets", "refund_lines")] == [1, 1, 2]
    out = await big_shop.explain("HAVING sum(quantity) < 0", mode)
    assert "ix_stock_movements_sale_id" in out.indexes()
    assert out.scanned() == set()
    assert out.rows_read("lots") <= 3
    assert out.rows_read("stock_movements") <= 3
    shown = await big_shop.explain("refunds.refunded_by", mode)
    assert shown.scanned() == set()
    assert shown.rows_read("refund_lines") == 1
    (guard, booked) = [
        await big_shop.explain("INSERT INTO refund_lines", mode, inside=part)
        for part in ("SELECT DISTINCT sale_id, line_no FROM new_lines", "array_agg(CAST(ROW(")
    ]
    for plan in (guard, booked):
        assert plan.scanned() <= {"new_lines"}
        assert plan.rows_read("sale_lines") <= 2


@MODES
async def test_a_page_of_sales_reads_the_refunds_of_its_own_sales_and_no_others(big_shop: BigShop, mode: str) -> None:
    for address in ("/api/sales", "/api/sales?sort=created_at"):
        page = (await big_shop.admin.get(address, params={"limit": LIMIT})).json()
        assert len(page["items"]) == LIMIT
        plan = await big_shop.explain("FROM sales", mode)
        assert {"ix_refunds_sale_id", "ix_refund_lines_sale_id_line_no"} <= plan.indexes()
        assert plan.scanned() == set()
        assert plan.rows_read("refunds") <= LIMIT + 1
        assert plan.rows_read("refund_lines") <= LIMIT + 1


@MODES
async def test_the_refunds_of_a_sale_are_found_by_it(big_shop: BigShop, mode: str) -> None:
    page = (await big_shop.admin.get("/api/sales/3000/refunds")).json()
    assert len(page["items"]) == 1
    plan = await big_shop.explain("FROM refunds", mode)
    assert "ix_refunds_sale_id" in plan.indexes()
    assert plan.scanned() == set()
    assert plan.rows_read("refunds") == 1


@MODES
async def test_the_movements_of_a_refund_are_found_by_it(big_shop: BigShop, mode: str) -> None:
    await big_shop.admin.get("/api/stock-movements?refund_id=7")
    plan = await big_shop.explain("FROM stock_movements", mode)
    assert plan.indexes() == {"ix_stock_movements_refund_id"}
