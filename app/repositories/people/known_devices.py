"""Queries over the devices that have logged in to an account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Whether an account knows a device cookie, and which open login of the account a refresh cookie belongs to."""

    knows_device: bool
    session_id: int | None


class KnownDeviceRepository:
    """Reads and writes known devices."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(
        self, user_id: int | None, device_hash: bytes, refresh_hash: bytes | None, now: datetime
    ) -> Acquaintance:
        """Return what an account knows of a client: nothing, if the account does not exist."""
        parameters = {"user_id": user_id, "device": device_hash, "refresh": refresh_hash, "now": now}
        row = (await self._session.execute(_FIND, parameters)).one()
        return Acquaintance(row.knows_device, row.session_id)

    async def remember(self, user_id: int, device_hash: bytes, now: datetime, *, kept: int) -> None:
        """Add a device or mark it as just used, and delete all but `kept` of the account's devices."""
        parameters = {"user_id": user_id, "device": device_hash, "now": now, "others": kept - 1}
        await self._session.execute(_REMEMBER, parameters)

    async def delete_before(self, moment: datetime) -> None:
        """Delete the devices last used before `moment`."""
        await self._session.execute(_DELETE, {"moment": moment})


_FIND = text(
    """
    SELECT
        EXISTS (
            SELECT FROM known_devices
            WHERE user_id = CAST(:user_id AS bigint) AND token_hash = CAST(:device AS bytea)
        ) AS knows_device,
        (
            SELECT sessions.id FROM refresh_tokens JOIN sessions ON sessions.id = refresh_tokens.session_id
            WHERE refresh_tokens.token_hash = CAST(:refresh AS bytea) AND refresh_tokens.used_at IS NULL
              AND refresh_tokens.expires_at > CAST(:now AS timestamptz)
              AND sessions.user_id = CAST(:user_id AS bigint) AND sessions.revoked_at IS NULL
        ) AS session_id
    """
)

# Scripts without cookies create a new device each time: devices that never returned are deleted first.
_REMEMBER = text(
    """
    WITH remembered AS (
        INSERT INTO known_devices (user_id, token_hash, created_at, last_used_at)
        VALUES (:user_id, CAST(:device AS bytea), CAST(:now AS timestamptz), CAST(:now AS timestamptz))
        ON CONFLICT (user_id, token_hash) DO UPDATE SET last_used_at = excluded.last_used_at
    )
    DELETE FROM known_devices WHERE user_id = :user_id AND token_hash IN (
        SELECT token_hash FROM known_devices WHERE user_id = :user_id AND token_hash <> CAST(:device AS bytea)
        ORDER BY last_used_at > created_at DESC, last_used_at DESC OFFSET CAST(:others AS integer)
    )
    """
)

_DELETE = text("DELETE FROM known_devices WHERE last_used_at < CAST(:moment AS timestamptz)")
