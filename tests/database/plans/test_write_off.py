"""The plans of the write-off of a whole shop that has sold and written off for years."""

from collections.abc import AsyncIterator

import pytest_asyncio

from app.database.embedded import EmbeddedPostgres
from app.repositories.stock.adjustments import AdjustmentRepository
from app.repositories.stock.lots import LotRepository
from tests.support.answers import ok
from tests.support.plans import MODES, BigShop, big_shop_of
from tests.support.requests import restock

# 20,000 lots of 200 sweets that were written off one by one long ago, and 20 full ones.
OLD_SHOP = """
    INSERT INTO categories (name) VALUES ('Milk sweets');
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'S' || n, 'Sweet ' || n, 1, 1, 'piece', 1, 1 FROM generate_series(1, 200) AS n;
    INSERT INTO lots (id, sweet_id, best_before)
        SELECT n, 1 + n % 200, suite.today() - 1 - n / 200 FROM generate_series(1, 20000) AS n;
    INSERT INTO lots (id, sweet_id) SELECT 20000 + n, n FROM generate_series(1, 20) AS n;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id)
        SELECT sweet_id, id, 10, 'restock', 1 FROM lots;
    INSERT INTO adjustments (id, sweet_id, reason, quantity, created_by)
        SELECT id, sweet_id, 'expired', -10, 1 FROM lots WHERE id <= 20000;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, adjustment_id, actor_id)
        SELECT sweet_id, id, -10, 'adjustment', id, 1 FROM lots WHERE id <= 20000;
    ALTER TABLE lots ALTER id RESTART WITH 30000;
    ALTER TABLE adjustments ALTER id RESTART WITH 30000;
    VACUUM ANALYZE
"""


@pytest_asyncio.fixture(scope="module")
async def old_shop(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BigShop]:
    async with big_shop_of(postgres, template, OLD_SHOP) as shop:
        yield shop


@MODES
async def test_a_write_off_reads_what_waits_for_it_and_not_the_years_before(old_shop: BigShop, mode: str) -> None:
    await restock(old_shop.admin, {"id": 2}, "4", best_before="2020-01-01")
    (written,) = ok(await old_shop.admin.post("/api/adjustments/expired"))["items"]
    assert written["sweet_id"] == 2
    plan = await old_shop.explain(LotRepository.sweets_with_expired, mode)
    assert plan.indexes() == {"ix_lots_best_before_id"}
    assert plan.rows_read("lots") <= 1
    plan = await old_shop.explain(AdjustmentRepository.get_write_off_json, mode)
    assert plan.scanned() <= {"sweets"}
    assert plan.rows_read("stock_movements") == 2
    assert plan.rows_read("adjustments") == 1
