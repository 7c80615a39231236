from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio

from app.database.embedded import EmbeddedPostgres
from tests.database.ledger import LEDGER
from tests.support.databases import copied_database


@pytest_asyncio.fixture(scope="module")
async def ledger(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[asyncpg.Connection]:
    async with copied_database(postgres, template) as url:
        connection = await asyncpg.connect(url)
        await connection.execute(LEDGER)
        yield connection
        await connection.close()
