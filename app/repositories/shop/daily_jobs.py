"""Queries over the daily jobs."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class DailyJobRepository:
    """Lets one worker at a time run a job, and stores the day it last ran for."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def take(self, name: str) -> bool:
        """Lock a job until the transaction ends, however long it idles; return False if another worker has it."""
        return bool((await self._session.execute(_TAKE, {"name": name})).scalar_one())

    async def done_for(self, name: str) -> date | None:
        """Return the day a job last ran for."""
        return (await self._session.execute(_DONE_FOR, {"name": name})).scalar_one_or_none()

    async def set_done(self, name: str, day: date) -> None:
        """Store that a job ran for a day."""
        await self._session.execute(_SET_DONE, {"name": name, "day": day})


_TAKE = text(
    """
    SELECT pg_try_advisory_xact_lock(hashtextextended('daily_jobs ' || CAST(:name AS text), 0))
    FROM set_config('idle_in_transaction_session_timeout', '0', true)
    """
)

_DONE_FOR = text("SELECT done_for FROM daily_jobs WHERE name = :name")

_SET_DONE = text(
    """
    INSERT INTO daily_jobs (name, done_for) VALUES (:name, :day)
    ON CONFLICT (name) DO UPDATE SET done_for = excluded.done_for
    """
)
