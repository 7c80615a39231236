"""Queries over orders to suppliers and their receipts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Date, Text, any_, bindparam, exists, func, literal, select, text, union_all

from app.core.pagination import Page, Slice
from app.models import GoodsReceipt, PurchaseOrder, PurchaseOrderLine, Supplier
from app.repositories.buying.purchase_order_json import LINES, ORDER_JSON, RECEIPTS, SUMMARY_JSON, TOTALS
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import json_rows
from app.repositories.common.keyset import KeysetList, SortColumn, parse_day, parse_moment


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of an order. The sweet is as it was when the line was written."""

    line_no: int
    sweet_id: int
    sku: str
    name: str
    unit: str
    packs: int
    pack_size: Decimal
    pack_cost: Decimal
    packs_received: int = 0
    loose_received: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a line at once: packs that were counted, and what was weighed without counting packs."""

    line_no: int
    packs_received: int
    loose_received: Decimal


class PurchaseOrderRepository(Repository[PurchaseOrder]):
    """Reads and writes orders to suppliers."""

    _model = PurchaseOrder

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of orders as JSON, without their lines."""
        return await _LIST.fetch(self._session, page, filters)

    async def get_json(self, order_id: int) -> str | None:
        """Return an order's JSON, with its lines and what was received."""
        return (await self._session.execute(_ONE, {"id": order_id})).scalar_one_or_none()

    async def lines(self, order_id: int) -> list[OrderLine]:
        """Return the lines of an order."""
        return [OrderLine(*row) for row in await self._session.execute(_LINES, {"id": order_id})]

    async def names_in_open_order(self, sweet_id: int) -> bool:
        """Tell whether an order that is a draft or still to come names a sweet."""
        return bool((await self._session.execute(_IN_OPEN_ORDER, {"sweet_id": sweet_id})).scalar())

    async def names(self, sweet_id: int) -> bool:
        """Tell whether any order names a sweet."""
        named = exists().where(PurchaseOrderLine.sweet_id == sweet_id)
        return bool((await self._session.execute(select(named))).scalar())

    async def add_lines(self, order_id: int, lines: Sequence[OrderLine]) -> None:
        """Insert the lines of an order: one statement however many."""
        await self._session.execute(_ADD_LINES, {"id": order_id, "rows": json_rows(lines)})

    async def delete_lines(self, order_id: int) -> None:
        """Remove the lines of a draft."""
        await self._session.execute(_DELETE_LINES, {"id": order_id})

    async def add_receipt(self, receipt: GoodsReceipt, received: Sequence[Received]) -> None:
        """Insert a receipt and add what came in to its lines."""
        self._session.add(receipt)
        await self._session.flush()
        await self._session.execute(_RECEIVE, {"id": receipt.purchase_order_id, "rows": json_rows(received)})


EXPECTED = func.coalesce(PurchaseOrder.expected_on, text("'infinity'::date"))
"""The expected day; an order without one sorts last."""

SORTS: Mapping[str, SortColumn] = {
    "created_at": SortColumn(PurchaseOrder.created_at, parse_moment),
    "expected_on": SortColumn(EXPECTED, parse_day),
}

_ALL = select(PurchaseOrder.id).join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
# An array makes the planner start from the orders of the sweet.
_OF_SWEET = any_(
    func.array(
        select(PurchaseOrderLine.purchase_order_id)
        .where(PurchaseOrderLine.sweet_id == bindparam("sweet_id", type_=BigInteger))
        .scalar_subquery()
    )
)

# A number is on the order, or on what came with a delivery of it.
_REFERENCE = func.lower(bindparam("supplier_reference", type_=Text))
_REFERRED_TO = any_(
    func.array(
        union_all(
            select(PurchaseOrder.id).where(func.lower(PurchaseOrder.supplier_reference) == _REFERENCE),
            select(GoodsReceipt.purchase_order_id).where(func.lower(GoodsReceipt.supplier_reference) == _REFERENCE),
        ).scalar_subquery()
    )
)

_LIST = KeysetList(
    _ALL.join(TOTALS, literal(True)),
    item=SUMMARY_JSON,
    row_id=PurchaseOrder.id,
    sorts=SORTS,
    filters={
        "number": PurchaseOrder.number == func.upper(bindparam("number", type_=Text)),
        "supplier_reference": PurchaseOrder.id == _REFERRED_TO,
        "status": PurchaseOrder.status == bindparam("status", type_=Text),
        "supplier_id": PurchaseOrder.supplier_id == bindparam("supplier_id", type_=BigInteger),
        "sweet_id": PurchaseOrder.id == _OF_SWEET,
        # The sort expression is compared as well, because the index is on it.
        "expected_from": (PurchaseOrder.expected_on >= bindparam("expected_from", type_=Date))
        & (bindparam("expected_from", type_=Date) <= EXPECTED),
        "expected_to": bindparam("expected_to", type_=Date) >= EXPECTED,
    },
)
_ONE = (
    _ALL.join(LINES, literal(True))
    .join(RECEIPTS, literal(True))
    .with_only_columns(ORDER_JSON)
    .where(PurchaseOrder.id == bindparam("id", type_=BigInteger))
)

_LINES = text(
    """
    SELECT line_no, sweet_id, sku, name, unit, packs, pack_size, pack_cost, packs_received,
        loose_received
    FROM purchase_order_lines WHERE purchase_order_id = CAST(:id AS bigint) ORDER BY line_no
    """
)

_IN_OPEN_ORDER = text(
    """
    SELECT EXISTS (
        SELECT FROM purchase_order_lines AS line JOIN purchase_orders ON purchase_orders.id = line.purchase_order_id
        WHERE line.sweet_id = CAST(:sweet_id AS bigint) AND status IN ('draft', 'ordered', 'partially_received')
    )
    """
)

_ADD_LINES = text(
    """
    INSERT INTO purchase_order_lines (
        purchase_order_id, line_no, sweet_id, sku, name, unit, packs, pack_size, pack_cost
    )
    SELECT CAST(:id AS bigint), line_no, sweet_id, sku, name, unit, packs, pack_size, pack_cost
    FROM json_populate_recordset(NULL::purchase_order_lines, CAST(:rows AS json))
    """
)

_DELETE_LINES = text("DELETE FROM purchase_order_lines WHERE purchase_order_id = CAST(:id AS bigint)")

_RECEIVE = text(
    """
    UPDATE purchase_order_lines AS line
    SET packs_received = line.packs_received + came.packs_received,
        loose_received = line.loose_received + came.loose_received
    FROM json_populate_recordset(NULL::purchase_order_lines, CAST(:rows AS json)) AS came
    WHERE line.purchase_order_id = CAST(:id AS bigint) AND line.line_no = came.line_no
    """
)
