"""The plans of refunds over a big shop: their cost does not grow with its sales and refunds."""

from app.repositories.common.keyset import KeysetList
from app.repositories.selling.refund_writer import RefundWriter
from app.repositories.selling.refunds import RefundRepository
from app.repositories.stock.stock_movements import StockMovementRepository
from tests.support.answers import created
from tests.support.plans import LIMIT, MODES, BigShop


@MODES
async def test_a_refund_finds_its_sale_its_lines_and_their_lots_by_the_sale(big_shop: BigShop, mode: str) -> None:
    sale = created(await big_shop.admin.post("/api/sweets/2/purchase", json={"quantity": "4"}))
    for _ in range(2):
        back = {"lines": [{"line_no": 1, "quantity": "1"}], "restock": True}
        created(await big_shop.admin.post(f"/api/sales/{sale['id']}/refunds", json=back))
    lines = await big_shop.explain(RefundRepository.sold_lines, mode)
    assert lines.indexes() - {"pk_refund_line_taxes"} == {
        *("pk_sale_lines", "pk_sweets", "ix_refund_lines_sale_id_line_no", "pk_sale_line_taxes"),
    }
    assert [lines.rows_read(table) for table in ("sale_lines", "sweets", "refund_lines")] == [1, 1, 2]
    out = await big_shop.explain(StockMovementRepository.still_out, mode)
    assert "ix_stock_movements_sale_id" in out.indexes()
    assert out.scanned() == set()
    assert out.rows_read("lots") <= 3
    assert out.rows_read("stock_movements") <= 3
    shown = await big_shop.explain(RefundRepository.get_json, mode)
    assert shown.scanned() == set()
    assert shown.rows_read("refund_lines") == 1
    booking = await big_shop.explain_within(RefundWriter.add, "book_refund_lines", mode)
    assert len(booking) == 2
    for plan in booking:
        assert plan.scanned() <= {"new_lines"}
        assert plan.rows_read("sale_lines") <= 2


@MODES
async def test_a_page_of_sales_reads_the_refunds_of_its_own_sales_and_no_others(big_shop: BigShop, mode: str) -> None:
    for address in ("/api/sales", "/api/sales?sort=created_at"):
        page = (await big_shop.admin.get(address, params={"limit": LIMIT})).json()
        assert len(page["items"]) == LIMIT
        plan = await big_shop.explain(KeysetList.fetch, mode)
        assert {"ix_refunds_sale_id", "ix_refund_lines_sale_id_line_no"} <= plan.indexes()
        assert plan.scanned() == set()
        assert plan.rows_read("refunds") <= LIMIT + 1
        assert plan.rows_read("refund_lines") <= LIMIT + 1


@MODES
async def test_the_refunds_of_a_sale_are_found_by_it(big_shop: BigShop, mode: str) -> None:
    page = (await big_shop.admin.get("/api/sales/3000/refunds")).json()
    assert len(page["items"]) == 1
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert "ix_refunds_sale_id" in plan.indexes()
    assert plan.scanned() == set()
    assert plan.rows_read("refunds") == 1


@MODES
async def test_the_movements_of_a_refund_are_found_by_it(big_shop: BigShop, mode: str) -> None:
    await big_shop.admin.get("/api/stock-movements?refund_id=7")
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert plan.indexes() == {"ix_stock_movements_refund_id", "pk_sweets", "pk_sales"}
