"""The pool of connections: who has waited longest is next, and no connection is lost."""

import asyncio
from typing import cast

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.util import greenlet_spawn
from sqlalchemy.util.queue import AsyncAdaptedQueue, Empty

from app.database.engine import create_engine
from app.database.fair_pool import FairPool


@pytest.fixture
async def queue(database_url: str) -> AsyncAdaptedQueue[str]:
    """The kind of queue that the shop's engine keeps its connections in."""
    pool = cast("FairPool", create_engine(database_url).sync_engine.pool)
    queue: AsyncAdaptedQueue[str] = type(pool._pool)(3)  # type: ignore[assignment]
    return queue


async def wait(queue: AsyncAdaptedQueue[str]) -> asyncio.Task[str]:
    waiting = asyncio.create_task(greenlet_spawn(queue.get, True, 3600))
    await asyncio.sleep(0)
    return waiting


async def test_nobody_is_overtaken(queue: AsyncAdaptedQueue[str]) -> None:
    waiting = [await wait(queue) for _ in range(3)]
    for connection in "ab":
        queue.put_nowait(connection)
    with pytest.raises(Empty):
        queue.get_nowait()
    last = await wait(queue)
    for connection in "cd":
        queue.put_nowait(connection)
    assert await asyncio.gather(*waiting, last) == ["a", "b", "c", "d"]


async def test_who_stops_waiting_takes_no_connection_along(queue: AsyncAdaptedQueue[str]) -> None:
    first, second, third = [await wait(queue) for _ in range(3)]
    first.cancel()
    await asyncio.sleep(0)
    queue.put_nowait("a")
    second.cancel()
    async with asyncio.timeout(20):
        assert await third == "a"
    queue.put_nowait("b")
    assert queue.get_nowait() == "b"


async def test_a_wait_ends_with_the_timeout_of_the_pool(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = create_engine(database_url, pool_size=1)
    monkeypatch.setattr(engine.sync_engine.pool, "_timeout", 0.05)
    async with engine.connect():
        with pytest.raises(PoolTimeout):
            await engine.connect()
    async with engine.connect() as again:
        assert (await again.exec_driver_sql("SELECT 1")).scalar_one() == 1
    await engine.dispose()
