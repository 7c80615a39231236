"""The plans of refunds over a big shop: what they look at does not grow with the sales and refunds there are."""

from tests.support.answers import created
from tests.support.plans import LIMIT, MODES, BigShop


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
