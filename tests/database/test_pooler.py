"""A pooler before the database is told apart, and statements survive one that lends another server each time."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.database.embedded import OWNER, EmbeddedPostgres
from app.database.engine import connector, create_engine
from app.database.pooler import Pooler, find_pooler
from tests.support.pgbouncer import PGBOUNCER, pgbouncer, through

needs_pgbouncer = pytest.mark.skipif(PGBOUNCER is None, reason="Debian's pgbouncer is not installed")


@pytest_asyncio.fixture
async def pooled_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """By way of a PgBouncer with two servers."""
    url = postgres.url("postgres")
    with pgbouncer(url, [OWNER], servers=2) as folder:
        yield through(folder, url)


async def test_a_database_itself_is_no_pooler(postgres: EmbeddedPostgres) -> None:
    assert await find_pooler(connector(postgres.url("postgres"))) is Pooler.NONE


@needs_pgbouncer
@pytest.mark.parametrize("prepared", [True, False])
async def test_an_old_pooler_in_transaction_mode_is_found(pooled_url: str, prepared: bool) -> None:
    connect = connector(pooled_url, timeouts=False, prepared_statements=prepared)
    assert await find_pooler(connect) is Pooler.FORGETS


@needs_pgbouncer
async def test_a_pooler_that_lends_a_server_for_a_whole_connection_is_harmless(postgres: EmbeddedPostgres) -> None:
    url = postgres.url("postgres")
    with pgbouncer(url, [OWNER], mode="session") as folder:
        assert await find_pooler(connector(through(folder, url), timeouts=False)) is Pooler.HARMLESS


@needs_pgbouncer
async def test_the_timeouts_are_refused_by_a_pooler_and_the_name_is_not(pooled_url: str) -> None:
    with pytest.raises(asyncpg.ProtocolViolationError, match="unsupported startup parameter"):
        await connector(pooled_url)()
    connection = await connector(pooled_url, timeouts=False)()
    assert await connection.fetchval("SELECT current_setting('application_name')") == "sweetshop"
    await connection.close()


async def read_often(url: str, isolation: str, *, prepared: bool) -> list[BaseException]:
    """Twelve connections share two servers, each with statements of its own; return what went wrong."""
    engine = create_engine(url, pool_size=12, timeouts=False, prepared_statements=prepared)

    async def read(reader: int) -> None:
        async with engine.execution_options(isolation_level=isolation).connect() as connection:
            for number in range(20):
                query = text(f"SELECT CAST(:given AS int), {reader}, array_agg(n) FROM generate_series(1, 3) AS n")
                row = (await connection.execute(query, {"given": number})).one()
                assert tuple(row) == (number, reader, [1, 2, 3])
                await connection.rollback()

    ended = await asyncio.gather(*map(read, range(12)), return_exceptions=True)
    await engine.dispose()
    return [one for one in ended if one is not None]


@needs_pgbouncer
@pytest.mark.parametrize("isolation", ["AUTOCOMMIT", "READ COMMITTED"])
async def test_unnamed_statements_survive_a_pooler_that_lends_another_server_each_time(
    pooled_url: str, isolation: str
) -> None:
    assert await read_often(pooled_url, isolation, prepared=False) == []


@needs_pgbouncer
async def test_prepared_ones_are_lost_there_and_never_mistaken_for_anothers(pooled_url: str) -> None:
    wrong = await read_often(pooled_url, "AUTOCOMMIT", prepared=True)
    assert wrong
    assert all(isinstance(one, DBAPIError) and "does not exist" in str(one) for one in wrong), wrong
