"""Copies of the migrated database, and every row of one."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import asyncpg

from app.database.embedded import EmbeddedPostgres, as_shop
from app.database.engine import create_engine
from app.database.migrations import migrate
from app.database.roles import login_of
from tests.support.shop import TestShop

ROOM_FOR_DATABASES = 4 * 2**30


def folder_in_memory() -> Path | None:
    """A folder that is no disk, if one has room: a copy of a database is a copy of hundreds of small files."""
    memory = Path("/dev/shm")  # noqa: S108 - the folders within are made safely.
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ROOM_FOR_DATABASES else None


async def migrate_as_owner(url: str) -> None:
    """Migrate a database and let the role of the shop in, as `sweetshop migrate` does."""
    owner = create_engine(url, pool_size=2)
    await migrate(owner, shop=login_of(as_shop(url)))
    await owner.dispose()


_names = count(1)


def name_of(url: str) -> str:
    """The name of the database at a URL."""
    return url.partition("?")[0].rpartition("/")[2]


@asynccontextmanager
async def copied_database(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    """The URL of a fresh copy of the template, dropped at the end."""
    name = f"shop_{next(_names)}"
    connection = await asyncpg.connect(postgres.url("postgres"))
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        yield postgres.url(name)
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


_LEFT_OUT = {
    "audit_logs": " WHERE outcome <> 'refused'",
    "refusal_counts": " WHERE false",
    "login_throttles": " WHERE subject NOT LIKE 'registrations %'",
}


async def all_rows(shop: TestShop) -> list[str]:
    """Return every row of every table as text, to tell whether anything changed.

    Refusals, their counts and those of registrations are left out: that they are written down changes nothing else.
    """
    async with shop.connect() as connection:
        tables = [
            row[0] for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        every = " UNION ALL ".join(
            f"SELECT '{table} ' || t::text FROM {table} AS t" + _LEFT_OUT.get(table, "") for table in sorted(tables)
        )
        return sorted(row[0] for row in await connection.fetch(every))
