"""Queries over sales."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    Text,
    TextClause,
    any_,
    bindparam,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.pagination import Page, Slice
from app.models import Sale, SaleStatus, TaxMode
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment
from app.repositories.selling.payments import paid_by
from app.repositories.selling.sale_json import SALE_JSON, SALE_ROWS

SORTS: Mapping[str, SortColumn] = {"created_at": SortColumn(Sale.created_at, parse_moment)}

_ONE = SALE_ROWS.with_only_columns(SALE_JSON).where(Sale.id == bindparam("id", type_=BigInteger))
_OF_USER = Sale.buyer_id == bindparam("of_user", type_=BigInteger)
_OF_CUSTOMER = Sale.customer_id == bindparam("of_customer", type_=BigInteger)
OF_BUYER = or_(_OF_USER, _OF_CUSTOMER)
"""The sale is the buyer's own."""
_ONE_OF_BUYER = _ONE.where(OF_BUYER)
_ID = select(Sale.id).where(Sale.id == bindparam("id", type_=BigInteger))
_ID_OF_BUYER = _ID.where(OF_BUYER)

_OF_BOTH = union_all(select(Sale.id).where(_OF_USER), select(Sale.id).where(_OF_CUSTOMER))

_TO_COLLECT = literal_column(
    "(sales.held_until IS NOT NULL AND sales.collected_at IS NULL AND sales.status = 'completed')", Boolean
)

_LIST = KeysetList(
    SALE_ROWS,
    plain=select(Sale.id),
    item=SALE_JSON,
    row_id=Sale.id,
    sorts=SORTS,
    filters={
        "number": Sale.number == bindparam("number", type_=Text),
        "buyer_id": Sale.buyer_id == bindparam("buyer_id", type_=BigInteger),
        "customer_id": Sale.customer_id == bindparam("customer_id", type_=BigInteger),
        "seller_id": Sale.seller_id == bindparam("seller_id", type_=BigInteger),
        "of_user": _OF_USER,
        "of_customer": _OF_CUSTOMER,
        # Each half goes by its own index, so that no plan reads the sales of others.
        "of_both": any_(func.array(_OF_BOTH.scalar_subquery())) == Sale.id,
        "status": Sale.status == bindparam("status", type_=Text),
        # As their indexes have them, word for word.
        "paid": literal_column("sales.due = 0 AND sales.status = 'completed'", Boolean),
        "due": literal_column("sales.due > 0 AND sales.due = sales.total + sales.rounding", Boolean),
        "partly_paid": literal_column("sales.due > 0 AND sales.due < sales.total + sales.rounding", Boolean),
        "to_collect": _TO_COLLECT,
        "not_to_collect": not_(_TO_COLLECT),
        "tender": paid_by(Sale, bindparam("tender", type_=Text)),
        "created_from": Sale.created_at >= bindparam("created_from", type_=DateTime(timezone=True)),
        "created_to": Sale.created_at < bindparam("created_to", type_=DateTime(timezone=True)),
    },
)


@dataclass(frozen=True, slots=True)
class Buyer:
    """A buyer: a user, a customer over the counter, or both if the two are linked."""

    user_id: int | None
    customer_id: int | None


@dataclass(frozen=True, slots=True)
class NewSaleVoid:
    """A row of `sale_voids`."""

    sale_id: int
    reason: str
    voided_by: int | None
    voided_at: datetime
    business_day: date


@dataclass(frozen=True, slots=True)
class SaleToUndo:
    """A sale, as voids and refunds need it."""

    status: SaleStatus
    business_day: date
    tax_mode: TaxMode
    total: Decimal
    amount_due: Decimal
    due: Decimal
    held_until: datetime | None
    collected_at: datetime | None
    seller_id: int | None
    buyer_id: int | None
    customer_id: int | None
    invoiced_gstin: str | None

    @property
    def paid(self) -> Decimal:
        """What was paid of it."""
        return self.amount_due - self.due


class SaleRepository:
    """Reads and writes sales."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get_to_undo(self, sale_id: int) -> SaleToUndo | None:
        """Return a sale as it is now, without a lock."""
        return await self._to_undo(_TO_UNDO, sale_id)

    async def get_for_update(self, sale_id: int) -> SaleToUndo | None:
        """Lock a sale against other voids and refunds until the transaction ends, and return it."""
        return await self._to_undo(_LOCK, sale_id)

    async def _to_undo(self, statement: TextClause, sale_id: int) -> SaleToUndo | None:
        row = (await self._session.execute(statement, {"id": sale_id})).one_or_none()
        if row is None:
            return None
        status, business_day, tax_mode, *others = row
        return SaleToUndo(SaleStatus(status), business_day, TaxMode(tax_mode), *others)

    async def void(self, void: NewSaleVoid) -> None:
        """Mark a locked sale as voided and record the reason."""
        await self._session.execute(_VOID, asdict(void))

    async def set_customer(self, sale_id: int, customer_id: int | None) -> None:
        """Change to whom a locked sale was made, and what its tax invoice says if that is a business."""
        await self._session.execute(_SET_CUSTOMER, {"id": sale_id, "customer_id": customer_id})

    async def is_there(self, sale_id: int, buyer: Buyer | None = None) -> bool:
        """Tell whether a sale exists and, if a buyer is given, is the buyer's own."""
        own = {} if buyer is None else {"of_user": buyer.user_id, "of_customer": buyer.customer_id}
        found = _ID if buyer is None else _ID_OF_BUYER
        return (await self._session.execute(found, {"id": sale_id, **own})).one_or_none() is not None

    async def any(self) -> bool:
        """Tell whether the shop has ever sold anything."""
        return bool((await self._session.execute(select(exists(select(Sale.id))))).scalar())

    async def keep_out(self) -> None:
        """Lock out new sales until the transaction ends."""
        await self._session.execute(_KEEP_OUT)

    async def any_to(self, customer_id: int) -> bool:
        """Tell whether any sale names a customer."""
        named = exists().where(Sale.customer_id == customer_id)
        return bool((await self._session.execute(select(named))).scalar())

    async def list_json(self, filters: Mapping[str, Any], page: Page, buyer: Buyer | None = None) -> Slice:
        """Return one page of sales with their lines as JSON; if a buyer is given, only the buyer's own."""
        filters = _conditions(filters)
        if buyer is None:
            return await _LIST.fetch(self._session, page, filters)
        own = {"of_user": buyer.user_id, "of_customer": buyer.customer_id}
        if None in own.values():
            return await _LIST.fetch(self._session, page, {**filters, **own})
        return await _LIST.fetch(self._session, page, {**filters, "of_both": True}, own)

    async def get_json(self, sale_id: int, buyer: Buyer | None = None) -> str | None:
        """Return a sale's JSON; if a buyer is given, only if it is the buyer's own."""
        if buyer is None:
            return (await self._session.execute(_ONE, {"id": sale_id})).scalar_one_or_none()
        own = {"of_user": buyer.user_id, "of_customer": buyer.customer_id}
        return (await self._session.execute(_ONE_OF_BUYER, {"id": sale_id, **own})).scalar_one_or_none()


def _conditions(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return filters by the names of their conditions, where those depend on the value."""
    named = dict(filters)
    if (state := named.pop("payment_state", None)) is not None:
        named[state] = True
    if (to_collect := named.pop("to_collect", None)) is not None:
        named["to_collect" if to_collect else "not_to_collect"] = True
    return named


_TO_UNDO = text(
    """
    SELECT status, business_day, tax_mode, total, total + rounding, due, held_until, collected_at, seller_id, buyer_id,
        customer_id, invoiced_gstin
    FROM sales WHERE id = CAST(:id AS bigint)
    """
)
_LOCK = text(f"{_TO_UNDO.text} FOR NO KEY UPDATE")

_VOID = text(
    """
    WITH voided AS (UPDATE sales SET status = 'voided', due = 0 WHERE id = CAST(:sale_id AS bigint))
    INSERT INTO sale_voids (sale_id, reason, voided_by, voided_at, business_day)
    VALUES (CAST(:sale_id AS bigint), CAST(:reason AS text), CAST(:voided_by AS bigint),
            CAST(:voided_at AS timestamptz), CAST(:business_day AS date))
    """
)

_SET_CUSTOMER = text(
    """
    UPDATE sales SET customer_id = CAST(:customer_id AS bigint), (invoiced_name, invoiced_gstin, invoiced_address) = (
        SELECT name, gstin, address FROM customers WHERE id = CAST(:customer_id AS bigint) AND gstin IS NOT NULL
    )
    WHERE id = CAST(:id AS bigint)
    """
)

_KEEP_OUT = text("LOCK TABLE sales IN SHARE ROW EXCLUSIVE MODE")
