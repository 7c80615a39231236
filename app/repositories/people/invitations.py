"""Queries over invitations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, DateTime, Text, bindparam, case, exists, select, update

from app.core.pagination import Page, Slice
from app.models import Invitation, InvitationStatus, Role, User
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment


class InvitationRepository(Repository[Invitation]):
    """Reads and writes invitations."""

    _model = Invitation

    async def list_json(self, filters: Mapping[str, Any], page: Page, now: datetime) -> Slice:
        """Return one page of invitations as JSON, as they stand at `now`; a filter that is None is ignored."""
        wanted = dict(filters)
        # Each status has its own condition, because the planner cannot use a status computed row by row.
        status = wanted.pop("status")
        if status is not None:
            wanted[status] = True
        return await _LIST.fetch(self._session, page, wanted, {"now": now})

    async def get_json(self, invitation_id: int, now: datetime) -> str | None:
        """Return an invitation's JSON, as it stands at `now`."""
        return (await self._session.execute(_ONE, {"id": invitation_id, "now": now})).scalar_one_or_none()

    async def use(self, token_hash: bytes, now: datetime) -> Invitation | None:
        """Mark an open invitation used and return it, or None if it is not open or not an admin's.

        One conditional UPDATE: of two concurrent uses exactly one succeeds.
        """
        used = (
            update(Invitation)
            .where(
                Invitation.token_hash == token_hash,
                Invitation.used_at.is_(None),
                Invitation.revoked_at.is_(None),
                Invitation.expires_at > now,
                # Else a dismissed admin could return by an earlier invitation.
                exists().where(User.id == Invitation.created_by, User.is_active, User.role == Role.ADMIN),
            )
            .values(used_at=now)
            .returning(Invitation)
        )
        return (await self._session.execute(used)).scalar_one_or_none()


_NOW = bindparam("now", type_=DateTime(timezone=True))
_UNTOUCHED = Invitation.used_at.is_(None) & Invitation.revoked_at.is_(None)

# Each invitation meets exactly one of these: the database allows none to be both used and revoked.
_CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    InvitationStatus.USED.value: Invitation.used_at.is_not(None),
    InvitationStatus.REVOKED.value: Invitation.revoked_at.is_not(None),
    InvitationStatus.EXPIRED.value: _UNTOUCHED & (Invitation.expires_at <= _NOW),
    InvitationStatus.OPEN.value: _UNTOUCHED & (Invitation.expires_at > _NOW),
}

INVITATION_JSON = json_object(
    id=Invitation.id,
    role=Invitation.role,
    email=Invitation.email,
    status=case(*((condition, status) for status, condition in _CONDITIONS.items())),
    created_by=Invitation.created_by,
    created_at=moment_text(Invitation.created_at),
    expires_at=moment_text(Invitation.expires_at),
    used_at=moment_text(Invitation.used_at),
    used_by=Invitation.used_by,
    revoked_at=moment_text(Invitation.revoked_at),
)

SORTS: Mapping[str, SortColumn] = {"created_at": SortColumn(Invitation.created_at, parse_moment)}

_ALL = select(Invitation.id)
_LIST = KeysetList(
    _ALL,
    item=INVITATION_JSON,
    row_id=Invitation.id,
    sorts=SORTS,
    filters={
        **_CONDITIONS,
        "role": Invitation.role == bindparam("role", type_=Text),
        "email": Invitation.email == bindparam("email", type_=Text),
    },
)
_ONE = _ALL.with_only_columns(INVITATION_JSON).where(Invitation.id == bindparam("id", type_=BigInteger))
