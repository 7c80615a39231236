"""Reads and writes payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, exists, func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Payment, PaymentKind, Refund, Sale
from app.repositories.common.json_columns import decimal_text, json_rows, moment_text

Document = type[Sale] | type[Refund]

NO_PAYMENTS = text("'[]'::json")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayment:
    """A row of `payments`. The drawer is the one its taker has open."""

    kind: PaymentKind
    tender: str
    amount: Decimal
    rounding: Decimal
    cash_rounding: Decimal
    sale_id: int | None = None
    refund_id: int | None = None
    customer_id: int | None = None
    given: Decimal | None = None
    reference: str | None = None
    note: str | None = None
    taken_by: int
    taken_at: datetime
    business_day: date
    hour: int


@dataclass(frozen=True, slots=True)
class PaymentDocument:
    """The fields the database gives a payment as it is written."""

    id: int
    drawer_session_id: int | None


@dataclass(frozen=True, slots=True)
class PaidByTender:
    """What was paid for a sale by one tender, and given back by it since."""

    tender: str
    customer_id: int | None
    """Whose account, if that is the tender."""
    paid: Decimal
    given_back: Decimal

    @property
    def left(self) -> Decimal:
        """The part that was not given back yet."""
        return self.paid - self.given_back


class PaymentRepository:
    """Reads and writes payments."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, payments: Sequence[NewPayment]) -> list[PaymentDocument]:
        """Write payments in one statement, each into the open drawer of its taker; return their documents in order."""
        rows = await self._session.execute(_ADD, {"payments": json_rows(payments)})
        return [PaymentDocument(*row) for row in rows]

    async def of_sale(self, sale_id: int) -> list[PaidByTender]:
        """Return what was paid for a sale by each tender, the first that was used first."""
        return [PaidByTender(*row) for row in await self._session.execute(_OF_SALE, {"sale_id": sale_id})]

    async def any_of(self, customer_id: int) -> bool:
        """Tell whether any payment moved the account of a customer."""
        moved = exists().where(Payment.customer_id == customer_id)
        return bool((await self._session.execute(select(moved))).scalar())

    async def undo(self, sale_id: int, taken_by: int, taken_at: datetime, business_day: date, hour: int) -> None:
        """Give back every payment of a sale that was never refunded, by the tender it came by."""
        values = {"taken_by": taken_by, "taken_at": taken_at, "business_day": business_day, "hour": hour}
        await self._session.execute(_UNDO, {"sale_id": sale_id, **values})


def payments_json(document: Document) -> ColumnElement[object]:
    """Return the payments of a sale or a refund as JSON; those of a refund without their sign."""
    is_sale = document is Sale
    payment = func.json_build_object(
        *("id", Payment.id),
        *("tender", Payment.tender),
        *("amount", decimal_text(Payment.amount if is_sale else -Payment.amount)),
        *("reference", Payment.reference),
        *("taken_by", Payment.taken_by),
        *("taken_at", moment_text(Payment.taken_at)),
        *("drawer_session_id", Payment.drawer_session_id),
        *(("given", decimal_text(Payment.given), "change", decimal_text(_CHANGE)) if is_sale else ()),
    )
    paid = select(func.json_agg(aggregate_order_by(payment, Payment.id))).where(_is_of(document)).correlate(document)
    return func.coalesce(paid.scalar_subquery(), NO_PAYMENTS)


def one_tender(document: Document) -> ColumnElement[str | None]:
    """Return the tender of a sale or a refund if it is one only."""
    first, last = func.min(Payment.tender), func.max(Payment.tender)
    return select(first).where(_is_of(document)).having(first == last).correlate(document).scalar_subquery()


def paid_by(document: Document, tender: ColumnElement[str]) -> ColumnElement[bool]:
    """Return whether a sale or a refund was paid by a tender, if only in part."""
    return select(Payment.id).where(_is_of(document), Payment.tender == tender).correlate(document).exists()


def _is_of(document: Document) -> ColumnElement[bool]:
    if document is Sale:
        return and_(Payment.sale_id == Sale.id, Payment.kind == PaymentKind.SALE)
    return Payment.refund_id == Refund.id


_CHANGE = Payment.given - Payment.amount

_COLUMNS = """
    kind, sale_id, refund_id, customer_id, tender, amount, rounding, cash_rounding, given, reference, note, taken_by,
    taken_at, business_day, hour
"""
_ADD = text(
    f"""
    WITH new AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence('payments', 'id')) AS new_id, session.id AS session_id, payment.*
        FROM ROWS FROM (json_populate_recordset(NULL::payments, CAST(:payments AS json))) WITH ORDINALITY AS payment
        LEFT JOIN drawer_sessions AS session ON opened_by = taken_by AND closed_at IS NULL
        ORDER BY ordinality
    ), added AS (
        INSERT INTO payments (id, drawer_session_id, {_COLUMNS})
        SELECT new_id, session_id, {_COLUMNS} FROM new ORDER BY ordinality
    )
    SELECT new_id, session_id FROM new ORDER BY ordinality
    """  # noqa: S608 - our own text.
)
_OF_SALE = text(
    """
    SELECT tender, max(customer_id), coalesce(sum(amount) FILTER (WHERE kind = 'sale'), 0),
        -coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0)
    FROM payments WHERE sale_id = CAST(:sale_id AS bigint) GROUP BY tender ORDER BY min(id)
    """
)
_UNDO = text(
    """
    INSERT INTO payments (
        kind, sale_id, customer_id, tender, amount, rounding, cash_rounding, taken_by, taken_at, business_day, hour,
        drawer_session_id
    )
    SELECT 'void', sale_id, customer_id, tender, -amount, -rounding, cash_rounding, CAST(:taken_by AS bigint),
        CAST(:taken_at AS timestamptz), CAST(:business_day AS date), CAST(:hour AS smallint),
        (SELECT id FROM drawer_sessions WHERE opened_by = CAST(:taken_by AS bigint) AND closed_at IS NULL)
    FROM payments WHERE sale_id = CAST(:sale_id AS bigint) AND kind = 'sale' ORDER BY id
    """
)
