"""The plans of the stream of events, with 100,000 events kept."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from app.database.embedded import EmbeddedPostgres
from app.repositories.shop.events import EventRepository
from tests.support.databases import copied_database
from tests.support.plans import MODES, BigShop, noted_statements
from tests.support.shop import running_shop

MANY_EVENTS = """
    INSERT INTO events (kind, data, roles)
    SELECT 'notification', '{}', CASE WHEN n % 2 = 0 THEN ARRAY['admin'] ELSE ARRAY['salesperson', 'admin'] END
    FROM generate_series(1, 100000) AS n
"""


@pytest_asyncio.fixture(scope="module")
async def many_events(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BigShop]:
    async with copied_database(postgres, template) as url, running_shop(url) as shop:
        await shop.sql("UPDATE users SET created_at = suite.now() - interval '1 day'")
        await shop.sql(MANY_EVENTS)
        await shop.sql("VACUUM ANALYZE events")
        with noted_statements(shop) as executed:
            async with AsyncSession(shop.database.engine) as session:
                events = EventRepository(session)
                assert await events.newest() == 100_000
                missed = await events.backlog(50_000, 2, "salesperson", 11)
                assert (missed.oldest, missed.newest) == (1, 100_000)
                assert [one.id for one in missed.events] == list(range(50_001, 50_022, 2))
                assert [one.id for one in await events.after(99_998, 1001)] == [99_999, 100_000]
            yield BigShop(shop, shop.client, shop.client, executed)


@MODES
@pytest.mark.parametrize(
    ("method", "rows"), [(EventRepository.after, 2), (EventRepository.backlog, 30)], ids=["new", "missed"]
)
async def test_a_stream_finds_its_events_by_id_however_many_are_kept(
    many_events: BigShop, mode: str, method: Callable[..., Any], rows: int
) -> None:
    plan = await many_events.explain(method, mode)
    assert plan.scanned() == set()
    assert plan.indexes() <= {"pk_events", "pk_users"}
    assert plan.rows_read("events") <= rows
