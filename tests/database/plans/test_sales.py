"""The plans of a sale in a big shop: its cost follows the lots it takes from."""

import pytest

from app.repositories.catalogue.sweets_for_sale import SweetForSaleRepository
from app.repositories.common.idempotency_keys import IdempotencyKeyRepository
from app.repositories.stock.lots import LotRepository
from tests.support.answers import created
from tests.support.plans import MODES, BigShop

HOT = 1


@MODES
@pytest.mark.parametrize(("quantity", "lots"), [(1, 1), (100, 10)])
async def test_a_sale_looks_at_the_lots_it_takes_from_and_no_others(
    big_shop: BigShop, mode: str, quantity: int, lots: int
) -> None:
    created(await big_shop.customer.post(f"/api/sweets/{HOT}/purchase", json={"quantity": str(quantity)}))
    plan = await big_shop.explain(LotRepository.first_expired_first_out, mode)
    assert plan.scanned() == set()
    assert plan.indexes() == {"ix_lots_first_expired_first_out"}
    assert lots <= plan.rows_read("lots") <= lots + 1
    assert plan.buffers < 20 + 10 * lots


@MODES
async def test_a_sale_finds_its_sweet_and_its_key_by_their_ids(big_shop: BigShop, mode: str) -> None:
    address = f"/api/sweets/{HOT}/purchase"
    created(await big_shop.customer.post(address, json={"quantity": "1"}, headers={"Idempotency-Key": mode}))
    for method, index in (
        (SweetForSaleRepository.lock, "pk_sweets"),
        (IdempotencyKeyRepository.find, "pk_idempotency_keys"),
    ):
        plan = await big_shop.explain(method, mode)
        assert plan.indexes() == {index}
        assert plan.buffers < 20
