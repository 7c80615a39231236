"""Exports, read row by row in a fixed order through a server-side cursor."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.files.export_statements import STATEMENTS

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class ExportedDays:
    """The days of an export, both included, and the moments at which they begin and end."""

    first_day: date
    last_day: date
    begin: datetime
    end: datetime


class ExportRepository:
    """Reads the rows of an export."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def rows(self, kind: str, days: ExportedDays) -> AsyncGenerator[Sequence[Sequence[Any]], None]:
        """Yield the column names, then the rows in chunks."""
        await self._session.execute(_PATIENCE)
        result = await self._session.stream(
            text(STATEMENTS[kind]), asdict(days), execution_options={"max_row_buffer": ROWS_AT_ONCE}
        )
        yield [tuple(result.keys())]
        async for rows in result.partitions(ROWS_AT_ONCE):
            yield rows


# A client on a slow line may pause between two chunks.
_PATIENCE = text(
    "SELECT set_config('statement_timeout', '60s', true), "
    "set_config('idle_in_transaction_session_timeout', '60s', true)"
)
