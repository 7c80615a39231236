"""Queries over drawer sessions and the cash moved in them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Text, and_, bindparam, case, cast, func, null, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from app.core.pagination import Page, Slice
from app.models import DrawerMovement, DrawerSession, User
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import decimal_text, json_object, json_rows, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment


@dataclass(frozen=True, slots=True)
class NewDrawerSession:
    """A row of `drawer_sessions`, as it is opened. Its cash is the float."""

    drawer: str | None
    opened_by: int
    opened_at: datetime
    business_day: date
    opening_float: Decimal
    opening_notes: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class OpenDrawer:
    """An open session that stands in the way of another."""

    id: int
    drawer: str | None
    opened_by: int
    opened_by_name: str | None


class DrawerRepository(Repository[DrawerSession]):
    """Reads and writes drawer sessions."""

    _model = DrawerSession

    async def list_json(self, filters: Mapping[str, Any], page: Page, today: date) -> Slice:
        """Return one page of sessions as JSON."""
        return await _LIST.fetch(self._session, page, filters, {"today": today})

    async def get_json(self, session_id: int, today: date) -> str | None:
        """Return a session's JSON."""
        return (await self._session.execute(_ONE, {"id": session_id, "today": today})).scalar_one_or_none()

    async def owner_of(self, session_id: int) -> int | None:
        """Return whose drawer it is, or None if there is no such session."""
        return (await self._session.execute(_OWNER, {"id": session_id})).scalar_one_or_none()

    async def open(self, new: NewDrawerSession) -> int | None:
        """Open a session and return its id; None if its opener or its drawer has one open."""
        return (await self._session.execute(_OPEN, {"new": json_rows([new])})).scalar_one_or_none()

    async def in_the_way(self, opened_by: int, drawer: str | None) -> OpenDrawer | None:
        """Return the open session of a member of staff, or else of a drawer."""
        row = (await self._session.execute(_IN_THE_WAY, {"opened_by": opened_by, "drawer": drawer})).one_or_none()
        return None if row is None else OpenDrawer(*row)

    async def keep_open(self, staff: Collection[int]) -> set[int]:
        """Return who of some staff has a drawer open; those stay open until the transaction ends."""
        return set((await self._session.scalars(_KEEP_OPEN, {"staff": list(staff)})).all())


class DrawerMovementRepository(Repository[DrawerMovement]):
    """Reads and writes the cash moved in and out of drawers."""

    _model = DrawerMovement

    async def list_json(self, session_id: int, page: Page) -> Slice:
        """Return one page of a session's movements as JSON."""
        return await _MOVEMENTS.fetch(self._session, page, {"session_id": session_id})

    async def all_json(self, session_id: int) -> str:
        """Return all movements of a session as a JSON array, in order."""
        return str((await self._session.execute(_ALL_MOVEMENTS, {"session_id": session_id})).scalar_one())

    async def get_json(self, session_id: int, movement_id: int) -> str | None:
        """Return a movement's JSON."""
        values = {"session_id": session_id, "id": movement_id}
        return (await self._session.execute(_ONE_MOVEMENT, values)).scalar_one_or_none()


_Opener, _Closer = aliased(User), aliased(User)
_ID = bindparam("id", type_=BigInteger)
_IS_OPEN = DrawerSession.closed_at.is_(None)

_SESSION = json_object(
    id=DrawerSession.id,
    drawer=DrawerSession.drawer,
    opened_by=func.json_build_object("id", _Opener.id, "name", _Opener.full_name),
    opened_at=moment_text(DrawerSession.opened_at),
    business_day=DrawerSession.business_day,
    opening_float=decimal_text(DrawerSession.opening_float),
    opening_notes=DrawerSession.opening_notes,
    is_open=_IS_OPEN,
    is_from_earlier_day=and_(_IS_OPEN, DrawerSession.business_day < bindparam("today", type_=Date)),
    expected=decimal_text(DrawerSession.cash),
    counted=decimal_text(DrawerSession.counted),
    counted_notes=DrawerSession.counted_notes,
    difference=decimal_text(DrawerSession.counted - DrawerSession.cash),
    reason=DrawerSession.reason,
    closed_by=case(
        (_Closer.id.is_not(None), func.json_build_object("id", _Closer.id, "name", _Closer.full_name)), else_=null()
    ),
    closed_at=moment_text(DrawerSession.closed_at),
)
_ROWS = (
    select(DrawerSession.id)
    .join(_Opener, _Opener.id == DrawerSession.opened_by)
    .outerjoin(_Closer, _Closer.id == DrawerSession.closed_by)
)
_LIST = KeysetList(
    _ROWS,
    plain=select(DrawerSession.id),
    item=_SESSION,
    row_id=DrawerSession.id,
    sorts={"opened_at": SortColumn(DrawerSession.opened_at, parse_moment)},
    filters={
        "open": bindparam("open", type_=Boolean) == _IS_OPEN,
        "opened_by": DrawerSession.opened_by == bindparam("opened_by", type_=BigInteger),
        "owner": DrawerSession.opened_by == bindparam("owner", type_=BigInteger),
        "opened_from": DrawerSession.opened_at >= bindparam("opened_from", type_=DateTime(timezone=True)),
        "opened_to": DrawerSession.opened_at < bindparam("opened_to", type_=DateTime(timezone=True)),
    },
)
_ONE = _ROWS.with_only_columns(_SESSION).where(DrawerSession.id == _ID)
_OWNER = select(DrawerSession.opened_by).where(DrawerSession.id == _ID)

# Whoever opens the same drawer meanwhile is waited for: either they fail, or this finds the drawer taken.
_OPEN = text(
    """
    INSERT INTO drawer_sessions (drawer, opened_by, opened_at, business_day, opening_float, opening_notes, cash)
    SELECT drawer, opened_by, opened_at, business_day, opening_float, opening_notes, opening_float
    FROM json_populate_recordset(NULL::drawer_sessions, CAST(:new AS json))
    ON CONFLICT DO NOTHING
    RETURNING id
    """
)
_IN_THE_WAY = (
    select(DrawerSession.id, DrawerSession.drawer, DrawerSession.opened_by, _Opener.full_name)
    .join(_Opener, _Opener.id == DrawerSession.opened_by)
    .where(
        _IS_OPEN,
        (DrawerSession.opened_by == bindparam("opened_by", type_=BigInteger))
        | (func.text_key(DrawerSession.drawer) == func.text_key(cast(bindparam("drawer", type_=Text), Text))),
    )
    .order_by(DrawerSession.opened_by != bindparam("opened_by", type_=BigInteger))
    .limit(1)
)
# As a foreign key holds it: payments go on in it, and whoever closes it waits.
_KEEP_OPEN = text(
    """
    SELECT opened_by FROM drawer_sessions
    WHERE opened_by = ANY(CAST(:staff AS bigint[])) AND closed_at IS NULL
    ORDER BY id FOR KEY SHARE
    """
)

_Mover = aliased(User)
_MOVEMENT = {
    "id": DrawerMovement.id,
    "kind": DrawerMovement.kind,
    "amount": decimal_text(DrawerMovement.amount),
    "reason": DrawerMovement.reason,
    "moved_by": func.json_build_object("id", _Mover.id, "name", _Mover.full_name),
    "moved_at": moment_text(DrawerMovement.moved_at),
}
_MOVEMENT_ROWS = select(DrawerMovement.id).join(_Mover, _Mover.id == DrawerMovement.moved_by)
_OF_SESSION = DrawerMovement.session_id == bindparam("session_id", type_=BigInteger)
_MOVEMENTS = KeysetList(
    _MOVEMENT_ROWS,
    item=json_object(**_MOVEMENT),
    row_id=DrawerMovement.id,
    sorts={"moved_at": SortColumn(DrawerMovement.moved_at, parse_moment)},
    filters={"session_id": _OF_SESSION},
)
_ONE_MOVEMENT = _MOVEMENT_ROWS.with_only_columns(json_object(**_MOVEMENT)).where(_OF_SESSION, DrawerMovement.id == _ID)
_MOVEMENT_PARTS = func.json_build_object(*(part for member in _MOVEMENT.items() for part in member))
_ALL_MOVEMENTS = _MOVEMENT_ROWS.with_only_columns(
    func.coalesce(cast(func.json_agg(aggregate_order_by(_MOVEMENT_PARTS, DrawerMovement.id)), Text), "[]")
).where(_OF_SESSION)
