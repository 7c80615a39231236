"""Verification: recomputes the invariants of the books over the whole database."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.insight.verification import CHECKS, VerificationRepository
from app.services.common.context import ShopContext
from app.services.shop.settings import SettingsService


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that breaks an invariant."""

    promise: str
    row: str
    detail: str


class VerificationService:
    """Finds the rows that break an invariant, in one snapshot of the database."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._settings = SettingsService(session, context)
        self._verification = VerificationRepository(session)

    async def verify(self, on_check: Callable[[str], None] = lambda _: None) -> list[Difference]:
        """Return every difference; `on_check` is called with the name of each check before it runs."""
        await self._verification.freeze()
        context = self._context.with_settings(await self._settings.current())
        today, zone = context.today(), context.zone.key
        differences = []
        for promise in CHECKS:
            on_check(promise)
            rows = await self._verification.run(promise, today, zone)
            differences += [Difference(promise, row, detail) for row, detail in rows]
        return differences
