"""Alembic, driven from code: how a database gets to a schema."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from alembic import command
from app.database.roles import Login, admit

ALEMBIC_INI = Path(__file__).parents[2] / "alembic.ini"

# Two processes that start together take turns, so that each migration runs once.
_MIGRATION_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('sweetshop.migrations'))")


async def migrate(engine: AsyncEngine, revision: str = "head", *, shop: Login | None = None) -> None:
    """Bring the database to `revision` (up or down); nothing happens when it is there.

    The role of `shop` may work in it from then on.
    """

    def run(connection: Connection) -> None:
        config = Config(ALEMBIC_INI)
        config.attributes["connection"] = connection
        current = _current(connection)
        if revision == "base" or (current is not None and revision != current and revision in _before(current)):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)

    async with engine.begin() as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        await connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        await connection.execute(_MIGRATION_LOCK)
        await connection.run_sync(run)
        if shop is not None:
            await admit(connection, shop)


def _before(revision: str) -> set[str]:
    scripts = ScriptDirectory.from_config(Config(ALEMBIC_INI))
    return {script.revision for script in scripts.iterate_revisions(revision, "base")}


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
