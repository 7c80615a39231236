"""Queries over lots for display: lists, recalls, and the origin of the goods of a sale."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, Date, bindparam, case, func, literal, literal_column, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.core.pagination import Page, Slice
from app.models import Customer, Lot, MovementKind, Sale, StockMovement, Supplier, Sweet, User
from app.repositories.common.json_columns import cost_text, decimal_text, json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment


class LotListRepository:
    """Reads lots for display; `LotRepository` reads them for sales."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_json(self, filters: Mapping[str, Any], page: Page, today: date) -> Slice:
        """Return one page of lots as JSON; `today` is the day it is in the shop."""
        wanted = dict(filters)
        within = wanted.pop("expiring_within_days")
        for name in ("expired", "empty"):
            if wanted[name] is False:
                wanted |= {name: None, f"not_{name}": True}
        wanted["expires_until"] = None if within is None else today + timedelta(days=within)
        return await _LIST.fetch(self._session, page, wanted, {"today": today})

    async def get_json(self, lot_id: int, today: date) -> str | None:
        """Return a lot's JSON."""
        return (await self._session.execute(_ONE, {"id": lot_id, "today": today})).scalar_one_or_none()

    async def list_recall(self, lot_id: int, page: Page) -> Slice:
        """Return one page of the sales from a lot with their buyers, in one statement."""
        return await _RECALL.fetch(self._session, page, {}, {"lot_id": lot_id})

    async def get_sale_lots_json(self, sale_id: int) -> str | None:
        """Return the JSON of the lots of a sale, or None if there is no such sale."""
        return (await self._session.execute(_SALE_LOTS, {"sale_id": sale_id})).scalar_one_or_none()


_TODAY = bindparam("today", type_=Date)
# As in the index; a lot without a best-before day comes last.
_EXPIRY = func.coalesce(Lot.best_before, text("'9999-01-01'::date"), type_=Date)
# The first movement into a lot created it; returns from voids came later.
_RECEIVED = (
    select(StockMovement.quantity)
    .where(StockMovement.lot_id == Lot.id, StockMovement.quantity > 0)
    .order_by(StockMovement.occurred_at, StockMovement.id)
    .limit(1)
    .scalar_subquery()
)
LOT_JSON = json_object(
    id=Lot.id,
    sweet_id=Lot.sweet_id,
    sku=Sweet.sku,
    sweet_name=Sweet.name,
    unit=Sweet.unit,
    quantity_received=decimal_text(_RECEIVED),
    on_hand=decimal_text(Lot.on_hand),
    unit_cost=cost_text(Lot.unit_cost),
    made_on=Lot.made_on,
    best_before=Lot.best_before,
    is_expired=_EXPIRY < _TODAY,
    supplier_id=Lot.supplier_id,
    goods_receipt_id=Lot.goods_receipt_id,
    purchase_order_id=Lot.purchase_order_id,
    note=Lot.note,
    received_at=moment_text(Lot.received_at),
)

_LOTS = select(Lot.id).join(Sweet, Sweet.id == Lot.sweet_id)
_LIST = KeysetList(
    _LOTS,
    plain=select(Lot.id),
    item=LOT_JSON,
    row_id=Lot.id,
    sorts={
        "received_at": SortColumn(Lot.received_at, parse_moment),
        "best_before": SortColumn(_EXPIRY, date.fromisoformat),
    },
    filters={
        "sweet_id": Lot.sweet_id == bindparam("sweet_id", type_=BigInteger),
        "supplier_id": Lot.supplier_id == bindparam("supplier_id", type_=BigInteger),
        "purchase_order_id": Lot.purchase_order_id == bindparam("purchase_order_id", type_=BigInteger),
        "expires_until": ~Lot.is_empty & Lot.best_before.between(_TODAY, bindparam("expires_until", type_=Date)),
        "expired": Lot.best_before < _TODAY,
        "not_expired": _EXPIRY >= _TODAY,
        # Two conditions, so that the partial indexes on lots that are not empty serve the second.
        "empty": Lot.is_empty.is_(True),
        "not_empty": ~Lot.is_empty,
    },
)
_ONE = _LOTS.with_only_columns(LOT_JSON).where(Lot.id == bindparam("id", type_=BigInteger))

_Back = aliased(StockMovement)
# The quantity that a void or refunds returned to a lot from a line.
_BACK = (
    select(func.coalesce(func.sum(_Back.quantity), 0).label("quantity"))
    .where(
        _Back.sale_id == StockMovement.sale_id,
        _Back.sale_line_no == StockMovement.sale_line_no,
        _Back.lot_id == StockMovement.lot_id,
        _Back.kind != MovementKind.SALE,
    )
    .correlate(StockMovement)
    .lateral("back")
)
# The limit keeps the planner from reading every sale for the few of a page.
_SOLD = (
    select(
        Sale.id,
        Sale.number,
        Sale.seller_id,
        case(
            (
                Customer.id.is_not(None),
                func.json_build_object(*("id", Customer.id), *("name", Customer.name), *("phone", Customer.phone)),
            )
        ).label("customer"),
        case(
            (
                User.id.is_not(None),
                func.json_build_object(*("id", User.id), *("email", User.email), *("full_name", User.full_name)),
            )
        ).label("buyer"),
    )
    .select_from(Sale)
    .outerjoin(Customer, Customer.id == Sale.customer_id)
    .outerjoin(User, User.id == Sale.buyer_id)
    .where(Sale.id == StockMovement.sale_id)
    .correlate(StockMovement)
    .limit(1)
    .lateral("sold")
)
_RECALL = KeysetList(
    select(StockMovement.id)
    .join(_BACK, literal(True))
    .join(_SOLD, literal(True))
    # A line takes from a lot once, so each of its lots is one movement of kind sale.
    .where(
        StockMovement.lot_id == bindparam("lot_id", type_=BigInteger),
        StockMovement.kind == MovementKind.SALE,
        -StockMovement.quantity > _BACK.c.quantity,
    ),
    item=json_object(
        sale_id=_SOLD.c.id,
        number=_SOLD.c.number,
        sold_at=moment_text(StockMovement.occurred_at),
        line_no=StockMovement.sale_line_no,
        quantity=decimal_text(-StockMovement.quantity - _BACK.c.quantity),
        customer=_SOLD.c.customer,
        buyer=_SOLD.c.buyer,
        seller_id=_SOLD.c.seller_id,
    ),
    row_id=StockMovement.id,
    sorts={"sold_at": SortColumn(StockMovement.occurred_at, parse_moment)},
    filters={},
)

# The quantity each line took from each lot, and the quantity a void or refunds returned.
_IS_SALE = StockMovement.kind == MovementKind.SALE
_PARTS = (
    select(
        StockMovement.sale_line_no,
        StockMovement.lot_id,
        func.min(StockMovement.id).label("id"),
        func.min(StockMovement.unit_cost).label("unit_cost"),
        (-func.sum(StockMovement.quantity).filter(_IS_SALE)).label("quantity"),
        func.coalesce(func.sum(StockMovement.quantity).filter(~_IS_SALE), text("0.000")).label("returned"),
    )
    .where(StockMovement.sale_id == bindparam("sale_id", type_=BigInteger))
    .group_by(StockMovement.sale_line_no, StockMovement.lot_id)
    .subquery("parts")
)
_TAKEN = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object(
                    *("line_no", _PARTS.c.sale_line_no),
                    *("sweet_id", Lot.sweet_id),
                    *("lot_id", _PARTS.c.lot_id),
                    *("quantity", decimal_text(_PARTS.c.quantity)),
                    *("returned", decimal_text(_PARTS.c.returned)),
                    *("unit_cost", cost_text(_PARTS.c.unit_cost)),
                    *("best_before", Lot.best_before),
                    *("made_on", Lot.made_on),
                    *(
                        "supplier",
                        case(
                            (
                                Supplier.id.is_not(None),
                                func.json_build_object(*("id", Supplier.id), *("name", Supplier.name)),
                            )
                        ),
                    ),
                    *("goods_receipt_id", Lot.goods_receipt_id),
                    *("purchase_order_id", Lot.purchase_order_id),
                ),
                _PARTS.c.sale_line_no,
                _PARTS.c.id,
            )
        ).label("items")
    )
    .select_from(_PARTS)
    .join(Lot, Lot.id == _PARTS.c.lot_id)
    .outerjoin(Supplier, Supplier.id == Lot.supplier_id)
    .subquery("taken")
)
_SALE_LOTS = (
    select(json_object(items=func.coalesce(_TAKEN.c["items"], literal_column("'[]'::json"))))
    .select_from(Sale)
    .join(_TAKEN, literal(True))
    .where(Sale.id == bindparam("sale_id", type_=BigInteger))
)
