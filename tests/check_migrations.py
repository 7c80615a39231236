"""`alembic check`: the models say nothing that the migrations do not do."""

import asyncio
import tempfile
from pathlib import Path

from alembic.config import Config
from sqlalchemy import Connection

from alembic import command
from app.database.embedded import DATABASE_NAME, EmbeddedPostgres, embedded_postgres
from app.database.engine import create_engine
from app.database.migrations import ALEMBIC_INI, migrate


def check(connection: Connection) -> None:
    config = Config(ALEMBIC_INI)
    config.attributes["connection"] = connection
    command.check(config)


async def migrate_and_check(server: EmbeddedPostgres) -> None:
    await server.ensure_database()
    engine = create_engine(server.url(DATABASE_NAME))
    await migrate(engine)
    async with engine.connect() as connection:
        await connection.run_sync(check)
    await engine.dispose()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder) / "postgres") as postgres:
        asyncio.run(migrate_and_check(postgres))
