"""Queries over events: written by the statement that makes them, read in the order of their commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, FromClause, Insert, Select, String, bindparam, func, insert, literal, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Event, EventKind, Notification
from app.repositories.common.json_columns import moment_text

# The table itself, because only statements write events.
_EVENTS: Any = Event.__table__


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event, its data as JSON text."""

    id: int
    kind: str
    data: str
    roles: Sequence[str]


@dataclass(frozen=True, slots=True)
class Backlog:
    """The events a client missed, and the ids of the oldest and newest stored event, 0 if there is none."""

    oldest: int
    newest: int
    events: list[StoredEvent]


def notification_members(row: Any) -> dict[str, Any]:  # noqa: ANN401 - the table, or a statement that returns its rows.
    """Return the JSON members of a notification that do not depend on its reader."""
    return {
        "id": row.id,
        "kind": row.kind,
        "title": row.title,
        "body": row.body,
        "roles": row.roles,
        "sender_id": row.sender_id,
        "sweet_id": row.sweet_id,
        "sale_id": row.sale_id,
        "created_at": moment_text(row.created_at),
    }


def json_data(**members: Any) -> Any:  # noqa: ANN401 - members are columns, texts or nothing.
    """Return an event's data."""
    pairs: list[Any] = []
    for name, value in members.items():
        pairs += [name, value]
    return func.jsonb_build_object(*pairs)


def events_of_notifications(notifications: FromClause) -> Select[Any]:
    """Return the events that announce notifications, for `insert_events`."""
    row = notifications.c
    data = json_data(**notification_members(row))
    return select(literal(EventKind.NOTIFICATION, String), data, row.roles, row.created_at)


def insert_events(*events: Select[Any]) -> Insert:
    """Return the statement that writes selected events (kind, data, roles, created_at), one selection after another.

    Transactions that write events queue until the first one commits. Writing none costs nothing.
    """
    first, *others = events
    return insert(_EVENTS).from_select(["kind", "data", "roles", "created_at"], first.union_all(*others))


class EventRepository:
    """Reads and deletes events."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def newest(self) -> int:
        """Return the id of the newest event, or 0."""
        return int((await self._session.execute(_NEWEST)).scalar_one())

    async def after(self, event_id: int, limit: int) -> list[StoredEvent]:
        """Return the events after one, in order."""
        rows = await self._session.execute(_AFTER, {"after": event_id, "limit": limit})
        return [StoredEvent(*row) for row in rows]

    async def backlog(self, after: int | None, user_id: int, role: str, limit: int) -> Backlog:
        """Return the events after one that a user is told of in a role, and which events are kept at that moment."""
        values = {"after": after, "user_id": user_id, "role": role, "limit": limit}
        rows = (await self._session.execute(_BACKLOG, values)).all()
        return Backlog(rows[0][0], rows[0][1], [StoredEvent(*row[2:]) for row in rows if row[2] is not None])

    async def delete_before(self, moment: datetime) -> None:
        """Delete the events before `moment`, except the newest, which marks the last id."""
        await self._session.execute(_DELETE, {"moment": moment})

    async def add_notification(self, notification_id: int) -> None:
        """Write the event that announces a notification."""
        await self._session.execute(_OF_ONE, {"id": notification_id})


_NEWEST = text("SELECT coalesce(max(id), 0) FROM events")

_AFTER = text(
    """
    SELECT id, kind, data::text, roles FROM events WHERE id > CAST(:after AS bigint)
    ORDER BY id LIMIT CAST(:limit AS integer)
    """
)

# Events from before the account was created are left out, as in the list of notifications.
_BACKLOG = text(
    """
    SELECT kept.oldest, kept.newest, missed.id, missed.kind, missed.data, missed.roles
    FROM (SELECT coalesce(min(id), 0) AS oldest, coalesce(max(id), 0) AS newest FROM events) AS kept
    LEFT JOIN LATERAL (
        SELECT id, kind, data::text, roles FROM events
        WHERE id > CAST(:after AS bigint) AND CAST(:role AS text) = ANY (roles)
          AND created_at >= (SELECT created_at FROM users WHERE id = CAST(:user_id AS bigint))
        ORDER BY id LIMIT CAST(:limit AS integer)
    ) AS missed ON true
    ORDER BY missed.id
    """
)

_DELETE = text(
    "DELETE FROM events WHERE created_at < CAST(:moment AS timestamptz) AND id < (SELECT max(id) FROM events)"
)

_OF_ONE = insert_events(
    events_of_notifications(select(Notification).where(Notification.id == bindparam("id", type_=BigInteger)).subquery())
)
