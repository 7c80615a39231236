"""Queries over users."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Text, and_, bindparam, exists, literal_column, or_, select, text

from app.core.email import email_key
from app.core.pagination import Page, Slice
from app.models import Role, User
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment, parse_text
from app.repositories.common.search import has_part


@dataclass(frozen=True, slots=True)
class Standing:
    """The current state of a user and one of their logins."""

    user_id: int
    session_id: int
    role: str
    token_version: int
    customer_id: int | None
    confirmed_at: datetime | None
    """When they last proved their password within the login."""
    lacks_second_factor: bool
    """Whether they are an admin without a second factor, in a shop that requires one."""


class UserRepository(Repository[User]):
    """Reads and writes users."""

    _model = User

    async def standings(self, logins: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Standing]:
        """Return the standing of each (user id, session id), except disabled, ended and unknown ones."""
        rows = await self._session.execute(
            _STANDINGS,
            {"user_ids": [user_id for user_id, _ in logins], "session_ids": [session_id for _, session_id in logins]},
        )
        return {(row[0], row[1]): Standing(*row) for row in rows}

    async def any(self) -> bool:
        """Tell whether any user exists."""
        return bool((await self._session.execute(select(exists(select(User.id))))).scalar())

    async def any_admin(self) -> bool:
        """Tell whether any admin exists."""
        return bool((await self._session.execute(select(exists(select(User.id).where(User.role == _ADMIN))))).scalar())

    async def lock_with_admins(self, user_id: int) -> list[User]:
        """Lock and return the active admins and a user.

        One statement, which locks in order of id, so that concurrent calls never deadlock.
        """
        rows = await self._session.execute(
            select(User)
            .where(or_(User.id == user_id, and_(User.role == _ADMIN, User.is_active)))
            .order_by(User.id)
            # This lock lets new sales refer to their seller and buyer.
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return list(rows.scalars())

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of users as JSON; a filter that is None is ignored."""
        return await _LIST.fetch(self._session, page, filters)

    async def get_json(self, user_id: int) -> str | None:
        """Return a user's JSON."""
        return (await self._session.execute(_ONE, {"id": user_id})).scalar_one_or_none()

    async def get_by_email(self, email: str) -> User | None:
        """Return the user of an e-mail address in lower case, or else of one that looks like it."""
        same = User.email == email
        found = select(User).where(or_(same, User.email_key == email_key(email))).order_by(same.desc()).limit(1)
        return (await self._session.execute(found)).scalar_one_or_none()


USER_JSON = json_object(
    id=User.id,
    email=User.email,
    full_name=User.full_name,
    role=User.role,
    is_active=User.is_active,
    created_at=moment_text(User.created_at),
)

SORTS: Mapping[str, SortColumn] = {
    "email": SortColumn(User.email, parse_text),
    "created_at": SortColumn(User.created_at, parse_moment),
}

# A literal, so that every plan knows how few admins there are.
_ADMIN = literal_column(f"'{Role.ADMIN}'", Text)

_ALL = select(User.id)
_LIST = KeysetList(
    _ALL,
    item=USER_JSON,
    row_id=User.id,
    sorts=SORTS,
    filters={
        "role": User.role == bindparam("role", type_=Text),
        "is_active": User.is_active == bindparam("is_active", type_=Boolean),
        "q": has_part(User.search_text, "q"),
    },
)
_ONE = _ALL.with_only_columns(USER_JSON).where(User.id == bindparam("id", type_=BigInteger))

_STANDINGS = text(
    """
    SELECT users.id, sessions.id, users.role, users.token_version, customers.id, sessions.confirmed_at,
           users.role = 'admin'
           AND EXISTS (SELECT FROM settings WHERE key = 'require_second_factor' AND value = CAST('true' AS jsonb))
           AND NOT EXISTS (SELECT FROM second_factors WHERE user_id = users.id AND proved_at IS NOT NULL)
    FROM unnest(CAST(:user_ids AS bigint[]), CAST(:session_ids AS bigint[])) AS login (user_id, session_id)
    JOIN users ON users.id = login.user_id AND users.is_active
    JOIN sessions ON sessions.id = login.session_id AND sessions.user_id = users.id AND sessions.revoked_at IS NULL
    LEFT JOIN customers ON customers.user_id = users.id
    """
)
