"""The plans of a void over a big shop: their cost does not grow with its sales."""

from app.repositories.selling.sales import SaleRepository
from app.repositories.stock.stock_movements import StockMovementRepository
from tests.support.answers import created
from tests.support.plans import MODES, BigShop


@MODES
async def test_a_void_finds_its_sale_and_the_movements_of_it_by_the_sale(big_shop: BigShop, mode: str) -> None:
    sale = created(await big_shop.admin.post("/api/sweets/2/purchase", json={"quantity": "1"}))
    answer = await big_shop.admin.post(f"/api/sales/{sale['id']}/void", json={"reason": "A mistake."})
    assert answer.status_code == 200, answer.text
    locked = await big_shop.explain(SaleRepository.get_for_update, mode)
    assert locked.indexes() == {"pk_sales"}
    assert locked.rows_read("sales") == 1
    taken = await big_shop.explain(StockMovementRepository.of_sale, mode)
    assert taken.indexes() == {"ix_stock_movements_sale_id"}
    assert taken.rows_read("stock_movements") <= 2
