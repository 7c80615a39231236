"""Leases: who does a job that takes many transactions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class LeaseRepository:
    """Gives a job to one holder at a time."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def take(self, name: str, holder: UUID, now: datetime, until: datetime) -> bool:
        """Take a lease or renew one's own; return False if another's is not over yet.

        One that lasts twice as long as anybody takes it for was taken by a clock that was wrong, and is over. A little
        longer is no sign of that: whoever asked a moment later may have been answered first.
        """
        values = {"name": name, "holder": holder, "now": now, "until": until}
        return (await self._session.execute(_TAKE, values)).scalar_one_or_none() is not None

    async def give_up(self, name: str, holder: UUID) -> None:
        """Let another holder take it at once."""
        await self._session.execute(_GIVE_UP, {"name": name, "holder": holder})


_TAKE = text(
    """
    INSERT INTO leases AS lease (name, holder, until) VALUES (:name, :holder, :until)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE lease.holder = excluded.holder OR lease.until <= CAST(:now AS timestamptz)
        OR lease.until > excluded.until + (excluded.until - CAST(:now AS timestamptz))
    RETURNING name
    """
)

_GIVE_UP = text("DELETE FROM leases WHERE name = :name AND holder = :holder")
