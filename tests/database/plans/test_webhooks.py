"""The plans of webhooks, with 100,000 deliveries kept, of which 20,000 wait and 100 were given up."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from httpx import URL
from sqlalchemy.ext.asyncio import AsyncSession

from app.database.embedded import EmbeddedPostgres
from app.repositories.common.keyset import KeysetList
from app.repositories.shop.outbox import OutboxRepository
from app.repositories.shop.webhook_deliveries import WebhookDeliveryRepository
from tests.support.answers import ok
from tests.support.plans import LIMIT, MODES, BigShop, big_shop_of

MANY_DELIVERIES = """
    INSERT INTO webhooks (url, events, is_enabled)
        SELECT 'https://books.example/' || n, '{sale.created}', true FROM generate_series(1, 20) AS n;
    INSERT INTO outbox_events (type, subject, payload, created_at)
        SELECT 'sale.created', 'sale:' || n / 2, '{}', suite.now() + (n - 100000) * interval '1 second'
        FROM generate_series(1, 100000) AS n;
    INSERT INTO webhook_deliveries (
        webhook_id, event_id, type, subject, state, attempts, next_attempt_at, finished_at, created_at
    ) SELECT 1 + id % 20, id, type, subject, state, 1,
            CASE WHEN state = 'waiting' THEN created_at END, CASE WHEN state <> 'waiting' THEN created_at END,
            created_at
        FROM outbox_events CROSS JOIN LATERAL (
            SELECT CASE WHEN id > 80000 THEN 'waiting' WHEN id % 800 = 0 THEN 'dead' ELSE 'delivered' END AS state
        ) AS states;
    VACUUM ANALYZE
"""


@pytest_asyncio.fixture(scope="module")
async def many_deliveries(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BigShop]:
    async with big_shop_of(postgres, template, MANY_DELIVERIES) as shop:
        yield shop


@MODES
@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ("", "ix_webhook_deliveries_created_at_id"),
        ("sort=created_at", "ix_webhook_deliveries_created_at_id"),
        ("state=dead", "ix_webhook_deliveries_unfinished"),
        ("state=waiting", "ix_webhook_deliveries_unfinished"),
    ],
)
async def test_a_page_of_deliveries_reads_its_own_rows_from_the_index_in_order(
    many_deliveries: BigShop, mode: str, filters: str, index: str
) -> None:
    page: dict[str, Any] = {}
    for _ in ("first", "second", "third"):
        cursor = {"cursor": page["next_cursor"]} if page else {}
        address = URL(f"/api/webhook-deliveries?{filters}").copy_merge_params({"limit": LIMIT, **cursor})
        page = ok(await many_deliveries.admin.get(address))
        assert len(page["items"]) == LIMIT
        plan = await many_deliveries.explain(KeysetList.fetch, mode)
        assert index in plan.indexes()
        assert plan.scanned() == set()
        assert LIMIT < plan.rows_read("webhook_deliveries") <= LIMIT + 10


@MODES
async def test_a_page_of_one_endpoints_deliveries_is_read_in_order(many_deliveries: BigShop, mode: str) -> None:
    page = ok(await many_deliveries.admin.get("/api/webhook-deliveries", params={"webhook_id": 2, "limit": LIMIT}))
    assert len(page["items"]) == LIMIT
    plan = await many_deliveries.explain(KeysetList.fetch, mode)
    assert plan.scanned() == set()
    assert not {kind for kind in plan.kinds() if "Sort" in kind}
    # A plan for any endpoint may pass over those of the other 19.
    assert plan.rows_read("webhook_deliveries") <= 20 * (LIMIT + 1)


@MODES
async def test_a_courier_finds_what_is_due_without_reading_all_that_waits(many_deliveries: BigShop, mode: str) -> None:
    async with AsyncSession(many_deliveries.shop.database.engine) as session:
        runs = await OutboxRepository(session).due(1, many_deliveries.shop.clock(), [], subjects=10, of_subject=2)
    assert len(runs) == 10
    plan = await many_deliveries.explain(OutboxRepository.due, mode)
    assert plan.scanned() == set()
    assert plan.rows_read("webhook_deliveries") <= 20 + 10 * 2 * 3


@MODES
async def test_the_backlog_reads_what_is_not_delivered_alone(many_deliveries: BigShop, mode: str) -> None:
    async with AsyncSession(many_deliveries.shop.database.engine) as session:
        backlog = await WebhookDeliveryRepository(session).backlog()
    assert (backlog.waiting, backlog.dead) == (20_000, 100)
    plan = await many_deliveries.explain(WebhookDeliveryRepository.backlog, mode)
    assert plan.rows_read("webhook_deliveries") == 20_100
