"""Queries over adjustments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, BigInteger, DateTime, Text, any_, bindparam, func, literal, literal_column, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.pagination import Page, Slice
from app.models import Adjustment, StockMovement, Sweet
from app.repositories.common.json_columns import cost_text, decimal_text, json_object, json_rows, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment
from app.repositories.stock.stock_state import STOCK_OBJECT, SWEET_ROWS


@dataclass(frozen=True, slots=True)
class NewAdjustment:
    """An adjustment to be written; its quantity is signed."""

    sweet_id: int
    lot_id: int | None
    reason: str
    quantity: Decimal
    note: str | None
    created_by: int
    created_at: datetime


class AdjustmentRepository:
    """Reads and writes adjustments."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, adjustments: Sequence[NewAdjustment]) -> list[int]:
        """Insert adjustments in one statement and return their ids in the same order."""
        return list((await self._session.execute(_ADD, {"rows": json_rows(adjustments)})).scalars())

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of adjustments with their movements as JSON."""
        return await _LIST.fetch(self._session, page, filters)

    async def get_json(self, adjustment_id: int, today: date) -> str | None:
        """Return the JSON of an adjustment with its movements and the stock of its sweet."""
        return (await self._session.execute(_ONE, {"id": adjustment_id, "today": today})).scalar_one_or_none()

    async def get_write_off_json(self, adjustment_ids: Sequence[int]) -> str:
        """Return the JSON of adjustments with the cost of all they took."""
        body: str = (await self._session.execute(_WRITE_OFF, {"ids": list(adjustment_ids)})).scalar_one()
        return body


_WRITTEN = ", ".join(field.name for field in fields(NewAdjustment))
_ADD = text(
    f"""
    WITH added AS (
        INSERT INTO adjustments ({_WRITTEN})
        SELECT {_WRITTEN} FROM json_populate_recordset(NULL::adjustments, CAST(:rows AS json)) WITH ORDINALITY
        ORDER BY ordinality RETURNING id
    )
    SELECT id FROM added ORDER BY id
    """  # noqa: S608 - our own column names.
)

_MOVEMENTS = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object(
                    *("id", StockMovement.id),
                    *("lot_id", StockMovement.lot_id),
                    *("quantity", decimal_text(StockMovement.quantity)),
                    *("unit_cost", cost_text(StockMovement.unit_cost)),
                ),
                StockMovement.id,
            )
        ).label("movements")
    )
    .where(StockMovement.adjustment_id == Adjustment.id)
    .lateral("movements")
)

_MEMBERS: Mapping[str, Any] = {
    "id": Adjustment.id,
    "sweet_id": Adjustment.sweet_id,
    "lot_id": Adjustment.lot_id,
    "reason": Adjustment.reason,
    "quantity": decimal_text(Adjustment.quantity),
    "note": Adjustment.note,
    "created_by": Adjustment.created_by,
    "created_at": moment_text(Adjustment.created_at),
    "movements": _MOVEMENTS.c.movements,
}
_SWEET = func.json_build_object(
    *("id", Sweet.id),
    *("sku", Sweet.sku),
    *("name", Sweet.name),
    *("unit", Sweet.unit),
)

SORTS: Mapping[str, SortColumn] = {"created_at": SortColumn(Adjustment.created_at, parse_moment)}

_LIST = KeysetList(
    select(Adjustment.id).join(Sweet, Sweet.id == Adjustment.sweet_id).join(_MOVEMENTS, literal(True)),
    item=json_object(**_MEMBERS, sweet=_SWEET),
    row_id=Adjustment.id,
    sorts=SORTS,
    filters={
        "sweet_id": Adjustment.sweet_id == bindparam("sweet_id", type_=BigInteger),
        "lot_id": Adjustment.lot_id == bindparam("lot_id", type_=BigInteger),
        "reason": Adjustment.reason == bindparam("reason", type_=Text),
        "created_from": Adjustment.created_at >= bindparam("created_from", type_=DateTime(timezone=True)),
        "created_to": Adjustment.created_at < bindparam("created_to", type_=DateTime(timezone=True)),
    },
)
_ONE = (
    SWEET_ROWS.with_only_columns(json_object(**_MEMBERS, sweet=STOCK_OBJECT))
    .join(Adjustment, Adjustment.sweet_id == Sweet.id)
    .join(_MOVEMENTS, literal(True))
    .where(Adjustment.id == bindparam("id", type_=BigInteger))
)

_IDS = bindparam("ids", type_=ARRAY(BigInteger))
_ITEM = func.json_build_object(*(part for member in _MEMBERS.items() for part in member), "sweet", _SWEET)
_ITEMS = (
    select(func.json_agg(aggregate_order_by(_ITEM, Adjustment.id)))
    .select_from(Adjustment)
    .join(Sweet, Sweet.id == Adjustment.sweet_id)
    .join(_MOVEMENTS, literal(True))
    .where(Adjustment.id == any_(_IDS))
    .scalar_subquery()
)
_COST = func.round(func.coalesce(func.sum(-StockMovement.quantity * StockMovement.unit_cost), 0), func.money_places())
_WRITE_OFF = select(
    json_object(
        items=func.coalesce(_ITEMS, literal_column("'[]'::json")),
        cost=decimal_text(_COST),
        lots_without_cost=func.count().filter(StockMovement.unit_cost.is_(None)),
    )
).where(StockMovement.adjustment_id == any_(_IDS))
