"""Selects that are compiled once and run by the driver itself, for lists: the ORM would cost more than the query."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg
from sqlalchemy import BindParameter, Select, literal_column
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.util import greenlet_spawn

_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


class CompiledSelect:
    """A select as text, with its constants in it and its parameters in order."""

    def __init__(self, select: Select[*tuple[Any, ...]]) -> None:
        compiled = cast("Select[Any]", replacement_traverse(select, {}, _literal)).compile(dialect=_DIALECT)
        self._text = compiled.string
        self._parameters: list[str] = compiled.positiontup or []

    async def fetch(self, session: AsyncSession, values: Mapping[str, Any]) -> list[asyncpg.Record]:
        """Return the rows."""
        arguments = [values[name] for name in self._parameters]
        async with _driver_connection(session) as connection:
            rows: list[asyncpg.Record] = await connection.fetch(self._text, *arguments)
        return rows


def _literal(element: Any, **_: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's own types.
    # Required parameters are those that get a value with each run.
    if not isinstance(element, BindParameter) or element.required:
        return None
    quote: Any = element.type.dialect_impl(_DIALECT).literal_processor(_DIALECT)
    return literal_column(quote(element.effective_value), element.type)


@asynccontextmanager
async def _driver_connection(session: AsyncSession) -> AsyncIterator[asyncpg.Connection]:
    if session.in_transaction() or isinstance(session.bind, AsyncConnection):
        pooled = await (await session.connection()).get_raw_connection()
        yield pooled.driver_connection
        return
    pooled = await cast("AsyncEngine", session.bind).raw_connection()
    try:
        yield pooled.driver_connection
    finally:
        await greenlet_spawn(pooled.close)
