"""A standby answers only while it knows all that was acknowledged; when it does not, the primary answers."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database import standby
from app.database.embedded import as_shop
from app.database.engine import create_engine
from app.database.unit_of_work import Database
from app.models import Category
from tests.support.clock import suite_clock
from tests.support.concurrency import until
from tests.support.standbys import Pair, running_pair
from tests.support.statements import listening


@pytest_asyncio.fixture(scope="module")
async def pair() -> AsyncIterator[Pair]:
    async with running_pair() as pair:
        yield pair


@dataclass
class Books:
    """A database of the shop's over a pair."""

    pair: Pair
    database: Database
    standby_engine: AsyncEngine

    async def write(self) -> int:
        """Commit a row on the primary; return its id."""
        async with self.database.unit_of_work() as session:
            category = Category(name=f"Category {time.monotonic_ns()}")
            session.add(category)
            await session.flush()
            return category.id

    async def sees(self, row: int, *, snapshot: bool = False) -> tuple[bool, bool]:
        """Tell whether a row is seen, and whether a standby was asked."""
        async with self.database.looking(snapshot=snapshot) as session:
            is_there = await session.scalar(text("SELECT EXISTS(SELECT FROM categories WHERE id = :id)"), {"id": row})
            return bool(is_there), bool(await session.scalar(text("SELECT pg_is_in_recovery()")))

    async def on_standby(self, statement: str) -> None:
        connection = await asyncpg.connect(self.pair.standby.url("postgres"))
        await connection.execute(statement)
        await connection.close()

    async def is_back(self) -> bool:
        return (await self.sees(0))[1]


@asynccontextmanager
async def opened(pair: Pair) -> AsyncIterator[Books]:
    primary, standby_engine = create_engine(as_shop(pair.url)), create_engine(pair.standby_url, pool_size=5)
    books = Books(pair, Database(primary, suite_clock, standby_engine), standby_engine)
    await until(books.is_back)
    yield books
    await books.database.close()


@pytest_asyncio.fixture
async def books(pair: Pair) -> AsyncIterator[Books]:
    async with opened(pair) as books:
        yield books


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine may stand still for a moment; a standby is tried again soon."""
    monkeypatch.setattr(standby, "CATCHES_UP_WITHIN_SECONDS", 10)
    monkeypatch.setattr(standby, "RESTS_SECONDS", 0.1)


@pytest_asyncio.fixture
async def lagging(books: Books, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Books]:
    """A standby that takes everything and shows none of it."""
    monkeypatch.setattr(standby, "CATCHES_UP_WITHIN_SECONDS", 0.05)
    await books.on_standby("SELECT pg_wal_replay_pause()")
    yield books
    await books.on_standby("SELECT pg_wal_replay_resume()")


@pytest.mark.parametrize("snapshot", [False, True])
async def test_who_has_just_written_sees_it_on_the_standby(books: Books, snapshot: bool) -> None:
    for _ in range(50):
        assert await books.sees(await books.write(), snapshot=snapshot) == (True, True)


async def test_a_standby_cannot_be_written_to_and_a_snapshot_stays_what_it_was(books: Books) -> None:
    async with books.database.looking(snapshot=True) as session:
        before = await session.scalar(text("SELECT count(*) FROM categories"))
        await books.write()
        assert await session.scalar(text("SELECT count(*) FROM categories")) == before
        assert await session.scalar(text("SHOW transaction_isolation")) == "repeatable read"
        with pytest.raises(DBAPIError, match="read-only"):
            await session.execute(text("DELETE FROM categories"))


async def test_a_standby_that_lags_is_left_alone_until_it_has_caught_up(lagging: Books) -> None:
    row = await lagging.write()
    assert await lagging.sees(row) == (True, False)
    await lagging.on_standby("SELECT pg_wal_replay_resume()")
    await until(lagging.is_back)
    assert await lagging.sees(row) == (True, True)


async def test_a_failure_costs_one_try_and_not_one_a_request(lagging: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standby, "RESTS_SECONDS", 60)
    row = await lagging.write()
    assert await lagging.sees(row) == (True, False)
    tries: list[str] = []
    engine = lagging.standby_engine
    with listening(engine.sync_engine, lambda statement, _: tries.append(statement)):
        for _ in range(20):
            assert await lagging.sees(row) == (True, False)
    assert [one for one in tries if "pg_control_checkpoint" in one] == []


async def test_a_standby_that_is_down_is_done_without_and_found_again(books: Books) -> None:
    books.pair.stop_standby()
    try:
        for _ in range(5):
            assert await books.sees(await books.write()) == (True, False)
    finally:
        books.pair.start_standby()
    await until(books.is_back)


async def test_a_server_of_another_timeline_never_answers_however_much_it_has_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running_pair() as pair, opened(pair) as books:
        monkeypatch.setattr(standby, "CATCHES_UP_WITHIN_SECONDS", 0.5)
        # It was cut off and made a primary, and has more to tell than the shop's own.
        await books.on_standby("SELECT pg_promote()")
        await books.on_standby("CREATE DATABASE elsewhere")
        await books.on_standby("CHECKPOINT")
        row = await books.write()
        for _ in range(3):
            assert await books.sees(row) == (True, False)
            await books.standby_engine.dispose()
