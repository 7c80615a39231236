"""What the suite runs on, by TEST_ENGINE: the embedded PostgreSQL, PostgreSQL 15, or PgBouncer before the former."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database.embedded import OWNER, SHOP, EmbeddedPostgres, as_shop, embedded_postgres
from app.database.engine import TIMEOUTS, create_engine
from tests.support.pgbouncer import pgbouncer, through

POSTGRES_15 = Path("/usr/lib/postgresql/15/bin")
_SYSTEM_USER = "postgres"


class Engine(StrEnum):
    EMBEDDED = "embedded"
    POSTGRES_15 = "pg15"
    PGBOUNCER = "pgbouncer"


ENGINE = Engine(os.environ.get("TEST_ENGINE") or Engine.EMBEDDED)

_poolers: dict[str, Path] = {}
"""The folder of the PgBouncer before a server, by the folder of the server's socket."""


@contextmanager
def running_engine(folder: Path) -> Iterator[EmbeddedPostgres]:
    """Run the server of the suite in a folder that is made for it."""
    if ENGINE is Engine.POSTGRES_15:
        with _postgres_15(folder) as server:
            yield server
        return
    with embedded_postgres(folder) as server:
        if ENGINE is Engine.EMBEDDED:
            yield server
            return
        url = server.url("postgres")
        with pgbouncer(url, [OWNER, SHOP]) as pooler:
            _poolers[_socket_of(url)] = pooler
            yield server
            del _poolers[_socket_of(url)]


async def give_the_role_its_timeouts(connection: asyncpg.Connection) -> None:
    """Set on the role what a pooler does not let the shop set itself."""
    if ENGINE is Engine.PGBOUNCER:
        for name, value in TIMEOUTS.items():
            await connection.execute(f"ALTER ROLE {SHOP} SET {name} = '{value}'")


def shop_settings(url: str) -> dict[str, Any]:
    """Return how the shop gets to the database of an owner's URL, as settings."""
    direct = as_shop(url)
    pooler = _poolers.get(_socket_of(url))
    if pooler is None:
        return {"database_url": direct}
    return {
        "database_url": through(pooler, direct),
        "database_listen_url": direct,
        "database_timeouts": False,
        "database_prepared_statements": False,
    }


def shop_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """Return an engine of the shop's own on the database of an owner's URL."""
    settings = shop_settings(url)
    return create_engine(
        settings["database_url"],
        pool_size=pool_size,
        timeouts=settings.get("database_timeouts", True),
        prepared_statements=settings.get("database_prepared_statements", True),
    )


def shop_environment(url: str) -> dict[str, str]:
    """Return the same as environment variables, with the owner's way to the database."""
    settings = {name.upper(): str(value) for name, value in shop_settings(url).items()}
    return settings | {"MIGRATION_DATABASE_URL": url}


def _socket_of(url: str) -> str:
    return url.partition("host=")[2]


class _System:
    """What the embedded server's package tells of a server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_uri(self, database: str) -> str:
        return f"postgresql://{OWNER}:@/{database}?host={self._folder}"


@contextmanager
def _postgres_15(folder: Path) -> Iterator[EmbeddedPostgres]:
    folder.mkdir()
    as_user: list[str] = []
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root; the package has made a user for it.
        shutil.chown(folder, _SYSTEM_USER)
        folder.parent.chmod(0o755)
        as_user = ["runuser", "-u", _SYSTEM_USER, "--"]
    _run(*as_user, POSTGRES_15 / "initdb", "-D", folder / "data", "-A", "trust", "-U", OWNER, "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses= -c max_connections=200"
    control: list[str | Path] = [*as_user, POSTGRES_15 / "pg_ctl", "-D", folder / "data", "-l", folder / "log"]
    _run(*control, "-w", "-o", options, "start")
    try:
        yield EmbeddedPostgres(cast("Any", _System(folder)))
    finally:
        _run(*control, "-m", "immediate", "stop")


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")  # noqa: S603 - all of it is ours.
