"""Accounts of before get their keys; of those that look alike the first has it, and none is lost."""

from app.database.embedded import EmbeddedPostgres
from app.database.engine import create_engine
from app.database.migrations import migrate
from tests.support.databases import copied_database

BEFORE, AFTER = "0015", "0016"
USERS = """
    INSERT INTO users (email, role, password_hash, created_at, updated_at)
    SELECT email, 'customer', '', '2026-01-01Z', '2026-01-01Z'
    FROM unnest(CAST($1 AS text[])) WITH ORDINALITY AS one (email, n) ORDER BY n
"""
EMAILS = [
    "\uff41nita@example.com",
    "asha@example.com",
    "\uff41sha@example.com",
    "ash\u0430@example.com",
    "a\u0301@b.example",
]


async def test_the_first_of_those_that_look_alike_has_the_key(postgres: EmbeddedPostgres) -> None:
    async with copied_database(postgres, "template0") as url:
        engine = create_engine(url, pool_size=2)
        await migrate(engine, BEFORE)
        async with engine.begin() as connection:
            await connection.exec_driver_sql(USERS, (EMAILS,))
        await migrate(engine, AFTER)
        async with engine.connect() as connection:
            found = await connection.exec_driver_sql("SELECT email, email_key FROM users ORDER BY id")
            assert [tuple(row) for row in found] == list(
                zip(EMAILS, ["anita@example.com", "asha@example.com", None, None, "\u00e1@b.example"], strict=True)
            )
        await migrate(engine, BEFORE)
        await migrate(engine, AFTER)
        await engine.dispose()
