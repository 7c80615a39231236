"""Queries over failed logins."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class LoginThrottleRepository:
    """Counts failed logins per subject: an account or an address."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def blocked_until(self, subjects: Sequence[str], now: datetime) -> datetime | None:
        """Return the moment from which all the subjects may try again, or None if they may now.

        The subjects stay locked until the end of the transaction, so that those who try together take turns.
        """
        await self._session.execute(_BEGIN, {"subjects": sorted(subjects), "now": now})
        rows = await self._session.execute(_BLOCKED_UNTIL, {"subjects": list(subjects)})
        moment: datetime | None = rows.scalar_one()
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

    async def take_back(self, subject: str) -> None:
        """Uncount one failure that turned out to be none."""
        await self._session.execute(_TAKE_BACK, {"subject": subject})

    async def forget(self, subject: str) -> None:
        """Start again from zero."""
        await self._session.execute(_FORGET, {"subject": subject})

    async def delete_before(self, moment: datetime) -> None:
        """Forget the failures before `moment`."""
        await self._session.execute(_DELETE, {"moment": moment})


_BLOCKED_UNTIL = text(
    """
    SELECT max(blocked_until) FROM (
        SELECT blocked_until FROM login_throttles WHERE subject = ANY(CAST(:subjects AS text[]))
        ORDER BY subject FOR UPDATE
    ) AS locked
    """
)

_BEGIN = text(
    """
    INSERT INTO login_throttles (subject, failures, last_failed_at)
    SELECT subject, 0, CAST(:now AS timestamptz)
    FROM unnest(CAST(:subjects AS text[])) AS subject
    ON CONFLICT (subject) DO NOTHING
    """
)

_COUNT = text(
    """
    UPDATE login_throttles SET
        failures = CASE WHEN stale THEN 1 ELSE failures + 1 END,
        last_failed_at = CAST(:now AS timestamptz),
        blocked_until = CASE WHEN NOT stale AND failures >= CAST(:free AS integer) THEN
            CAST(:now AS timestamptz) + make_interval(secs => least(
                CAST(:longest AS integer), 2 ^ least(failures - CAST(:free AS integer), 20)))
            END
    FROM (
        SELECT subject AS name, last_failed_at < CAST(:now AS timestamptz) - make_interval(secs => :forget) AS stale
        FROM login_throttles WHERE subject = :subject
    ) AS before
    WHERE subject = before.name
    """
)

_TAKE_BACK = text(
    """
    UPDATE login_throttles SET failures = greatest(failures - 1, 0), blocked_until = NULL
    WHERE subject = :subject
    """
)

_FORGET = text("DELETE FROM login_throttles WHERE subject = :subject")

_DELETE = text("DELETE FROM login_throttles WHERE last_failed_at < CAST(:moment AS timestamptz)")
