"""Migrations keep no sale waiting: they give way to locks, build big indexes beside the trade, and are linted."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database import migrations
from app.database.embedded import EmbeddedPostgres
from app.database.engine import create_engine
from app.database.migrations import migrate
from app.database.revisions import head_revision
from tests.database.lint_migrations import lint
from tests.support.concurrency import until
from tests.support.databases import copied_database

NEXT = """
from alembic import op

revision = "9999"
down_revision = "{before}"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '50ms'")
    {does}
"""
ADDS_A_COLUMN = 'op.execute("ALTER TABLE sweets ADD COLUMN shelf varchar")'
ADDS_AN_INDEX = """with op.get_context().autocommit_block():
        op.create_index("ix_sweets_hsn_code", "sweets", ["hsn_code"], postgresql_concurrently=True)"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations, which a test may add to."""
    own = migrations.ALEMBIC_INI
    shutil.copytree(own.parent / "alembic", tmp_path / "alembic")
    shutil.copy(own, tmp_path)
    monkeypatch.setattr(migrations, "ALEMBIC_INI", tmp_path / own.name)
    monkeypatch.setattr(migrations, "_PAUSE_SECONDS", 0.05)
    return tmp_path / "alembic" / "versions"


@pytest.fixture
async def engine(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[AsyncEngine]:
    async with copied_database(postgres, template) as url:
        engine = create_engine(url, pool_size=4)
        yield engine
        await engine.dispose()


async def test_a_migration_lets_those_behind_it_go_first_and_tries_again(engine: AsyncEngine, folder: Path) -> None:
    (folder / "9999_next.py").write_text(NEXT.format(before=head_revision(), does=ADDS_A_COLUMN))
    async with engine.begin() as reader:
        await reader.execute(text("SELECT FROM sweets"))
        migration = asyncio.create_task(migrate(engine))

        async def waits() -> bool:
            query = "SELECT count(*) FROM pg_locks WHERE relation = 'sweets'::regclass AND NOT granted"
            return bool(await reader.scalar(text(query)))

        await until(waits)

        async def has_given_way() -> bool:
            return not await waits()

        await until(has_given_way)
        assert not migration.done()
    await migration
    async with engine.connect() as connection:
        await connection.execute(text("SELECT shelf FROM sweets"))


async def test_an_index_is_built_beside_the_trade(engine: AsyncEngine, folder: Path) -> None:
    (folder / "9999_next.py").write_text(NEXT.format(before=head_revision(), does=ADDS_AN_INDEX))
    await migrate(engine)
    async with engine.connect() as connection:
        query = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_sweets_hsn_code'::regclass"
        assert await connection.scalar(text(query)) is True
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


async def test_an_old_release_starts_on_the_schema_of_a_newer_one(engine: AsyncEngine, folder: Path) -> None:
    newer = folder / "9999_next.py"
    newer.write_text(NEXT.format(before=head_revision(), does=ADDS_A_COLUMN))
    await migrate(engine)
    newer.unlink()
    await migrate(engine)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


PATIENT = "SET LOCAL lock_timeout = '3s'"


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE sales ADD COLUMN shelf varchar NOT NULL",
        "ALTER TABLE sales ALTER COLUMN note TYPE varchar(10)",
        "ALTER TABLE sales RENAME COLUMN note TO remark",
        "ALTER TABLE sales DROP COLUMN note",
        "ALTER TABLE sales ADD CONSTRAINT ck_sales_noted CHECK (note <> '')",
        "ALTER TABLE sales ALTER COLUMN note SET NOT NULL",
        "CREATE INDEX ix_sales_note ON sales (note)",
    ],
)
def test_a_migration_that_would_rewrite_lock_or_break_is_refused(statement: str) -> None:
    with pytest.raises(SystemExit):
        lint({"9999": [PATIENT, statement]})


def test_a_migration_without_a_lock_timeout_is_refused() -> None:
    with pytest.raises(SystemExit):
        lint({"9999": ["ALTER TABLE sales ADD COLUMN shelf varchar"]})


def test_a_migration_that_adds_is_taken() -> None:
    adds = ["ALTER TABLE sales ADD COLUMN shelf varchar", "CREATE TABLE shelves (id bigint PRIMARY KEY)"]
    lint({"9999": [PATIENT, *adds]})
