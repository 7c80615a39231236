"""Reads the accounts of customers: their payments in the order of the books, with what was owed after each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Date, bindparam, case, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import zero
from app.core.pagination import Page, Slice
from app.models import Payment, PaymentKind, Refund, Sale, Tender
from app.repositories.common.json_columns import decimal_text, json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_day

# What a payment adds to what a customer owes.
MOVED = "CASE kind WHEN 'account' THEN -amount ELSE amount END"
# All of a sale is as old as the day it went on the account, less what came back of it since.
BY_SALE = f"""
    SELECT customer_id, sale_id, min(business_day) FILTER (WHERE kind = 'sale') AS day, sum({MOVED}) AS amount
    FROM payments WHERE customer_id {{which}} AND business_day <= CAST(:as_of AS date)
    GROUP BY customer_id, sale_id
"""  # noqa: S608 - our own text, here and below.
IS_CHARGE = "sale_id IS NOT NULL AND amount > 0"


def overdue(days: int) -> str:
    """Return the expression of what is still owed of charges older than some days, over the rows of `BY_SALE`."""
    old = f"coalesce(sum(amount) FILTER (WHERE {IS_CHARGE} AND day < CAST(:as_of AS date) - {days}), 0)"
    paid = f"coalesce(-sum(amount) FILTER (WHERE NOT ({IS_CHARGE})), 0)"
    return f"round(greatest(least({old}, {old} - {paid}), 0), money_places())"


@dataclass(frozen=True, slots=True)
class AccountNow:
    """The account of a customer at the end of a day."""

    customer_id: int
    user_id: int | None
    name: str
    phone: str | None
    gstin: str | None
    address: str | None
    credit_limit: Decimal | None
    balance: Decimal
    """What they owe now."""
    days_30: Decimal
    days_60: Decimal
    days_90: Decimal
    """What was overdue on that day."""

    @property
    def left(self) -> Decimal:
        """What they may still take on account."""
        return max((self.credit_limit or zero()) - self.balance, zero())


class CustomerAccountRepository:
    """Reads the accounts of customers."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, customer_id: int, as_of: date) -> AccountNow | None:
        """Return the account of a customer who is not anonymised."""
        row = (await self._session.execute(_NOW, {"id": customer_id, "as_of": as_of})).one_or_none()
        return None if row is None else AccountNow(*row)

    async def list_json(self, customer_id: int, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of the entries of an account as JSON."""
        return await _LIST.fetch(self._session, page, filters, {"customer_id": customer_id})

    async def get_entry_json(self, customer_id: int, payment_id: int) -> str:
        """Return one entry of an account as JSON."""
        values = {"customer_id": customer_id, "id": payment_id}
        entry: str = (await self._session.execute(_ONE, values)).scalar_one()
        return entry

    async def entries_json(self, customer_id: int, begins: date, ends: date, most: int) -> list[str]:
        """Return the entries of some business days as JSON, the first day's first, and one more than `most` at most."""
        values = {"customer_id": customer_id, "begin": begins, "end": ends, "limit": most + 1}
        return list((await self._session.scalars(_OF_DAYS, values)).all())

    async def paid_by(self, customer_id: int, tender: str) -> Decimal:
        """Return what a customer paid on account by a tender, less what was given back by it."""
        paid: Decimal = (await self._session.execute(_PAID_BY, {"id": customer_id, "tender": tender})).scalar_one()
        return paid

    async def balance_before(self, customer_id: int, day: date) -> Decimal:
        """Return what a customer owed before a business day."""
        balance: Decimal = (await self._session.execute(_BEFORE, {"id": customer_id, "day": day})).scalar_one()
        return balance


_MOVED = case((Payment.kind == PaymentKind.ACCOUNT, -Payment.amount), else_=Payment.amount)
# A sale entered late goes where its day is, so that the days of a statement follow one another.
_ENTRIES = (
    select(
        Payment.id,
        Payment.business_day,
        _MOVED.label("moved"),
        func.sum(_MOVED).over(order_by=(Payment.business_day, Payment.id)).label("balance"),
    )
    .where(Payment.customer_id == bindparam("customer_id", type_=BigInteger))
    .subquery("entries")
)
ENTRY_KIND = case(
    (Payment.tender == Tender.ACCOUNT, case((Payment.kind == PaymentKind.SALE, "charge"), else_=Payment.kind)),
    (Payment.amount > 0, "payment"),
    else_="payback",
)
_ENTRY_JSON = json_object(
    id=Payment.id,
    occurred_at=moment_text(Payment.taken_at),
    business_day=Payment.business_day,
    kind=ENTRY_KIND,
    amount=decimal_text(_ENTRIES.c.moved),
    balance=decimal_text(_ENTRIES.c.balance),
    sale_id=Payment.sale_id,
    sale_number=Sale.number,
    refund_id=Payment.refund_id,
    refund_number=Refund.number,
    tender=Payment.tender,
    reference=Payment.reference,
    note=Payment.note,
    given=decimal_text(Payment.given),
    change=decimal_text(Payment.given - Payment.amount),
    taken_by=Payment.taken_by,
)
_ROWS = (
    select(Payment.id)
    .join(_ENTRIES, _ENTRIES.c.id == Payment.id)
    .outerjoin(Sale, Sale.id == Payment.sale_id)
    .outerjoin(Refund, Refund.id == Payment.refund_id)
)
_LIST = KeysetList(
    _ROWS,
    plain=select(_ENTRIES.c.id),
    item=_ENTRY_JSON,
    row_id=_ENTRIES.c.id,
    sorts={"business_day": SortColumn(_ENTRIES.c.business_day, parse_day)},
    filters={
        "begin": _ENTRIES.c.business_day >= bindparam("begin", type_=Date),
        "end": _ENTRIES.c.business_day <= bindparam("end", type_=Date),
    },
)
_ONE = _ROWS.with_only_columns(_ENTRY_JSON).where(_ENTRIES.c.id == bindparam("id", type_=BigInteger))
_OF_DAYS = (
    _ROWS.with_only_columns(_ENTRY_JSON)
    .where(_ENTRIES.c.business_day.between(bindparam("begin", type_=Date), bindparam("end", type_=Date)))
    .order_by(_ENTRIES.c.business_day, _ENTRIES.c.id)
    .limit(bindparam("limit"))
)
_BEFORE = text(
    f"""
    SELECT round(coalesce(sum({MOVED}), 0), money_places()) FROM payments
    WHERE customer_id = CAST(:id AS bigint) AND business_day < CAST(:day AS date)
    """  # noqa: S608
)
_NOW = text(
    f"""
    SELECT id, user_id, name, phone, gstin, address, credit_limit, balance, days_30, days_60, days_90
    FROM customers CROSS JOIN LATERAL (
        SELECT {overdue(30)} AS days_30, {overdue(60)} AS days_60, {overdue(90)} AS days_90
        FROM ({BY_SALE.format(which="= CAST(:id AS bigint)")}) AS by_sale
    ) AS aged
    WHERE id = CAST(:id AS bigint) AND anonymised_at IS NULL
    """  # noqa: S608
)
_PAID_BY = text(
    """
    SELECT coalesce(sum(amount), 0) FROM payments
    WHERE customer_id = CAST(:id AS bigint) AND kind = 'account' AND tender = :tender
    """
)
