"""Queries over failed logins."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class LoginThrottleRepository:
    """Counts failed logins per subject: an account or an address."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def blocked_until(self, subjects: Sequence[str]) -> datetime | None:
        """Return the moment from which all the subjects may try again, or None if none of them ever failed."""
        moment: datetime | None = await self._session.scalar(_BLOCKED_UNTIL, {"subjects": list(subjects)})
        return moment

    async def count_failure(
        self, subject: str, *, free_failures: int, longest_delay: int, forget_after: int, now: datetime
    ) -> None:
        """Count a failure; past the free ones each doubles the wait, up to `longest_delay` seconds."""
        await self._session.execute(
            _COUNT,
            {
                "subject": subject,
                "free": free_failures,
                "longest": longest_delay,
                "forget": forget_after,
                "now": now,
            },
        )

    async def forget(self, subject: str) -> None:
        """Start again from zero."""
        await self._session.execute(_FORGET, {"subject": subject})

    async def delete_before(self, moment: datetime) -> None:
        """Forget the failures before `moment`."""
        await self._session.execute(_DELETE, {"moment": moment})


_BLOCKED_UNTIL = text("SELECT max(blocked_until) FROM login_throttles WHERE subject = ANY(CAST(:subjects AS text[]))")

_COUNT = text(
    """
    INSERT INTO login_throttles AS throttle (subject, failures, last_failed_at, blocked_until)
    VALUES (:subject, 1, CAST(:now AS timestamptz), CAST(:now AS timestamptz))
    ON CONFLICT (subject) DO UPDATE SET
        failures = CASE WHEN throttle.last_failed_at < CAST(:now AS timestamptz) - make_interval(secs => :forget)
                        THEN 1 ELSE throttle.failures + 1 END,
        last_failed_at = excluded.last_failed_at,
        blocked_until = excluded.last_failed_at + CASE
            WHEN throttle.last_failed_at < CAST(:now AS timestamptz) - make_interval(secs => :forget)
                OR throttle.failures < CAST(:free AS integer) THEN make_interval()
            ELSE make_interval(secs => least(
                CAST(:longest AS integer), 2 ^ least(throttle.failures - CAST(:free AS integer), 20)))
            END
    """
)

_FORGET = text("DELETE FROM login_throttles WHERE subject = :subject")

_DELETE = text("DELETE FROM login_throttles WHERE last_failed_at < CAST(:moment AS timestamptz)")
