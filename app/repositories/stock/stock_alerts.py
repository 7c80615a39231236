"""Queries over stock alerts; one statement re-evaluates the alerts of any number of sweets."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Numeric,
    String,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.pagination import Page, Slice
from app.models import EventKind, Lot, Notification, NotificationKind, Role, StockAlert, StockMovement, Sweet, Unit
from app.repositories.common.json_columns import decimal_text, json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment
from app.repositories.shop.events import events_of_notifications, insert_events, json_data
from app.repositories.shop.settings import setting_text
from app.repositories.stock.stock_state import AVAILABLE, STOCK_STATE, SWEET_ROWS, THRESHOLD, amount_text

DEFAULT_LOW_STOCK_POLICY = "notify_staff"
"""The policy without a setting."""


class StockAlertRepository:
    """Re-evaluates alerts and reads the open ones."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def reevaluate(self, sweet_ids: Sequence[int], now: datetime, today: date) -> None:
        """Raise, escalate, ease and resolve the alerts of locked sweets, with their notifications and events.

        One statement, which writes nothing unless a sweet changes its state.
        """
        await self._session.execute(_REEVALUATE, {"sweet_ids": sweet_ids, "now": now, "today": today})

    async def lock_category(self, category_id: int) -> list[int]:
        """Lock every sweet of a category in order of id, and return their ids."""
        return list((await self._session.execute(_LOCK_CATEGORY, {"category_id": category_id})).scalars())

    async def lock_units(self, units: Sequence[Unit]) -> list[int]:
        """Lock every sweet that is sold by one of the units in order of id, and return their ids."""
        return list((await self._session.execute(_LOCK_UNITS, {"units": list(units)})).scalars())

    async def list_json(self, filters: Mapping[str, Any], page: Page, today: date) -> Slice:
        """Return one page of the open alerts with their sweets as JSON."""
        return await _LIST.fetch(self._session, page, filters, {"today": today})


_LATEST_SUPPLIER = (
    select(Lot.supplier_id)
    .where(Lot.sweet_id == Sweet.id)
    .order_by(Lot.received_at.desc(), Lot.id.desc())
    .limit(1)
    .scalar_subquery()
)

LOW_STOCK_JSON = json_object(
    sweet_id=Sweet.id,
    sku=Sweet.sku,
    name=Sweet.name,
    unit=Sweet.unit,
    available=decimal_text(AVAILABLE),
    threshold=decimal_text(cast(THRESHOLD, Numeric(14, 3))),
    state=StockAlert.state,
    raised_at=moment_text(StockAlert.raised_at),
    escalated_at=moment_text(StockAlert.escalated_at),
    supplier_id=_LATEST_SUPPLIER,
)

SORTS: Mapping[str, SortColumn] = {"raised_at": SortColumn(StockAlert.raised_at, parse_moment)}

_IS_OPEN = StockAlert.resolved_at.is_(None)

_LIST = KeysetList(
    SWEET_ROWS.join(StockAlert, and_(StockAlert.sweet_id == Sweet.id, _IS_OPEN)),
    plain=select(StockAlert.id).where(_IS_OPEN),
    item=LOW_STOCK_JSON,
    row_id=StockAlert.id,
    sorts=SORTS,
    filters={"state": StockAlert.state == bindparam("state", type_=Text)},
)

_LOCK_CATEGORY = text(
    "SELECT id FROM sweets WHERE category_id = CAST(:category_id AS bigint) ORDER BY id FOR NO KEY UPDATE"
)
_LOCK_UNITS = text("SELECT id FROM sweets WHERE unit = ANY(CAST(:units AS text[])) ORDER BY id FOR NO KEY UPDATE")

_NOW = bindparam("now", type_=DateTime(timezone=True))
_STAFF = literal([Role.SALESPERSON, Role.ADMIN], ARRAY(String))
_POLICY = setting_text("low_stock_policy", DEFAULT_LOW_STOCK_POLICY)

# Not the array itself: its length would make the database plan anew for every few sweets, which takes longer than
# running the plan.
_SWEET_IDS = func.array(select(func.unnest(bindparam("sweet_ids", type_=ARRAY(BigInteger)))).scalar_subquery())

# An archived sweet counts as ok.
_watched = (
    SWEET_ROWS.with_only_columns(
        Sweet.id.label("sweet_id"),
        Sweet.sku,
        Sweet.name,
        Sweet.unit,
        AVAILABLE.label("available"),
        case((Sweet.archived_at.is_not(None), "ok"), else_=STOCK_STATE).label("state"),
        StockAlert.id.label("alert_id"),
        func.coalesce(StockAlert.state, "ok").label("state_before"),
    )
    .outerjoin(StockAlert, and_(StockAlert.sweet_id == Sweet.id, _IS_OPEN))
    .where(Sweet.id == any_(_SWEET_IDS))
    .cte("watched")
    .c
)

# A sweet that never had stock is new, not sold out, and raises no alert.
_due = (
    select(*_watched)
    .where(
        _watched.state != _watched.state_before,
        or_(_watched.alert_id.is_not(None), exists().where(StockMovement.sweet_id == _watched.sweet_id)),
    )
    .order_by(_watched.sweet_id)
    .cte("due")
    .c
)

_raised = (
    insert(StockAlert)
    .from_select(
        ["sweet_id", "state", "available", "raised_at"],
        select(_due.sweet_id, _due.state, _due.available, _NOW).where(_due.alert_id.is_(None)),
    )
    .cte("raised")
)

_changed = (
    update(StockAlert)
    .where(StockAlert.id == _due.alert_id)
    .values(
        state=case((_due.state == "ok", StockAlert.state), else_=_due.state),
        available=_due.available,
        escalated_at=case((_due.state == "out", _NOW), (_due.state == "ok", StockAlert.escalated_at)),
        resolved_at=case((_due.state == "ok", _NOW)),
    )
    .cte("changed")
)

# A change from out to low, or to ok, sends no notification.
_told = (
    insert(Notification)
    .from_select(
        ["kind", "title", "body", "roles", "sweet_id", "created_at"],
        select(
            literal(NotificationKind.STOCK),
            func.concat(_due.name, case((_due.state == "out", " is sold out"), else_=" is running low")),
            func.concat(amount_text(_due.available, _due.unit), " left to sell."),
            case(
                (_POLICY == "notify_admins", literal([Role.ADMIN], ARRAY(String))),
                else_=_STAFF,
            ),
            _due.sweet_id,
            _NOW,
        ).where(or_(_due.alert_id.is_(None), _due.state == "out"), _POLICY != "silent"),
    )
    .returning(Notification)
    .cte("told")
)

# Every change of state is an event, even without a notification: lists of low stock follow it.
_alert_events = select(
    literal(EventKind.STOCK_ALERT, String),
    json_data(
        sweet_id=_due.sweet_id,
        sku=_due.sku,
        name=_due.name,
        state=_due.state,
        available=decimal_text(_due.available),
        unit=_due.unit,
    ),
    _STAFF,
    _NOW,
)
_announced = insert_events(_alert_events, events_of_notifications(_told)).cte("announced")

_REEVALUATE = select(func.count(_due.sweet_id)).add_cte(_raised, _changed, _told, _announced)
