"""Queries for what a receipt shows beyond the sale itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, SmallInteger, bindparam, func, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.models import Customer, Lot, MovementKind, Refund, Sale, StockMovement, User

_Seller, _Buyer = aliased(User), aliased(User)
_SALE_ID = bindparam("sale_id", type_=BigInteger)

_REFUNDS = (
    select(func.string_agg(Refund.number, aggregate_order_by(literal(", "), Refund.id)))
    .where(Refund.sale_id == Sale.id)
    .correlate(Sale)
    .scalar_subquery()
)

_NAMES = (
    select(_Seller.full_name, func.coalesce(Sale.invoiced_name, Customer.name, _Buyer.full_name), _REFUNDS)
    .select_from(Sale)
    .outerjoin(_Seller, _Seller.id == Sale.seller_id)
    .outerjoin(Customer, Customer.id == Sale.customer_id)
    .outerjoin(_Buyer, _Buyer.id == Sale.buyer_id)
    .where(Sale.id == _SALE_ID)
)

# What is sold has its line.
_LINE_NO = type_coerce(StockMovement.sale_line_no, SmallInteger())

_PARTS = (
    select(_LINE_NO, Lot.best_before, -func.sum(StockMovement.quantity))
    .join(Lot, Lot.id == StockMovement.lot_id)
    .where(StockMovement.sale_id == _SALE_ID, StockMovement.kind == MovementKind.SALE)
    .group_by(StockMovement.sale_line_no, Lot.best_before)
    .order_by(StockMovement.sale_line_no, Lot.best_before.nulls_last())
)


@dataclass(frozen=True, slots=True)
class Names:
    """The present names of the seller and the customer; a business that was invoiced keeps the name it had."""

    seller: str | None
    customer: str | None
    refunds: str | None
    """The numbers of the sale's refunds."""


@dataclass(frozen=True, slots=True)
class KeepingPart:
    """The quantity of a line with one best-before day, which is None for goods that keep."""

    line_no: int
    best_before: date | None
    quantity: Decimal


class ReceiptRepository:
    """Reads what a receipt adds to a sale."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def names(self, sale_id: int) -> Names:
        """Return who sold a sale, and who bought."""
        return Names(*(await self._session.execute(_NAMES, {"sale_id": sale_id})).one())

    async def keeping_parts(self, sale_id: int) -> Sequence[KeepingPart]:
        """Return the parts of each line by best-before day, the first to expire first."""
        rows = await self._session.execute(_PARTS, {"sale_id": sale_id})
        return [KeepingPart(*row) for row in rows]
