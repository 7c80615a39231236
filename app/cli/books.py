"""The database of a command: opened with the plain role of the shop, or as its owner to migrate."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.cli.console import fail, load_settings
from app.core.clock import system_clock
from app.core.config import Settings
from app.database.embedded import DATABASE_NAME, embedded_postgres
from app.database.engine import create_engine
from app.database.errors import database_errors
from app.database.migrations import migrate
from app.database.revisions import is_schema_known
from app.database.roles import login_of
from app.database.unit_of_work import Database
from app.services.people.context import LoginContext, login_context

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Books:
    """The addresses of the database, for the shop and for its owner."""

    settings: Settings
    url: str
    owner_url: str
    embedded: bool

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Database]:
        """Open the database as the shop."""
        async with self._connected(self.url) as database:
            yield database

    @asynccontextmanager
    async def open_as_owner(self) -> AsyncIterator[Database]:
        """Open the database as its owner, for statements that take minutes."""
        async with self._connected(self.owner_url, timeouts=False) as database:
            yield database

    async def migrate(self, revision: str = "head") -> None:
        """Migrate the database to a revision as its owner, and grant the shop's role its rights."""
        async with self._connected(self.owner_url, timeouts=False) as database:
            with database_errors():
                await migrate(database.engine, revision, shop=login_of(self.url))

    @asynccontextmanager
    async def _connected(self, url: str, *, timeouts: bool = True) -> AsyncIterator[Database]:
        timeouts = timeouts and self.settings.database_timeouts
        prepared = self.settings.database_prepared_statements
        engine = create_engine(url, pool_size=2, timeouts=timeouts, prepared_statements=prepared, give_up_after=None)
        database = Database(engine, system_clock)
        try:
            yield database
        finally:
            await database.close()


@contextmanager
def books_of(settings: Settings) -> Iterator[Books]:
    """Yield the database of the settings, or else the embedded one, whose server runs as long as the block."""
    if settings.database_url is not None:
        url = settings.database_url
        owner_url = settings.migration_database_url or url
        yield Books(settings, url.get_secret_value(), owner_url.get_secret_value(), embedded=False)
        return
    with embedded_postgres(settings.data_dir / "postgres") as server:
        asyncio.run(server.ensure_database(DATABASE_NAME))
        yield Books(settings, server.shop_url(DATABASE_NAME), server.url(DATABASE_NAME), embedded=True)


def run(
    work: Callable[[Database, LoginContext], Awaitable[Result]], *, migrate_first: bool = False, as_owner: bool = False
) -> Result:
    """Do the work of a command over the shop's database, as the shop or as the owner of its books."""
    settings = load_settings()

    async def run_over(books: Books) -> Result:
        if migrate_first:
            await books.migrate()
        async with books.open_as_owner() if as_owner else books.open() as database:
            with database_errors():
                return await work(database, login_context(settings))

    with books_of(settings) as books:
        return asyncio.run(run_over(books))


async def check_migrated(database: Database) -> None:
    """Exit with 1 unless the database has the newest schema, or that of a newer release."""
    async with database.reading() as session:
        if not await is_schema_known(session):
            fail("This database is not at the newest schema. Run `sweetshop migrate` first.")


@asynccontextmanager
async def migrated(database: Database) -> AsyncIterator[AsyncSession]:
    """Open a unit of work on a database that has the newest schema; exit with 1 on any other."""
    await check_migrated(database)
    async with database.unit_of_work() as session:
        yield session
