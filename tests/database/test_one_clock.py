"""Nothing but `app/core/clock.py` reads the time: no default, trigger or query has the database's own."""

import re
from pathlib import Path

import asyncpg
import pytest

from app.database.embedded import EmbeddedPostgres
from app.database.engine import create_engine
from app.database.migrations import migrate
from tests.support.databases import copied_database

APP = Path(__file__).parents[2] / "app"
# In SQL, or as SQLAlchemy writes it. Python's own clocks are refused by ruff (`banned-api` in pyproject.toml).
READS_TIME = re.compile(
    r"\b(now|(clock|statement|transaction)_timestamp|timeofday)\(\)"
    r"|\b(current_(date|time|timestamp)|localtime(stamp)?)\b"
    r"|'(now|today|tomorrow|yesterday)'::",
    re.IGNORECASE,
)

# What the database does by itself, but for what extensions brought.
DEFINITIONS = """
    SELECT kind || ' ' || name, definition FROM (
        SELECT 'default', adrelid::regclass || '.' || attname, pg_get_expr(adbin, adrelid), 'pg_attrdef'::regclass,
               pg_attrdef.oid
        FROM pg_attrdef JOIN pg_attribute ON (attrelid, attnum) = (adrelid, adnum)
        UNION ALL
        SELECT 'function', proname, pg_get_functiondef(oid), 'pg_proc'::regclass, oid FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
        UNION ALL
        SELECT 'trigger', tgname, pg_get_triggerdef(oid), 'pg_trigger'::regclass, oid FROM pg_trigger
        UNION ALL
        SELECT 'constraint', conname, pg_get_constraintdef(oid), 'pg_constraint'::regclass, oid FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        UNION ALL
        SELECT 'view', viewname, definition, 'pg_class'::regclass, 0 FROM pg_views WHERE schemaname = 'public'
    ) AS found (kind, name, definition, class, oid)
    WHERE NOT EXISTS (
        SELECT FROM pg_depend WHERE (classid, objid) = (found.class, found.oid) AND deptype = 'e'
    )
"""


async def test_the_database_gives_nothing_a_time_of_its_own(postgres: EmbeddedPostgres) -> None:
    async with copied_database(postgres, "template0") as url:
        engine = create_engine(url, pool_size=2)
        await migrate(engine)
        await engine.dispose()
        connection = await asyncpg.connect(url)
        definitions = dict(await connection.fetch(DEFINITIONS))
        await connection.close()
    assert {kind for kind, _, _ in (name.partition(" ") for name in definitions)} >= {"default", "function", "trigger"}
    assert [name for name, definition in definitions.items() if READS_TIME.search(definition)] == []


def test_no_query_reads_the_database_s_time() -> None:
    reading = [
        f"{path.relative_to(APP)}:{number}: {line.strip()}"
        for path in APP.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if READS_TIME.search(line)
    ]
    assert [line for line in reading if not line.startswith("core/clock.py")] == []


@pytest.mark.parametrize("text", ["DEFAULT now()", "func.NOW()", "current_date - 1", "'today'::date"])
def test_sql_that_reads_the_time_is_recognised(text: str) -> None:
    assert READS_TIME.search(text)
