"""The plans of a receipt over a big shop: their cost does not grow with its sales."""

from app.repositories.selling.receipts import ReceiptRepository
from tests.support.answers import created
from tests.support.plans import MODES, BigShop


@MODES
async def test_a_receipt_finds_its_people_and_its_lots_by_the_sale(big_shop: BigShop, mode: str) -> None:
    sale = created(await big_shop.admin.post("/api/sweets/2/purchase", json={"quantity": "1"}))
    answer = await big_shop.admin.get(f"/api/sales/{sale['id']}/receipt")
    assert answer.status_code == 200, answer.text
    people = await big_shop.explain(ReceiptRepository.names, mode)
    assert people.indexes() <= {"pk_sales", "pk_users", "pk_customers", "ix_refunds_sale_id"}
    assert people.rows_read("sales") == 1
    assert people.rows_read("users") <= 2
    taken = await big_shop.explain(ReceiptRepository.keeping_parts, mode)
    assert taken.indexes() <= {"ix_stock_movements_sale_id", "pk_lots", "uq_lots_id_sweet_id"}
    assert taken.rows_read("stock_movements") == 1
    assert taken.rows_read("lots") == 1
