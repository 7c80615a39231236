"""How commands get at the books: with the plain role of the shop, or as their owner to migrate them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from app.core.clock import system_clock
from app.core.config import Settings
from app.database.embedded import DATABASE_NAME, embedded_postgres
from app.database.engine import create_engine
from app.database.errors import database_errors
from app.database.migrations import migrate
from app.database.roles import login_of
from app.database.unit_of_work import Database


@dataclass(frozen=True, slots=True)
class Books:
    """Where the database is, for the shop and for its owner."""

    settings: Settings
    url: str
    owner_url: str
    embedded: bool

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Database]:
        """Open them as the shop."""
        async with self._connected(self.url) as database:
            yield database

    async def migrate(self, revision: str = "head") -> None:
        """Bring them to a revision as their owner, and let the role of the shop in."""
        async with self._connected(self.owner_url) as database:
            with database_errors():
                await migrate(database.engine, revision, shop=login_of(self.url))

    @asynccontextmanager
    async def _connected(self, url: str) -> AsyncIterator[Database]:
        engine = create_engine(url, pool_size=2, timeouts=self.settings.database_timeouts, give_up_after=None)
        database = Database(engine, system_clock)
        try:
            yield database
        finally:
            await database.close()


@contextmanager
def books_of(settings: Settings) -> Iterator[Books]:
    """Yield the books the settings name, or the embedded ones, whose server runs for as long as the block."""
    if settings.database_url is not None:
        url = settings.database_url
        owner_url = settings.migration_database_url or url
        yield Books(settings, url.get_secret_value(), owner_url.get_secret_value(), embedded=False)
        return
    with embedded_postgres(settings.data_dir / "postgres") as server:
        asyncio.run(server.ensure_database(DATABASE_NAME))
        yield Books(settings, server.shop_url(DATABASE_NAME), server.url(DATABASE_NAME), embedded=True)
