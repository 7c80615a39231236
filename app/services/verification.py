"""Proof, not trust: recomputes the promises of the ledger and of the sales over the whole database."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.verification import CHECKS, VerificationRepository


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that breaks a promise."""

    promise: str
    row: str
    detail: str


class VerificationService:
    """Finds the rows that break a promise, all at one moment of the database."""

    def __init__(self, session: AsyncSession) -> None:
        self._verification = VerificationRepository(session)

    async def verify(self, on_check: Callable[[str], None] = lambda _: None) -> list[Difference]:
        """Return every difference; `on_check` hears of each promise before it is checked."""
        await self._verification.freeze()
        differences = []
        for promise in CHECKS:
            on_check(promise)
            rows = await self._verification.run(promise)
            differences += [Difference(promise, row, detail) for row, detail in rows]
        return differences
