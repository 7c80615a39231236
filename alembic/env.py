"""Runs migrations on a connection it is given, or on the one DATABASE_URL names."""

import asyncio

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from alembic import context
from app.core.config import Settings
from app.database.engine import create_engine
from app.models import Base


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


async def run_async(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


def run_from_settings() -> None:
    settings = Settings()
    url = settings.database_url
    if url is None:
        msg = "Set DATABASE_URL to the database to migrate, or use `sweetshop migrate`."
        raise SystemExit(msg)
    prepared = settings.database_prepared_statements
    asyncio.run(run_async(create_engine(url.get_secret_value(), timeouts=False, prepared_statements=prepared)))


given: Connection | None = context.config.attributes.get("connection")
if given is None:
    run_from_settings()
else:
    run(given)
