"""Exports, read row by row in a fixed order through a server-side cursor."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Lot
from app.repositories.files.export_statements import RECALL, STATEMENTS

ROWS_AT_ONCE = 1000

Rows = AsyncGenerator[Sequence[Sequence[Any]], None]


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

    def rows(self, kind: str, days: ExportedDays) -> Rows:
        """Yield the column names, then the rows in chunks."""
        return self._rows(STATEMENTS[kind], asdict(days))

    def recall(self, lot_id: int) -> Rows:
        """Yield the column names, then the lines of sales that got some of a lot, in chunks."""
        return self._rows(RECALL, {"lot_id": lot_id})

    async def has_lot(self, lot_id: int) -> bool:
        """Tell whether a lot exists."""
        return bool(await self._session.scalar(select(exists().where(Lot.id == lot_id))))

    async def _rows(self, statement: str, parameters: Mapping[str, Any]) -> Rows:
        await self._session.execute(PATIENCE)
        result = await self._session.stream(
            text(statement), parameters, execution_options={"max_row_buffer": ROWS_AT_ONCE}
        )
        yield [tuple(result.keys())]
        async for rows in result.partitions(ROWS_AT_ONCE):
            yield rows


# A client on a slow line may pause between two chunks.
PATIENCE = text(
    "SELECT set_config('statement_timeout', '60s', true), "
    "set_config('idle_in_transaction_session_timeout', '60s', true)"
)
