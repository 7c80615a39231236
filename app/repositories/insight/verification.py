"""Recomputes over the whole database what the database promises to keep."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Executable, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.insight.checks.alerts import ALERT_CHECKS
from app.repositories.insight.checks.books import BOOK_CHECKS
from app.repositories.insight.checks.documents import DOCUMENT_CHECKS
from app.repositories.insight.checks.refunds import REFUND_CHECKS
from app.repositories.insight.checks.stock import STOCK_CHECKS
from app.repositories.insight.checks.taxes import TAX_CHECKS

CHECKS: Mapping[str, Executable] = {
    **STOCK_CHECKS,
    **TAX_CHECKS,
    **REFUND_CHECKS,
    **DOCUMENT_CHECKS,
    **BOOK_CHECKS,
    **ALERT_CHECKS,
}
"""Each check by the promise it holds the database to; its statement returns the rows that differ, and how."""


class VerificationRepository:
    """Runs the checks."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def freeze(self) -> None:
        """See one moment of the database from here on, and take the time that the checks need."""
        await self._session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        await self._session.execute(text("SET LOCAL statement_timeout = 0"))

    async def run(self, check: str, today: date, time_zone: str) -> list[tuple[str, str]]:
        """Return the rows that break a promise, as of a day of the shop: (table and id, how it differs)."""
        rows = await self._session.execute(CHECKS[check], {"today": today, "time_zone": time_zone})
        return [(row[0], row[1]) for row in rows]
