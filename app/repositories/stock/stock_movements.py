"""Queries over the ledger of stock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Text, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.pagination import Page, Slice
from app.models import DOCUMENTS, Lot, PurchaseOrder, Sale, StockMovement, Sweet
from app.repositories.common.json_columns import cost_text, decimal_text, json_object, json_rows, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment
from app.repositories.stock.lots import LOT_OBJECT, AllocatableLot
from app.repositories.stock.stock_state import STOCK_OBJECT, SWEET_ROWS


@dataclass(frozen=True, slots=True)
class NewMovement:
    """A movement to be written to the ledger."""

    sweet_id: int
    lot_id: int
    quantity: Decimal
    kind: str
    actor_id: int | None
    occurred_at: datetime
    reason: str | None = None
    sale_id: int | None = None
    sale_line_no: int | None = None
    refund_id: int | None = None
    purchase_order_id: int | None = None
    supplier_return_id: int | None = None
    adjustment_id: int | None = None
    stocktake_id: int | None = None


@dataclass(frozen=True, slots=True)
class SoldPart:
    """The quantity a sale line took from one lot."""

    sweet_id: int
    lot_id: int
    sale_line_no: int
    quantity: Decimal


class StockMovementRepository:
    """Writes the ledger at its end, and reads it."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, movements: Sequence[NewMovement]) -> list[int]:
        """Write movements in one statement and return their ids in the same order.

        The trigger `apply_stock_movements` of migration 0001 updates the stock of lots and sweets; the database
        refuses stock below zero.
        """
        return list((await self._session.execute(_ADD, {"rows": json_rows(movements)})).scalars())

    async def of_sale(self, sale_id: int) -> list[SoldPart]:
        """Return the quantities a sale took from lots, in the order taken."""
        return [SoldPart(*row) for row in await self._session.execute(_OF_SALE, {"sale_id": sale_id})]

    async def still_out(self, sale_id: int, line_nos: Sequence[int]) -> list[tuple[int, AllocatableLot]]:
        """Return the quantities that sale lines took from lots and did not return, first expired first.

        Each lot comes with its line number; its `on_hand` is the quantity still out.
        """
        rows = await self._session.execute(_STILL_OUT, {"sale_id": sale_id, "line_nos": list(line_nos)})
        return [(row[0], AllocatableLot(*row[1:])) for row in rows]

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of the ledger as JSON; a filter that is None is ignored."""
        return await _LIST.fetch(self._session, page, filters)

    async def get_restock_json(self, movement_id: int, today: date) -> str:
        """Return the JSON of a restock: its movement, its lot, and the stock of its sweet."""
        body: str = (await self._session.execute(_RESTOCK, {"id": movement_id, "today": today})).scalar_one()
        return body

    async def get_json(self, movement_id: int) -> str | None:
        """Return a movement's JSON."""
        return (await self._session.execute(_ONE, {"id": movement_id})).scalar_one_or_none()


# Each is asked for the rows of the page alone, which a join would not promise.
_DOCUMENT_NUMBER = func.coalesce(
    select(Sale.number).where(Sale.id == StockMovement.sale_id).correlate(StockMovement).scalar_subquery(),
    select(PurchaseOrder.number)
    .where(PurchaseOrder.id == StockMovement.purchase_order_id)
    .correlate(StockMovement)
    .scalar_subquery(),
)
_SWEET = (
    select(func.json_build_object(*("id", Sweet.id), *("sku", Sweet.sku), *("name", Sweet.name), *("unit", Sweet.unit)))
    .where(Sweet.id == StockMovement.sweet_id)
    .correlate(StockMovement)
    .scalar_subquery()
)

_MEMBERS: Mapping[str, Any] = {
    "id": StockMovement.id,
    "sweet_id": StockMovement.sweet_id,
    "lot_id": StockMovement.lot_id,
    "quantity": decimal_text(StockMovement.quantity),
    "kind": StockMovement.kind,
    "reason": StockMovement.reason,
    "sale_id": StockMovement.sale_id,
    "refund_id": StockMovement.refund_id,
    "purchase_order_id": StockMovement.purchase_order_id,
    "supplier_return_id": StockMovement.supplier_return_id,
    "adjustment_id": StockMovement.adjustment_id,
    "stocktake_id": StockMovement.stocktake_id,
    "document_number": _DOCUMENT_NUMBER,
    "unit_cost": cost_text(StockMovement.unit_cost),
    "actor_id": StockMovement.actor_id,
    "occurred_at": moment_text(StockMovement.occurred_at),
}

MOVEMENT_JSON = json_object(**_MEMBERS, sweet=_SWEET)

RESTOCK_JSON = json_object(**_MEMBERS, lot=LOT_OBJECT, sweet=STOCK_OBJECT)

SORTS: Mapping[str, SortColumn] = {"occurred_at": SortColumn(StockMovement.occurred_at, parse_moment)}

_ALL = select(StockMovement.id)
_ONE = _ALL.with_only_columns(MOVEMENT_JSON).where(StockMovement.id == bindparam("id", type_=BigInteger))

_LIST = KeysetList(
    _ALL,
    item=MOVEMENT_JSON,
    row_id=StockMovement.id,
    sorts=SORTS,
    filters={
        "sweet_id": StockMovement.sweet_id == bindparam("sweet_id", type_=BigInteger),
        "lot_id": StockMovement.lot_id == bindparam("lot_id", type_=BigInteger),
        **{
            document: getattr(StockMovement, document) == bindparam(document, type_=BigInteger)
            for document in DOCUMENTS
        },
        "actor_id": StockMovement.actor_id == bindparam("actor_id", type_=BigInteger),
        "kind": StockMovement.kind == bindparam("kind", type_=Text),
        "occurred_from": StockMovement.occurred_at >= bindparam("occurred_from", type_=DateTime(timezone=True)),
        "occurred_to": StockMovement.occurred_at < bindparam("occurred_to", type_=DateTime(timezone=True)),
    },
)

_RESTOCK = (
    SWEET_ROWS.with_only_columns(RESTOCK_JSON)
    .join(StockMovement, StockMovement.sweet_id == Sweet.id)
    .join(Lot, Lot.id == StockMovement.lot_id)
    .where(StockMovement.id == bindparam("id", type_=BigInteger))
)

_OF_SALE = text(
    """
    SELECT sweet_id, lot_id, sale_line_no, -quantity FROM stock_movements
    WHERE sale_id = CAST(:sale_id AS bigint) AND kind = 'sale' ORDER BY id
    """
)

_STILL_OUT = text(
    """
    SELECT sale_line_no, lots.id, lots.sweet_id, -sum(quantity), lots.unit_cost
    FROM stock_movements JOIN lots ON lots.id = lot_id
    WHERE sale_id = CAST(:sale_id AS bigint) AND sale_line_no = ANY(CAST(:line_nos AS smallint[]))
    GROUP BY sale_line_no, lots.id HAVING sum(quantity) < 0
    ORDER BY sale_line_no, coalesce(best_before, 'infinity'::date), lots.id
    """
)

_WRITTEN = ", ".join(field.name for field in fields(NewMovement))

# RETURNING promises no order, but the ids are drawn in the order of the rows.
_ADD = text(
    f"""
    WITH added AS (
        INSERT INTO stock_movements ({_WRITTEN}, unit_cost)
        SELECT {_WRITTEN}, (SELECT unit_cost FROM lots WHERE lots.id = new.lot_id)
        FROM json_populate_recordset(NULL::stock_movements, CAST(:rows AS json)) WITH ORDINALITY AS new
        ORDER BY ordinality RETURNING id
    )
    SELECT id FROM added ORDER BY id
    """  # noqa: S608 - our own column names.
)
