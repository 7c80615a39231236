"""Queries over the codes that link accounts to customers, and over failed tries."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import LinkCode, LoginThrottle, User


class LinkCodeRepository:
    """Reads and writes link codes."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, user_id: int, code_hash: bytes, expires_at: datetime) -> None:
        """Store a code of an account in place of the previous one."""
        values = {"code_hash": code_hash, "expires_at": expires_at}
        new = insert(LinkCode).values(user_id=user_id, **values)
        await self._session.execute(new.on_conflict_do_update(index_elements=["user_id"], set_=values))

    async def use(self, code_hash: bytes, now: datetime) -> int | None:
        """Use up a code and return its account's id, or None if it expired, is unknown or the account is disabled.

        One DELETE: of two concurrent uses of a code exactly one succeeds.
        """
        used = (
            delete(LinkCode)
            .where(
                LinkCode.code_hash == code_hash,
                LinkCode.expires_at > now,
                exists().where(User.id == LinkCode.user_id, User.is_active),
            )
            .returning(LinkCode.user_id)
        )
        return (await self._session.execute(used)).scalar_one_or_none()

    async def count_try(self, subject: str, now: datetime, forget_after: timedelta) -> int:
        """Count a try and return the tries since the last pause of `forget_after`; concurrent tries queue."""
        values = {"subject": subject, "now": now, "stale": now - forget_after}
        tries: int = (await self._session.execute(_COUNT, values)).scalar_one()
        return tries

    async def forget_tries(self, subject: str) -> None:
        """Reset the count to zero."""
        await self._session.execute(delete(LoginThrottle).where(LoginThrottle.subject == subject))

    async def delete_over(self, moment: datetime) -> None:
        """Delete the codes that have expired at a moment."""
        await self._session.execute(delete(LinkCode).where(LinkCode.expires_at <= moment))


_COUNT = text(
    """
    INSERT INTO login_throttles AS counted (subject, failures, last_failed_at)
    VALUES (:subject, 1, CAST(:now AS timestamptz))
    ON CONFLICT (subject) DO UPDATE SET
        failures = CASE WHEN counted.last_failed_at < CAST(:stale AS timestamptz) THEN 1 ELSE counted.failures + 1 END,
        last_failed_at = excluded.last_failed_at
    RETURNING failures
    """
)
