"""Check that the migrations make all that the models say and keep nobody waiting, or write the next.

`make check` does the former, `make migration` the latter.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from alembic import command
from app.database.embedded import DATABASE_NAME, EmbeddedPostgres, embedded_postgres
from app.database.engine import create_engine
from app.database.migrations import ALEMBIC_INI, migrate
from tests.database.lint_migrations import LAST_BEFORE_RELEASES, lint, record_statements


def check(connection: Connection) -> None:
    command.check(_config(connection))


def write(connection: Connection) -> None:
    config = _config(connection)
    newest = ScriptDirectory.from_config(config).get_current_head() or "0"
    command.revision(config, sys.argv[1], autogenerate=True, rev_id=f"{int(newest) + 1:04}")


def _config(connection: Connection) -> Config:
    config = Config(ALEMBIC_INI)
    config.attributes["connection"] = connection
    return config


async def run_migrated(server: EmbeddedPostgres, work: Callable[[Connection], None]) -> None:
    await server.ensure_database()
    engine = create_engine(server.url(DATABASE_NAME))
    statements: dict[str, list[str]] = {}
    await migrate(engine, LAST_BEFORE_RELEASES)
    record_statements(engine, statements)
    await migrate(engine)
    lint(statements)
    async with engine.connect() as connection:
        await connection.run_sync(work)
    await engine.dispose()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder) / "postgres") as postgres:
        asyncio.run(run_migrated(postgres, write if sys.argv[1:] else check))
