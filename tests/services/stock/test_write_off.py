"""All that has expired of some sweets is written off at once."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.models import Role
from app.services.common.access import Actor
from app.services.stock.adjustments import AdjustmentService
from app.services.stock.stock import GoodsIn, StockService
from tests.support.shop import TestShop

ADMIN = Actor(1, 1, Role.ADMIN)


async def receive(shop: TestShop, *lots: tuple[dict[str, Any], int, date]) -> None:
    goods = [GoodsIn(sweet["id"], Decimal(left), shop.clock(), best_before=day) for sweet, left, day in lots]
    async with shop.database.unit_of_work() as session:
        await StockService(session, shop.context).receive(goods, ADMIN)


async def write_off(shop: TestShop, *sweets: dict[str, Any]) -> list[int]:
    async with shop.database.unit_of_work() as session:
        service = AdjustmentService(session, shop.context)
        return await service.write_off_expired(ADMIN, [sweet["id"] for sweet in sweets])


async def test_each_sweet_gets_one_adjustment_for_all_its_expired_lots(
    shop: TestShop, sweets: list[dict[str, Any]]
) -> None:
    today = shop.context.today()
    gone, long_gone = today - timedelta(days=1), today - timedelta(days=9)
    both, some, none, unasked, _ = sweets
    await receive(shop, (both, 4, gone), (both, 3, long_gone), (some, 2, gone), (some, 5, today), (unasked, 6, gone))
    ids = await write_off(shop, both, some, none)
    written = await shop.sql("SELECT id, sweet_id, reason, quantity FROM adjustments ORDER BY id")
    assert [tuple(row) for row in written] == [
        (ids[0], both["id"], "expired", Decimal(-7)),
        (ids[1], some["id"], "expired", Decimal(-2)),
    ]
    taken = await shop.sql(
        "SELECT adjustment_id, quantity FROM stock_movements WHERE adjustment_id IS NOT NULL ORDER BY id"
    )
    assert [tuple(row) for row in taken] == [(ids[0], -3), (ids[0], -4), (ids[1], -2)]
    left = await shop.sql("SELECT sweet_id FROM lots WHERE best_before < $1 AND on_hand > 0", today)
    assert [row["sweet_id"] for row in left] == [unasked["id"]]
    audited = await shop.sql("SELECT entity_id FROM audit_logs WHERE action = 'adjustment.created' ORDER BY id")
    assert [row["entity_id"] for row in audited] == ids


async def test_nothing_is_written_when_nothing_has_expired(shop: TestShop, sweets: list[dict[str, Any]]) -> None:
    await receive(shop, (sweets[0], 4, shop.context.today()))
    assert await write_off(shop, *sweets) == []
    assert await shop.sql("SELECT FROM adjustments") == []


@pytest.mark.parametrize("many", [1, 5])
async def test_it_takes_the_same_statements_for_many_sweets_as_for_one(
    shop: TestShop, sweets: list[dict[str, Any]], many: int
) -> None:
    gone = shop.context.today() - timedelta(days=1)
    await receive(shop, *((sweet, 4, gone) for sweet in sweets))
    async with shop.count_statements() as counter:
        assert len(await write_off(shop, *sweets[:many])) == many
    # The sweets locked, what has expired, the adjustments, their movements, alerts and the audit log.
    assert len(counter) == 6, counter.statements
