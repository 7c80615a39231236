"""Queries over logins and their refresh tokens."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import RefreshToken, Session


class SessionRepository:
    """Reads and writes logins and their refresh tokens."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, login: Session) -> None:
        """Insert a login."""
        self._session.add(login)
        await self._session.flush()

    async def add_token(self, token: RefreshToken) -> None:
        """Insert a refresh token."""
        self._session.add(token)
        await self._session.flush()

    async def use_token(self, token_hash: bytes, now: datetime) -> Session | None:
        """Mark a live token used and return its login, or None if it is unknown, used, expired or revoked.

        One conditional UPDATE: of two who use the same token at the same moment, exactly one succeeds.
        """
        session_id = (await self._session.execute(_USE, {"hash": token_hash, "now": now})).scalar_one_or_none()
        return None if session_id is None else await self._session.get(Session, session_id)

    async def revoke_reused(self, token_hash: bytes, now: datetime) -> int | None:
        """Revoke the login of a token that was used before; return its id, or None if the token is not such a one."""
        return (await self._session.execute(_REVOKE_REUSED, {"hash": token_hash, "now": now})).scalar_one_or_none()

    async def revoke(self, session_id: int, now: datetime) -> None:
        """End a login: its refresh tokens and its access tokens stop working."""
        await self._session.execute(_REVOKE, {"id": session_id, "now": now})

    async def delete_before(self, moment: datetime) -> None:
        """Forget the logins that ended of themselves before `moment`, with their tokens."""
        await self._session.execute(_DELETE, {"moment": moment})


_USE = text(
    """
    WITH used AS (
        UPDATE refresh_tokens SET used_at = CAST(:now AS timestamptz)
        FROM sessions
        WHERE refresh_tokens.token_hash = CAST(:hash AS bytea)
          AND refresh_tokens.used_at IS NULL AND refresh_tokens.expires_at > CAST(:now AS timestamptz)
          AND sessions.id = refresh_tokens.session_id
          AND sessions.revoked_at IS NULL AND sessions.expires_at > CAST(:now AS timestamptz)
        RETURNING refresh_tokens.session_id
    )
    UPDATE sessions SET last_used_at = CAST(:now AS timestamptz) FROM used WHERE sessions.id = used.session_id
    RETURNING sessions.id
    """
)

_REVOKE_REUSED = text(
    """
    UPDATE sessions SET revoked_at = coalesce(revoked_at, CAST(:now AS timestamptz))
    FROM refresh_tokens
    WHERE refresh_tokens.token_hash = CAST(:hash AS bytea) AND refresh_tokens.used_at IS NOT NULL
      AND sessions.id = refresh_tokens.session_id
    RETURNING sessions.id
    """
)

_REVOKE = text("UPDATE sessions SET revoked_at = CAST(:now AS timestamptz) WHERE id = :id AND revoked_at IS NULL")

_DELETE = text("DELETE FROM sessions WHERE expires_at < CAST(:moment AS timestamptz)")
