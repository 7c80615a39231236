"""Two workers, requests that wait for one another, and how a race ended."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from httpx import AsyncClient, Response

from tests.support.answers import problem
from tests.support.databases import name_of
from tests.support.shop import TestShop, new_client, running_shop


def on_worker(shop: TestShop, client: AsyncClient) -> AsyncClient:
    """The same caller, whose next request another worker gets."""
    other = new_client(shop.app)
    other.headers["Authorization"] = client.headers["Authorization"]
    return other


@contextmanager
def failures_of_the_loop() -> Iterator[list[dict[str, Any]]]:
    """What the loop is told of failures that nobody waits for."""
    loop, failures = asyncio.get_running_loop(), list[dict[str, Any]]()
    before = loop.get_exception_handler()
    loop.set_exception_handler(lambda _, context: failures.append(context))
    try:
        yield failures
    finally:
        loop.set_exception_handler(before)


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    """Wait for something that has to happen."""
    async with asyncio.timeout(30):
        while not await condition():  # noqa: ASYNC110 - it is asked of the database, or of another process.
            await asyncio.sleep(0.002)


async def until_idle(shop: TestShop) -> None:
    """Wait until a worker has no connection in use: a look at the settings takes one for a moment."""
    pool: Any = shop.database.engine.pool

    async def is_idle() -> bool:
        return bool(pool.checkedout() == 0)

    await until(is_idle)


async def until_known(shop: TestShop, setting: str, value: object) -> None:
    """Wait until a worker knows of a setting that was set."""

    async def is_known() -> bool:
        return bool(getattr(shop.context.settings, setting) == value)

    await until(is_known)


@asynccontextmanager
async def held(shop: TestShop, sweet: dict[str, Any]) -> AsyncIterator[None]:
    """Keep a sweet locked, as a slow transaction does."""
    async with shop.connect() as connection, connection.transaction():
        await connection.execute("SELECT FROM sweets WHERE id = $1 FOR UPDATE", sweet["id"])
        yield


async def until_waiting(shop: TestShop, number: int) -> None:
    """Wait until at least `number` transactions wait for a lock."""

    async def enough() -> bool:
        query = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return len(await shop.sql(query)) >= number

    await until(enough)


@asynccontextmanager
async def without_deadlock(shop: TestShop) -> AsyncIterator[tuple[TestShop, TestShop]]:
    """Two workers more, who find a deadlock at once; there has to be none."""
    await shop.sql(f"ALTER DATABASE \"{name_of(shop.url)}\" SET deadlock_timeout = '5ms'")
    async with running_shop(shop.url) as one, running_shop(shop.url) as other:
        yield one, other
    # The workers have gone home, and with them everything they had counted.
    (row,) = await shop.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert row["deadlocks"] == 0


KEY = {"Idempotency-Key": "one"}


def one_effect(answers: list[Response], *, replayed: int | None = None) -> dict[str, object]:
    """The one answer that all got, but for those who were told to wait for it; exactly one was first."""
    taken = [answer for answer in answers if answer.status_code == 201]
    for waiting in (answer for answer in answers if answer.status_code != 201):
        problem(waiting, 409, "idempotency_key_in_progress")
        assert int(waiting.headers["Retry-After"]) >= 1
    first = [answer for answer in taken if "Idempotency-Replayed" not in answer.headers]
    again = [answer for answer in taken if answer.headers.get("Idempotency-Replayed") == "true"]
    assert (len(first), len(first) + len(again)) == (1, len(taken))
    assert {(answer.text, answer.headers["Location"]) for answer in taken} == {
        (first[0].text, first[0].headers["Location"])
    }
    assert replayed in (None, len(again))
    body: dict[str, object] = first[0].json()
    return body


def codes(answers: list[Response]) -> Counter[str]:
    return Counter("done" if answer.is_success else answer.json()["code"] for answer in answers)
