"""Verification: recomputes the invariants of the books over the whole database."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock, shop_date
from app.repositories.insight.verification import CHECKS, VerificationRepository
from app.schemas.setting import ShopSettings
from app.services.shop.settings import SettingsService


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that breaks an invariant."""

    promise: str
    row: str
    detail: str


class VerificationService:
    """Finds the rows that break an invariant, in one snapshot of the database."""

    def __init__(self, session: AsyncSession, clock: Clock, defaults: ShopSettings) -> None:
        self._clock = clock
        self._settings = SettingsService(session, clock, defaults)
        self._verification = VerificationRepository(session)

    async def verify(self, on_check: Callable[[str], None] = lambda _: None) -> list[Difference]:
        """Return every difference; `on_check` is called with the name of each check before it runs."""
        await self._verification.freeze()
        zone = (await self._settings.current()).zone
        today = shop_date(self._clock(), zone)
        differences = []
        for promise in CHECKS:
            on_check(promise)
            rows = await self._verification.run(promise, today, zone.key)
            differences += [Difference(promise, row, detail) for row, detail in rows]
        return differences
