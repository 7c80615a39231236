"""Queries over second factors and recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class StoredFactor:
    """A user's second factor as it is stored."""

    secret: bytes
    proved_at: datetime | None
    recovery_codes_left: int

    @property
    def is_on(self) -> bool:
        """Whether a code has activated it."""
        return self.proved_at is not None


class SecondFactorRepository:
    """Reads and writes second factors."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, user_id: int) -> StoredFactor | None:
        """Return a user's second factor, pending or on."""
        row = (await self._session.execute(_GET, {"user_id": user_id})).one_or_none()
        return None if row is None else StoredFactor(*row)

    async def is_on_for(self, email: str) -> bool:
        """Tell whether the user of an e-mail address has a second factor that is on."""
        return bool((await self._session.execute(_IS_ON_FOR, {"email": email})).scalar())

    async def begin(self, user_id: int, secret: bytes, now: datetime) -> bool:
        """Store a pending secret in place of another; return False if the user's factor is already active."""
        parameters = {"user_id": user_id, "secret": secret, "now": now}
        return (await self._session.execute(_BEGIN, parameters)).scalar() is not None

    async def prove(self, user_id: int, secret: bytes, step: int, now: datetime) -> bool:
        """Activate a pending factor by the step of its first code; return False if it was replaced or is active."""
        parameters = {"user_id": user_id, "secret": secret, "step": step, "now": now}
        return (await self._session.execute(_PROVE, parameters)).scalar() is not None

    async def use_step(self, user_id: int, step: int) -> bool:
        """Use up the code of a step and all before it; of two concurrent uses exactly one succeeds."""
        return (await self._session.execute(_USE_STEP, {"user_id": user_id, "step": step})).scalar() is not None

    async def use_recovery_code(self, user_id: int, code_hash: bytes, now: datetime) -> bool:
        """Use up a recovery code; of two concurrent uses exactly one succeeds."""
        parameters = {"user_id": user_id, "hash": code_hash, "now": now}
        return (await self._session.execute(_USE_RECOVERY_CODE, parameters)).scalar() is not None

    async def set_recovery_codes(self, user_id: int, code_hashes: Sequence[bytes]) -> None:
        """Replace all recovery codes."""
        await self._session.execute(_FORGET_RECOVERY_CODES, {"user_id": user_id})
        await self._session.execute(_ADD_RECOVERY_CODES, {"user_id": user_id, "hashes": list(code_hashes)})

    async def remove(self, user_id: int) -> bool:
        """Delete a user's active factor with its recovery codes; return False if there is none."""
        return (await self._session.execute(_REMOVE, {"user_id": user_id})).scalar() is not None


_GET = text(
    """
    SELECT secret, proved_at,
           (SELECT count(*) FROM recovery_codes WHERE user_id = second_factors.user_id AND used_at IS NULL)
    FROM second_factors WHERE user_id = :user_id
    """
)

_IS_ON_FOR = text(
    """
    SELECT EXISTS (
        SELECT FROM users JOIN second_factors ON second_factors.user_id = users.id
        WHERE users.email = :email AND second_factors.proved_at IS NOT NULL
    )
    """
)

_BEGIN = text(
    """
    INSERT INTO second_factors (user_id, secret, created_at, last_step)
    VALUES (:user_id, :secret, CAST(:now AS timestamptz), 0)
    ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at
    WHERE second_factors.proved_at IS NULL
    RETURNING user_id
    """
)

_PROVE = text(
    """
    UPDATE second_factors SET proved_at = CAST(:now AS timestamptz), last_step = :step
    WHERE user_id = :user_id AND proved_at IS NULL AND secret = CAST(:secret AS bytea)
    RETURNING user_id
    """
)

_USE_STEP = text(
    """
    UPDATE second_factors SET last_step = :step
    WHERE user_id = :user_id AND proved_at IS NOT NULL AND last_step < :step
    RETURNING user_id
    """
)

_USE_RECOVERY_CODE = text(
    """
    UPDATE recovery_codes SET used_at = CAST(:now AS timestamptz)
    WHERE user_id = :user_id AND code_hash = CAST(:hash AS bytea) AND used_at IS NULL
    RETURNING user_id
    """
)

_FORGET_RECOVERY_CODES = text("DELETE FROM recovery_codes WHERE user_id = :user_id")

_ADD_RECOVERY_CODES = text(
    """
    INSERT INTO recovery_codes (code_hash, user_id)
    SELECT code_hash, :user_id FROM unnest(CAST(:hashes AS bytea[])) AS code_hash
    """
)

_REMOVE = text("DELETE FROM second_factors WHERE user_id = :user_id AND proved_at IS NOT NULL RETURNING user_id")
