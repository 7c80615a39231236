"""The lines of the accountant's journal: one statement over the documents, payments and drawers of some days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.files.exports import PATIENCE, ExportedDays
from app.repositories.files.journal_statement import JOURNAL_LINES


@dataclass(frozen=True, slots=True)
class JournalLine:
    """What one account of a voucher comes to: a debit, or a credit and then negative."""

    day: date
    voucher: str
    account: str
    detail: str | None
    """Which of its kind: the tender, the rate in per cent, the tax with its rate."""
    note: str | None
    amount: Decimal


class JournalRepository:
    """Reads the journal."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def begin(self) -> date | None:
        """Return the first day of the books, None if nothing was ever booked; a reader may be slow from here on."""
        await self._session.execute(PATIENCE)
        return cast("date | None", await self._session.scalar(_FIRST_DAY))

    async def mark_of_the_shop(self) -> str:
        """Return what tells this shop from any other, the same for ever: when its first audit entry was written."""
        return str(await self._session.scalar(_MARK))

    async def lines(self, days: ExportedDays, time_zone: str, day_shift: timedelta) -> Sequence[JournalLine]:
        """Return the lines of some days.

        A moment less `day_shift` is, on the clock of `time_zone`, within the calendar day that its business day is.
        """
        values = {
            "first_day": days.first_day,
            "last_day": days.last_day,
            "begin": days.begin,
            "end": days.end,
            "time_zone": time_zone,
            "day_shift": day_shift,
        }
        return [JournalLine(*row) for row in await self._session.execute(JOURNAL_LINES, values)]


_FIRST_DAY = text(
    """
    SELECT least(
        (SELECT min(day) FROM daily_sales), (SELECT min(day) FROM daily_payments),
        (SELECT min(business_day) FROM drawer_sessions)
    )
    """
)
_MARK = text("SELECT occurred_at FROM audit_logs ORDER BY id LIMIT 1")
