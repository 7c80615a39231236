"""Queries over idempotency keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict
from app.database.errors import LockTimeout, database_errors
from app.repositories.common.json_columns import json_rows


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer stored under its caller's key."""

    actor_id: int
    key: str
    fingerprint: bytes
    resource_id: int
    body: str


class IdempotencyKeyRepository:
    """Reads and writes idempotency keys."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, keys: Sequence[tuple[int, str]]) -> None:
        """Lock keys until the transaction ends.

        Raise `Conflict` if another request holds one for longer than the lock timeout.
        """
        try:
            with database_errors():
                await self._session.execute(_LOCK, {"names": [f"{actor_id} {key}" for actor_id, key in keys]})
        except LockTimeout as error:
            raise Conflict(
                "idempotency_key_in_progress",
                "The first request with this Idempotency-Key is still running. Try again shortly.",
                retry_after=1,
            ) from error

    async def find(self, keys: Sequence[tuple[int, str]]) -> list[StoredAnswer]:
        """Return the answers stored under these keys."""
        rows = await self._session.execute(
            _FIND, {"actor_ids": [actor_id for actor_id, _ in keys], "keys": [key for _, key in keys]}
        )
        return [StoredAnswer(*row) for row in rows]

    async def add(self, answers: Sequence[StoredAnswer], now: datetime) -> None:
        """Store answers in one statement."""
        await self._session.execute(_ADD, {"rows": json_rows(answers), "now": now})

    async def delete_before(self, moment: datetime) -> None:
        """Delete the answers stored before `moment`."""
        await self._session.execute(_DELETE, {"moment": moment})


# An advisory lock needs no row, so a key costs one insert. Two keys with the same hash merely queue.
_LOCK = text(
    """
    SELECT pg_advisory_xact_lock(hash)
    FROM (SELECT DISTINCT hashtextextended(name, 0) AS hash FROM unnest(CAST(:names AS text[])) AS name) AS hashes
    ORDER BY hash
    """
)

_FIND = text(
    """
    SELECT actor_id, key, fingerprint, resource_id, body
    FROM idempotency_keys
    JOIN unnest(CAST(:actor_ids AS bigint[]), CAST(:keys AS text[])) AS wanted (actor_id, key) USING (actor_id, key)
    """
)

_ADD = text(
    """
    INSERT INTO idempotency_keys (actor_id, key, fingerprint, resource_id, body, created_at)
    SELECT actor_id, key, fingerprint, resource_id, body, CAST(:now AS timestamptz)
    FROM json_populate_recordset(NULL::idempotency_keys, CAST(:rows AS json))
    """
)

_DELETE = text("DELETE FROM idempotency_keys WHERE created_at < CAST(:moment AS timestamptz)")
