"""The plans of alerts and notifications over a big shop."""

import pytest

from app.repositories.common.keyset import KeysetList
from app.repositories.stock.stock_alerts import StockAlertRepository
from tests.support.answers import created
from tests.support.plans import MODES, BigShop, literal


@MODES
@pytest.mark.parametrize("filters", ["", "?unread=true"])
async def test_customers_find_their_few_notifications_among_all_those_of_staff(
    big_shop: BigShop, mode: str, filters: str
) -> None:
    page = (await big_shop.customer.get(f"/api/notifications{filters}")).json()
    assert len(page["items"]) == 50
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert "ix_notifications_customer_created_at_id" in plan.indexes()
    assert plan.rows_read("notifications") <= 100


@MODES
async def test_the_alerts_of_the_sweets_that_moved_are_looked_at_and_no_others(big_shop: BigShop, mode: str) -> None:
    created(await big_shop.customer.post("/api/sweets/2/purchase", json={"quantity": "1"}))
    plan = await big_shop.explain(StockAlertRepository.reevaluate, mode)
    assert plan.scanned() <= {"categories", "settings"}
    assert plan.rows_read("sweets") == 1
    assert plan.rows_read("lots") <= 1
    assert plan.rows_read("stock_movements") <= 1
    assert plan.buffers < 50


async def test_the_alerts_are_planned_once_and_not_for_every_sale(big_shop: BigShop) -> None:
    created(await big_shop.customer.post("/api/sweets/2/purchase", json={"quantity": "1"}))
    last = big_shop.last(StockAlertRepository.reevaluate)
    async with big_shop.shop.connect() as connection:
        await connection.execute(f"PREPARE hot AS {last.statement}")
        for _ in range(8):
            await connection.execute(f"EXECUTE hot({', '.join(map(literal, last.values))})")
        (row,) = await connection.fetch("SELECT generic_plans FROM pg_prepared_statements WHERE name = 'hot'")
    assert row["generic_plans"] > 0
