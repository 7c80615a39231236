"""The daily job reads the lots of its day, and no others of 100,000."""

import time
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from app.database.embedded import EmbeddedPostgres
from app.repositories.stock.expiry_alerts import ExpiryAlertRepository
from tests.support.clock import suite_clock
from tests.support.databases import copied_database
from tests.support.plans import MODES, BigShop, fill, noted_statements
from tests.support.shop import running_shop

TODAY = date(2026, 6, 10)
# Of the lots of 5,000 sweets a hundred expire each day, for a thousand days around this one.
MANY_LOTS = """
    INSERT INTO categories (name) VALUES ('Tray');
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'BIG-' || n, 'Sweet ' || n, 1, 1, 'piece', 1, 1 FROM generate_series(1, 5000) AS n;
    INSERT INTO lots (sweet_id, best_before)
        SELECT 1 + n % 5000, date '2026-06-10' + n % 1000 - 500 FROM generate_series(1, 100000) AS n;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id)
        SELECT sweet_id, id, 10, 'restock', 1 FROM lots;
    INSERT INTO expiry_alerts (lot_id, raised_at) SELECT id, suite.now() FROM lots WHERE best_before < '2026-06-12';
    INSERT INTO daily_jobs VALUES ('expiry', suite.today() + 1)
    ON CONFLICT (name) DO UPDATE SET done_for = suite.today();
    VACUUM ANALYZE
"""


@pytest_asyncio.fixture(scope="module")
async def many_lots(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BigShop]:
    async with copied_database(postgres, template) as url, running_shop(url) as shop:
        await fill(url, MANY_LOTS)
        with noted_statements(shop) as executed:
            yield BigShop(shop, shop.client, shop.client, executed)


async def do_and_undo(shop: BigShop, before: date | None, until: date) -> tuple[list[int], int, float]:
    """Do what the job does, and undo it."""
    async with AsyncSession(shop.shop.database.engine) as session:
        expiring = ExpiryAlertRepository(session)
        started = time.monotonic()
        turned = await expiring.sweets_that_turned(before, TODAY)
        told = await expiring.tell(TODAY, until, suite_clock())
        seconds = time.monotonic() - started
        await session.rollback()
    return turned, told, seconds


@MODES
async def test_a_day_looks_at_the_lots_of_that_day(many_lots: BigShop, mode: str) -> None:
    begun = suite_clock()
    turned, told, _ = await do_and_undo(many_lots, TODAY - timedelta(days=1), TODAY + timedelta(days=2))
    assert (len(turned), told) == (5, 100)
    plan = await many_lots.explain(ExpiryAlertRepository.sweets_that_turned, mode)
    assert plan.indexes() == {"ix_lots_best_before_id"}
    assert plan.rows_read("lots") == 100
    plan = await many_lots.explain(ExpiryAlertRepository.tell, mode)
    assert "ix_lots_best_before_id" in plan.indexes()
    assert plan.rows_read("lots") == 300
    assert "lots" not in plan.scanned()
    await many_lots.shop.sql("DELETE FROM expiry_alerts WHERE raised_at > $1", begun)


async def test_warning_of_everything_at_once_is_soon_done(many_lots: BigShop) -> None:
    turned, told, seconds = await do_and_undo(many_lots, None, TODAY + timedelta(days=500))
    assert (len(turned), told) == (2500, 49800)
    assert seconds < 10
