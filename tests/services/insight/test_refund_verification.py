"""`verify` finds each broken promise about refunds, and names its row."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database.embedded import EmbeddedPostgres
from app.database.engine import create_engine
from tests.services.insight.broken_promises import differences_after, execute
from tests.services.insight.broken_refunds import PLANTED_REFUNDS, REFUNDS
from tests.services.insight.sound_books import BOOKS
from tests.support.databases import copied_database


@pytest_asyncio.fixture(scope="module")
async def books(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[AsyncEngine]:
    """A database with refunds in it, which the tests leave as it was."""
    async with copied_database(postgres, template) as url:
        engine = create_engine(url, pool_size=2)
        async with engine.begin() as connection:
            await execute(connection, BOOKS + REFUNDS)
        yield engine
        await engine.dispose()


async def test_refunds_that_are_in_order_differ_nowhere(books: AsyncEngine) -> None:
    assert await differences_after(books, "SELECT") == []


@pytest.mark.parametrize(
    ("promise", "row", "statements"), PLANTED_REFUNDS, ids=[f"{row}: {sql[:70]}" for _, row, sql in PLANTED_REFUNDS]
)
async def test_a_broken_promise_about_refunds_is_found_and_its_row_is_named(
    books: AsyncEngine, promise: str, row: str, statements: str
) -> None:
    found = await differences_after(books, statements)
    assert row in {one.row for one in found if one.promise.startswith(promise)}, found
