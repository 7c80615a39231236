"""Which schema the code knows and which one a database has. Workers ask this; only who migrates needs Alembic."""

from functools import cache
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

MIGRATIONS = Path(__file__).parents[2] / "alembic" / "versions"


@cache
def head_revision() -> str:
    """Return the newest revision the code knows: each migration's file begins with its number."""
    return max(path.name.partition("_")[0] for path in MIGRATIONS.glob("[0-9]*_*.py"))


async def current_revision(session: AsyncSession) -> str | None:
    """Return the revision the database is at, or None before its first migration or before the role was admitted."""
    if not await session.scalar(text("SELECT has_table_privilege(to_regclass('alembic_version'), 'SELECT')")):
        return None
    revision: str | None = await session.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


async def is_schema_known(session: AsyncSession) -> bool:
    """Tell whether the database has at least the schema of this code. Migrations keep what the last release needs."""
    revision = await current_revision(session)
    return revision is not None and revision >= head_revision()
