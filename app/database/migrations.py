"""Alembic, driven from code: how a database gets to a schema."""

import asyncio
from pathlib import Path

import structlog
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from alembic import command
from app.database.errors import LOCK_NOT_AVAILABLE, sqlstate_of
from app.database.roles import Login, admit

ALEMBIC_INI = Path(__file__).parents[2] / "alembic.ini"

_log = structlog.get_logger("migrations")

# Two processes that start together take turns, so that each migration runs once.
_TAKE_TURN = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL lock_timeout = 0",
    "SELECT pg_advisory_xact_lock(hashtext('sweetshop.migrations'))",
    # After the SELECT, whose snapshot an index that is built concurrently would wait for until the next statement.
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)
_TRIES = 20
_PAUSE_SECONDS = 3.0


async def migrate(engine: AsyncEngine, revision: str = "head", *, shop: Login | None = None) -> None:
    """Bring the database to `revision` (up or down).

    Nothing happens when it is there, or at that of a newer release. Each migration is committed for itself. One that
    does not get a lock within its lock_timeout lets those who wait behind it go first, and is tried again. The role of
    `shop` may work in the database from then on.
    """
    async with engine.connect() as turn, engine.connect() as connection:
        for statement in _TAKE_TURN:
            await turn.exec_driver_sql(statement)
        for attempt in range(1, _TRIES + 1):
            try:
                await connection.run_sync(_run, revision)
                break
            except DBAPIError as error:
                if sqlstate_of(error) != LOCK_NOT_AVAILABLE or attempt == _TRIES:
                    raise
                await connection.rollback()
                _log.info("migration_waits", attempt=attempt)
                await asyncio.sleep(_PAUSE_SECONDS)
        if shop is not None:
            await admit(connection, shop)
            await connection.commit()


def _run(connection: Connection, revision: str) -> None:
    config = Config(ALEMBIC_INI)
    config.attributes["connection"] = connection
    current = _current(connection)
    # Alembic begins a transaction for each migration.
    connection.rollback()
    if revision == "head" and current is not None and current > str(_scripts().get_current_head()):
        return
    if revision == "base" or (current is not None and revision != current and revision in _before(current)):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def _before(revision: str) -> set[str]:
    return {script.revision for script in _scripts().iterate_revisions(revision, "base")}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(Config(ALEMBIC_INI))


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
