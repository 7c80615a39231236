"""Queries over counted tries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.common.json_columns import json_rows


@dataclass(frozen=True, slots=True)
class Count:
    """The failed tries of a subject in a row, and the end of its block, if any."""

    tries: int
    last_at: datetime
    blocked_until: datetime | None


class LoginThrottleRepository:
    """Counts tries per subject, such as an account or an address. Every statement locks subjects in order."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def ensure(self, subjects: Sequence[str], now: datetime) -> None:
        """Insert a zero count for each subject that has none."""
        await self._session.execute(_ENSURE, {"subjects": list(subjects), "now": now})

    async def lock(self, subjects: Sequence[str]) -> dict[str, Count]:
        """Lock and return the counts of subjects; concurrent tries wait until the transaction ends."""
        rows = await self._session.execute(_LOCK, {"subjects": list(subjects)})
        return {subject: Count(*count) for subject, *count in rows}

    async def save(self, counts: Mapping[str, Count]) -> None:
        """Write the counts of subjects that are locked."""
        rows = [
            {
                "subject": subject,
                "failures": count.tries,
                "last_failed_at": count.last_at,
                "blocked_until": count.blocked_until,
            }
            for subject, count in counts.items()
        ]
        await self._session.execute(_SAVE, {"rows": json_rows(rows)})

    async def take_back(self, subjects: Sequence[str], forgotten: Sequence[str]) -> None:
        """Take back one try of each subject, and every try of the `forgotten` ones."""
        await self._session.execute(_TAKE_BACK, {"subjects": [*subjects, *forgotten], "forgotten": list(forgotten)})

    async def delete_before(self, moment: datetime) -> None:
        """Delete the counts last raised before `moment`."""
        await self._session.execute(_DELETE, {"moment": moment})


_ENSURE = text(
    """
    INSERT INTO login_throttles (subject, failures, last_failed_at)
    SELECT subject, 0, CAST(:now AS timestamptz)
    FROM unnest(CAST(:subjects AS text[])) AS subject
    ORDER BY subject
    ON CONFLICT (subject) DO NOTHING
    """
)

_LOCK = text(
    """
    SELECT subject, failures, last_failed_at, blocked_until FROM login_throttles
    WHERE subject = ANY(CAST(:subjects AS text[]))
    ORDER BY subject FOR UPDATE
    """
)

_SAVE = text(
    """
    INSERT INTO login_throttles (subject, failures, last_failed_at, blocked_until)
    SELECT subject, failures, last_failed_at, blocked_until
    FROM json_populate_recordset(NULL::login_throttles, CAST(:rows AS json))
    ON CONFLICT (subject) DO UPDATE SET
        failures = excluded.failures, last_failed_at = excluded.last_failed_at, blocked_until = excluded.blocked_until
    """
)

_TAKE_BACK = text(
    """
    WITH locked AS (
        SELECT subject FROM login_throttles WHERE subject = ANY(CAST(:subjects AS text[]))
        ORDER BY subject FOR UPDATE
    )
    UPDATE login_throttles SET
        failures = CASE WHEN locked.subject = ANY(CAST(:forgotten AS text[])) THEN 0 ELSE greatest(failures - 1, 0) END,
        blocked_until = NULL
    FROM locked WHERE login_throttles.subject = locked.subject
    """
)

_DELETE = text("DELETE FROM login_throttles WHERE last_failed_at < CAST(:moment AS timestamptz)")
