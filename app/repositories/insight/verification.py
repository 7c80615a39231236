"""Recomputes every invariant over the whole database."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Executable, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.insight.checks.alerts import ALERT_CHECKS
from app.repositories.insight.checks.books import BOOK_CHECKS
from app.repositories.insight.checks.documents import DOCUMENT_CHECKS
from app.repositories.insight.checks.payments import PAYMENT_CHECKS
from app.repositories.insight.checks.refunds import REFUND_CHECKS
from app.repositories.insight.checks.stock import STOCK_CHECKS
from app.repositories.insight.checks.taxes import TAX_CHECKS

CHECKS: Mapping[str, Executable] = {
    **STOCK_CHECKS,
    **TAX_CHECKS,
    **REFUND_CHECKS,
    **PAYMENT_CHECKS,
    **DOCUMENT_CHECKS,
    **BOOK_CHECKS,
    **ALERT_CHECKS,
}
"""Each check by its invariant; its statement returns the rows that break it, and how."""


class VerificationRepository:
    """Runs the checks."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def freeze(self) -> None:
        """Read from one snapshot, without a statement timeout."""
        await self._session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        await self._session.execute(text("SET LOCAL statement_timeout = 0"))

    async def run(self, check: str, today: date, time_zone: str) -> list[tuple[str, str]]:
        """Return (table and id, difference) of each row that breaks an invariant on a day of the shop."""
        rows = await self._session.execute(CHECKS[check], {"today": today, "time_zone": time_zone})
        return [(row[0], row[1]) for row in rows]
