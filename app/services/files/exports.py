"""Exports: the books of one moment as CSV, in constant memory."""

import asyncio
import csv
import io
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.csv.escaping import cells
from app.core.errors import Throttled
from app.database.unit_of_work import Database
from app.repositories.files.exports import ExportedDays, ExportRepository
from app.schemas.export import ExportKind, ExportQuery

AT_ONCE = 3
BOM = "\ufeff"
_BEGIN, _END = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


class Exports:
    """Sends a few exports at a time, because each keeps a connection: they read one snapshot from start to end."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def pieces(self, kind: ExportKind, query: ExportQuery, zone: ZoneInfo) -> AsyncGenerator[str, None]:
        """Yield the export in pieces; raise `Throttled` if too many are being sent."""
        if self._turns.locked():
            raise Throttled("too_many_exports", "Other exports are being sent. Try again shortly.", retry_after=10)
        days = ExportedDays(
            first_day=query.begin or date.min,
            last_day=query.end or date.max,
            begin=_BEGIN if query.begin is None else _midnight(query.begin, zone),
            end=_END if query.end is None else _midnight(query.end + timedelta(days=1), zone),
        )
        async with (
            self._turns,
            self._database.snapshot() as session,
            aclosing(ExportRepository(session).rows(kind, days)) as found,
        ):
            before = BOM if query.bom else ""
            async for rows in found:
                buffer = io.StringIO(newline="")
                csv.writer(buffer).writerows(cells(row, zone) for row in rows)
                yield before + buffer.getvalue()
                before = ""


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
