"""Queries over logins and their refresh tokens."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, DateTime, Interval, bindparam, func, select, text

from app.core.pagination import Page, Slice
from app.models import RefreshToken, Session
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment


class SessionRepository(Repository[Session]):
    """Reads and writes logins and their refresh tokens."""

    _model = Session

    async def list_live_json(
        self, page: Page, *, user_id: int, current_id: int, idle: timedelta, now: datetime
    ) -> Slice:
        """Return one page of a user's open logins as JSON; `idle` is how long one lasts unused."""
        parameters = {"user_id": user_id, "current_id": current_id, "idle": idle, "now": now}
        return await _LIST.fetch(self._session, page, {}, parameters)

    async def add_token(self, token: RefreshToken) -> None:
        """Insert a refresh token."""
        self._session.add(token)
        await self._session.flush()

    async def use_token(self, token_hash: bytes, now: datetime) -> Session | None:
        """Mark a live token used and return its login, or None if it is unknown, used, expired or revoked.

        One conditional UPDATE: of two concurrent uses of a token exactly one succeeds.
        """
        session_id = (await self._session.execute(_USE, {"hash": token_hash, "now": now})).scalar_one_or_none()
        return None if session_id is None else await self._session.get(Session, session_id)

    async def find_raced(
        self, token_hash: bytes, successor_hash: bytes, *, used_since: datetime, now: datetime
    ) -> tuple[Session, datetime] | None:
        """Return the login of a token used after `used_since`, and the end of its successor while that is unused."""
        parameters = {"hash": token_hash, "successor": successor_hash, "used_since": used_since, "now": now}
        row = (await self._session.execute(_RACED, parameters)).one_or_none()
        session = None if row is None else await self._session.get(Session, row[0])
        return None if row is None or session is None else (session, row[1])

    async def revoke_reused(self, token_hash: bytes, now: datetime) -> int | None:
        """Revoke the login of a reused token and return its id, or None if the token was not used before."""
        return (await self._session.execute(_REVOKE_REUSED, {"hash": token_hash, "now": now})).scalar_one_or_none()

    async def confirm(self, session_id: int, now: datetime) -> None:
        """Store that the owner of a login has just proved their password."""
        await self._session.execute(_CONFIRM, {"id": session_id, "now": now})

    async def unconfirm_others(self, user_id: int, session_id: int) -> None:
        """Clear the password confirmation of every other login of a user."""
        await self._session.execute(_UNCONFIRM_OTHERS, {"user_id": user_id, "id": session_id})

    async def revoke(self, user_id: int, session_id: int, now: datetime) -> bool:
        """Revoke a login of a user with all its tokens; return False if they have no such login."""
        ended = await self._session.execute(_REVOKE, {"user_id": user_id, "id": session_id, "now": now})
        return ended.scalar_one_or_none() is not None

    async def revoke_by_token(self, token_hash: bytes, now: datetime) -> Session | None:
        """Revoke the login of a refresh token, used or not; return it, or None if it is unknown or has ended."""
        session_id = (await self._session.execute(_REVOKE_BY_TOKEN, {"hash": token_hash, "now": now})).scalar()
        return None if session_id is None else await self._session.get(Session, session_id)

    async def revoke_all(self, user_id: int, now: datetime) -> int:
        """Revoke every login of a user and return how many there were."""
        return len((await self._session.execute(_REVOKE_ALL, {"user_id": user_id, "now": now})).all())

    async def delete_before(self, moment: datetime) -> None:
        """Delete the logins that expired before `moment`, with their tokens."""
        await self._session.execute(_DELETE, {"moment": moment})


# A login ends at its expiry, or earlier if it idles until its refresh token expires.
_ENDS_AT = func.least(Session.expires_at, Session.last_used_at + bindparam("idle", type_=Interval))

SESSION_JSON = json_object(
    id=Session.id,
    user_agent=Session.user_agent,
    address=Session.address,
    created_at=moment_text(Session.created_at),
    last_used_at=moment_text(Session.last_used_at),
    expires_at=moment_text(_ENDS_AT),
    current=Session.id == bindparam("current_id", type_=BigInteger),
)

SORTS: Mapping[str, SortColumn] = {
    "last_used_at": SortColumn(Session.last_used_at, parse_moment),
    "created_at": SortColumn(Session.created_at, parse_moment),
}

_LIVE = select(Session.id).where(
    Session.user_id == bindparam("user_id", type_=BigInteger),
    Session.revoked_at.is_(None),
    bindparam("now", type_=DateTime(timezone=True)) < _ENDS_AT,
)

_LIST = KeysetList(_LIVE, item=SESSION_JSON, row_id=Session.id, sorts=SORTS, filters={})

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

_RACED = text(
    """
    SELECT sessions.id, successor.expires_at
    FROM refresh_tokens AS used
    JOIN refresh_tokens AS successor ON successor.session_id = used.session_id
    JOIN sessions ON sessions.id = used.session_id
    WHERE used.token_hash = CAST(:hash AS bytea) AND used.used_at > CAST(:used_since AS timestamptz)
      AND successor.token_hash = CAST(:successor AS bytea)
      AND successor.used_at IS NULL AND successor.expires_at > CAST(:now AS timestamptz)
      AND sessions.revoked_at IS NULL AND sessions.expires_at > CAST(:now AS timestamptz)
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

_CONFIRM = text("UPDATE sessions SET confirmed_at = CAST(:now AS timestamptz) WHERE id = :id")

_UNCONFIRM_OTHERS = text("UPDATE sessions SET confirmed_at = NULL WHERE user_id = :user_id AND id <> :id")

_REVOKE = text(
    """
    UPDATE sessions SET revoked_at = CAST(:now AS timestamptz)
    WHERE id = :id AND user_id = :user_id AND revoked_at IS NULL
    RETURNING id
    """
)

_REVOKE_BY_TOKEN = text(
    """
    UPDATE sessions SET revoked_at = CAST(:now AS timestamptz)
    FROM refresh_tokens
    WHERE refresh_tokens.token_hash = CAST(:hash AS bytea)
      AND sessions.id = refresh_tokens.session_id AND sessions.revoked_at IS NULL
    RETURNING sessions.id
    """
)

_REVOKE_ALL = text(
    """
    UPDATE sessions SET revoked_at = CAST(:now AS timestamptz) WHERE user_id = :user_id AND revoked_at IS NULL
    RETURNING id
    """
)

_DELETE = text("DELETE FROM sessions WHERE expires_at < CAST(:moment AS timestamptz)")
