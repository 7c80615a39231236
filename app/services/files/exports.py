"""Exports: the books of one moment as CSV, in constant memory."""

import asyncio
import csv
import io
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.csv.escaping import cells
from app.core.errors import NotFound, Throttled
from app.database.unit_of_work import Database
from app.repositories.files.exports import ExportedDays, ExportRepository, Rows
from app.schemas.base import DaysQuery
from app.schemas.export import ExportKind, ExportQuery, FileQuery
from app.services.common.context import ShopContext
from app.services.files.journal.forms import BOM, JournalForm
from app.services.files.journal.journal import Journal

AT_ONCE = 3
Pieces = AsyncGenerator[str, None]
_BEGIN, _END = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


class Exports:
    """Sends a few exports at a time, because each keeps a connection: they read one snapshot from start to end."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns = asyncio.Semaphore(AT_ONCE)

    def pieces(self, kind: ExportKind, query: ExportQuery, zone: ZoneInfo) -> Pieces:
        """Yield the export in pieces; raise `Throttled` if too many are being sent."""
        days = ExportedDays(
            first_day=query.begin or date.min,
            last_day=query.end or date.max,
            begin=_BEGIN if query.begin is None else _midnight(query.begin, zone),
            end=_END if query.end is None else _midnight(query.end + timedelta(days=1), zone),
        )

        async def rows(books: ExportRepository) -> Rows:
            return books.rows(kind, days)

        return self._pieces(rows, query, zone)

    def recall(self, lot_id: int, query: FileQuery, zone: ZoneInfo) -> Pieces:
        """Yield the recall of a lot in pieces; raise `NotFound` without the lot, `Throttled` like an export."""

        async def rows(books: ExportRepository) -> Rows:
            if not await books.has_lot(lot_id):
                raise NotFound("lot_not_found", "There is no such lot.")
            return books.recall(lot_id)

        return self._pieces(rows, query, zone)

    async def journal(self, form: JournalForm, query: DaysQuery, context: ShopContext) -> Pieces:
        """Yield the accountant's journal in pieces; raise `Throttled` like an export."""
        async with self._turn() as session:
            journal = Journal(session, context)
            async with aclosing(form.pieces(journal, journal.vouchers(query.begin, query.end))) as pieces:
                async for piece in pieces:
                    yield piece

    async def _pieces(
        self, rows: Callable[[ExportRepository], Awaitable[Rows]], query: FileQuery, zone: ZoneInfo
    ) -> Pieces:
        async with self._turn() as session, aclosing(await rows(ExportRepository(session))) as found:
            before = BOM if query.bom else ""
            async for chunk in found:
                buffer = io.StringIO(newline="")
                csv.writer(buffer).writerows(cells(row, zone) for row in chunk)
                yield before + buffer.getvalue()
                before = ""

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[AsyncSession]:
        if self._turns.locked():
            raise Throttled("too_many_exports", "Other exports are being sent. Try again shortly.", retry_after=10)
        async with self._turns, self._database.looking(snapshot=True) as session:
            yield session


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
