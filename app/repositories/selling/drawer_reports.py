"""Queries for what a drawer session took and gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import PaymentKind


@dataclass(frozen=True, slots=True)
class PaidByKind:
    """The payments of one kind by one tender."""

    kind: PaymentKind
    tender: str
    count: int
    taken: Decimal
    given_back: Decimal
    rounding: Decimal


@dataclass(frozen=True, slots=True)
class PaidDocuments:
    """The documents that payments of one kind belong to; `first` and `last` are numbers of sales or of refunds."""

    kind: PaymentKind
    count: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Billed:
    """The sums of the sales that were first paid in a session."""

    subtotal: Decimal
    discount_total: Decimal
    tax_total: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class TaxAtRate:
    """A tax at one rate: of the sales first paid in a session, and of its refunds and voids."""

    component: str
    rate_percent: Decimal
    taxable: Decimal
    amount: Decimal
    taxable_given_back: Decimal
    amount_given_back: Decimal


class DrawerReportRepository:
    """Reads the payments of drawer sessions, and the documents that they belong to."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def payments(self, session_id: int) -> Sequence[PaidByKind]:
        """Return the payments of a session by kind and tender, the tender that was used first before others."""
        rows = await self._session.execute(_PAYMENTS, {"id": session_id})
        return [PaidByKind(PaymentKind(kind), *row) for kind, *row in rows]

    async def documents(self, session_id: int) -> Sequence[PaidDocuments]:
        """Return the sales, refunds and voids of a session, counted."""
        rows = await self._session.execute(_DOCUMENTS, {"id": session_id})
        return [PaidDocuments(PaymentKind(kind), *row) for kind, *row in rows]

    async def billed(self, session_id: int) -> Billed:
        """Return the sums of the sales that were first paid in a session."""
        return Billed(*(await self._session.execute(_BILLED, {"id": session_id})).one())

    async def taxes(self, session_id: int) -> Sequence[TaxAtRate]:
        """Return the taxes of a session at each rate."""
        return [TaxAtRate(*row) for row in await self._session.execute(_TAXES, {"id": session_id})]


_PAYMENTS = text(
    """
    SELECT kind, tender, count(*), coalesce(sum(amount) FILTER (WHERE amount > 0), 0),
        coalesce(-sum(amount) FILTER (WHERE amount < 0), 0), sum(rounding)
    FROM payments WHERE drawer_session_id = CAST(:id AS bigint)
    GROUP BY kind, tender ORDER BY min(min(id)) OVER (PARTITION BY tender), min(id)
    """
)
# A number grows by a digit after the millionth document of a year.
_IN_ORDER = "ORDER BY split_part(number, '/', 1), length(number), number"
_DOCUMENTS = text(
    f"""
    WITH paid AS MATERIALIZED (
        SELECT DISTINCT kind, sale_id, refund_id FROM payments
        WHERE drawer_session_id = CAST(:id AS bigint) AND kind <> 'account'
    ), numbered AS (
        SELECT kind, number FROM paid JOIN sales ON sales.id = sale_id WHERE kind = 'sale'
        UNION ALL
        SELECT kind, number FROM paid JOIN refunds ON refunds.id = refund_id WHERE kind = 'refund'
        UNION ALL
        SELECT kind, NULL FROM paid WHERE kind = 'void'
    )
    SELECT kind, count(*), (array_agg(number {_IN_ORDER}))[1], (array_agg(number {_IN_ORDER}))[count(*)]
    FROM numbered GROUP BY kind
    """  # noqa: S608 - our own text.
)
# A sale that is paid in parts, over several sessions, belongs to the first: its goods and taxes are counted once.
_FIRST_PAID = """
    first_paid AS MATERIALIZED (
        SELECT sale_id FROM payments AS paid
        WHERE drawer_session_id = CAST(:id AS bigint) AND kind = 'sale' AND NOT EXISTS (
            SELECT FROM payments AS earlier
            WHERE earlier.sale_id = paid.sale_id AND earlier.kind = 'sale' AND earlier.id < paid.id
        )
    )
"""
_BILLED = text(
    f"""
    WITH {_FIRST_PAID}
    SELECT coalesce(sum(subtotal), 0), coalesce(sum(discount_total), 0), coalesce(sum(tax_total), 0),
        coalesce(sum(total), 0)
    FROM first_paid JOIN sales ON sales.id = sale_id
    """  # noqa: S608 - our own text.
)
_TAXES = text(
    f"""
    WITH {_FIRST_PAID}, given_back AS MATERIALIZED (
        SELECT DISTINCT kind, sale_id, refund_id FROM payments
        WHERE drawer_session_id = CAST(:id AS bigint) AND kind IN ('refund', 'void')
    ), parts AS (
        SELECT component, rate_percent, taxable, amount, 0 AS taxable_given_back, 0 AS amount_given_back
        FROM first_paid JOIN sale_line_taxes USING (sale_id)
        UNION ALL
        SELECT component, rate_percent, 0, 0, taxable, amount
        FROM given_back JOIN refund_line_taxes USING (refund_id) WHERE kind = 'refund'
        UNION ALL
        SELECT component, rate_percent, 0, 0, taxable, amount
        FROM given_back JOIN sale_line_taxes USING (sale_id) WHERE kind = 'void'
    )
    SELECT component, rate_percent, sum(taxable), sum(amount), sum(taxable_given_back), sum(amount_given_back)
    FROM parts GROUP BY component, rate_percent ORDER BY component, rate_percent
    """  # noqa: S608 - our own text.
)
