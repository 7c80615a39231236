"""Queries over notifications."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.pagination import Page, Slice
from app.models import Notification, NotificationRead, Role, User
from app.models.notification import told_to
from app.repositories.common.json_columns import json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment
from app.repositories.shop.events import EventRepository, notification_members


class NotificationRepository:
    """Writes notifications, and reads them for one user in the role they have."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, notification: Notification) -> None:
        """Insert a notification and, unless it is for one person, its event: only staff follow the stream of those."""
        self._session.add(notification)
        await self._session.flush()
        if notification.user_id is None:
            await EventRepository(self._session).add_notification(notification.id)

    async def list_json(self, reader_id: int, role: Role, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page, as JSON, of the notifications to a user, and to their role since they have an account."""
        return await _LISTS[role].fetch(self._session, page, filters, {"reader_id": reader_id})

    async def get_json(self, reader_id: int, role: Role, notification_id: int) -> str | None:
        """Return the JSON of a notification that was told to a user, or that they sent themselves."""
        values = {"reader_id": reader_id, "role": role, "id": notification_id}
        return (await self._session.execute(_ONE_JSON, values)).scalar_one_or_none()

    async def mark_read(self, reader_id: int, role: Role, notification_id: int, now: datetime) -> int:
        """Mark one as read by a user, and return how many were unread: one or none."""
        values = {"reader_id": reader_id, "role": role, "id": notification_id, "now": now}
        return (await self._session.execute(_MARK_ONE, values)).scalar_one()

    async def mark_all_read(self, reader_id: int, role: Role, now: datetime) -> int:
        """Mark all that was told to a user as read, and return how many were unread."""
        return (await self._session.execute(_MARK_ALL[role], {"reader_id": reader_id, "now": now})).scalar_one()


NOTIFICATION_JSON = json_object(**notification_members(Notification), read_at=moment_text(NotificationRead.read_at))

SORTS: Mapping[str, SortColumn] = {"created_at": SortColumn(Notification.created_at, parse_moment)}

_READER_ID = bindparam("reader_id", type_=BigInteger)
_SINCE_THEIR_ACCOUNT_WAS_MADE = (
    Notification.created_at >= select(User.created_at).where(User.id == _READER_ID).scalar_subquery()
)
_ALL = select(Notification.id).outerjoin(
    NotificationRead,
    and_(NotificationRead.notification_id == Notification.id, NotificationRead.user_id == _READER_ID),
)
_OWN = Notification.user_id == _READER_ID
# The role is a literal, not a parameter, so that the partial index of that role serves the query.
_TOLD = {role: and_(told_to(role), _SINCE_THEIR_ACCOUNT_WAS_MADE) for role in Role}
_ONE = _ALL.where(
    Notification.id == bindparam("id", type_=BigInteger),
    or_(
        and_(bindparam("role", type_=Text) == any_(Notification.roles), _SINCE_THEIR_ACCOUNT_WAS_MADE),
        _OWN,
        Notification.sender_id == _READER_ID,
    ),
)

_LISTS = {
    role: KeysetList(
        _ALL.where(told),
        and_also=_ALL.where(_OWN),
        item=NOTIFICATION_JSON,
        row_id=Notification.id,
        sorts=SORTS,
        filters={
            "unread": bindparam("unread", type_=Boolean) == NotificationRead.read_at.is_(None),
            "kind": Notification.kind == bindparam("kind", type_=Text),
        },
    )
    for role, told in _TOLD.items()
}


def _mark(notifications: Select[Any]) -> Select[int]:
    # A conflict means that the same user has just read it in another window.
    now = bindparam("now", type_=DateTime(timezone=True))
    unread = notifications.with_only_columns(_READER_ID, Notification.id, now).where(NotificationRead.read_at.is_(None))
    marked = (
        insert(NotificationRead)
        .from_select(["user_id", "notification_id", "read_at"], unread)
        .on_conflict_do_nothing()
        .returning(NotificationRead.notification_id)
        .cte("marked")
    )
    return select(func.count()).select_from(marked)


_ONE_JSON = _ONE.with_only_columns(NOTIFICATION_JSON)
_MARK_ONE = _mark(_ONE)
_MARK_ALL = {role: _mark(_ALL.where(or_(told, _OWN))) for role, told in _TOLD.items()}
