"""Queries over refunds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, bindparam, exists, func, literal, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.pagination import Page, Slice
from app.models import Refund, RefundLine, RefundLineTax, Sale, SaleLine
from app.repositories.common.json_columns import decimal_text, json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment
from app.repositories.selling.sale_json import NO_TAXES, tax_json
from app.repositories.selling.sales import OF_PARTY, Buyer

_TAXES = (
    select(
        func.json_agg(
            aggregate_order_by(
                tax_json(RefundLineTax),
                RefundLineTax.tax_no,
            )
        )
    )
    .where(RefundLineTax.refund_id == RefundLine.refund_id, RefundLineTax.line_no == RefundLine.line_no)
    .correlate(RefundLine)
    .scalar_subquery()
)
_LINES = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object(
                    *("line_no", RefundLine.line_no),
                    *("sweet_id", SaleLine.sweet_id),
                    *("sku", SaleLine.sku),
                    *("name", SaleLine.name),
                    *("unit", SaleLine.unit),
                    *("quantity", decimal_text(RefundLine.quantity)),
                    *("restock", RefundLine.restock),
                    *("line_total", decimal_text(RefundLine.line_total)),
                    *("discount", decimal_text(RefundLine.discount)),
                    *("net", decimal_text(RefundLine.line_total - RefundLine.discount)),
                    *("tax", decimal_text(RefundLine.tax)),
                    *("taxes", func.coalesce(_TAXES, NO_TAXES)),
                ),
                RefundLine.line_no,
            )
        ).label("lines")
    )
    .select_from(RefundLine)
    .join(SaleLine, (SaleLine.sale_id == RefundLine.sale_id) & (SaleLine.line_no == RefundLine.line_no))
    .where(RefundLine.refund_id == Refund.id)
    .lateral("lines")
)

REFUND_JSON = json_object(
    id=Refund.id,
    sale_id=Refund.sale_id,
    sale_number=Sale.number,
    created_at=moment_text(Refund.created_at),
    business_day=Refund.business_day,
    tender=Refund.tender,
    reason=Refund.reason,
    lines=_LINES.c.lines,
    subtotal=decimal_text(Refund.subtotal),
    discount_total=decimal_text(Refund.discount_total),
    tax_total=decimal_text(Refund.tax_total),
    total=decimal_text(Refund.total),
    currency=Sale.currency,
    refunded_by=Refund.refunded_by,
)

_ROWS = (
    select(Refund.id)
    .join(Sale, Sale.id == Refund.sale_id)
    .join(_LINES, literal(True))
    .where(Refund.sale_id == bindparam("sale_id", type_=BigInteger))
)
_LIST = KeysetList(
    _ROWS,
    item=REFUND_JSON,
    row_id=Refund.id,
    sorts={"created_at": SortColumn(Refund.created_at, parse_moment)},
    filters={},
)
_ONE = _ROWS.with_only_columns(REFUND_JSON).where(Refund.id == bindparam("id", type_=BigInteger))
_ONE_OF_PARTY = _ONE.where(OF_PARTY)


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of a sale, as it was sold, and how much of it was given back so far."""

    line_no: int
    sweet_id: int
    name: str
    unit: str
    quantity_step: Decimal
    """That of the sweet, as it is now."""
    quantity: Decimal
    refunded: Decimal
    net: Decimal
    discount: Decimal
    has_cost: bool
    taxes: Sequence[tuple[str, Decimal, Decimal]]
    """Of each component of its tax: the name, the rate and the amount."""

    @property
    def left(self) -> Decimal:
        """How much of it may still be given back."""
        return self.quantity - self.refunded


@dataclass(frozen=True, slots=True)
class NewRefundLineTax:
    """A row of `refund_line_taxes`."""

    line_no: int
    tax_no: int
    component: str
    rate_percent: Decimal
    taxable: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class NewRefundLine:
    """A row of `refund_lines`."""

    line_no: int
    quantity: Decimal
    restock: bool
    line_total: Decimal
    discount: Decimal
    tax: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class NewRefund:
    """A row of `refunds` with its lines and their taxes."""

    sale_id: int
    tender: str
    reason: str | None
    subtotal: Decimal
    discount_total: Decimal
    tax_total: Decimal
    total: Decimal
    refunded_by: int
    idempotency_key: str | None
    created_at: datetime
    business_day: date
    lines: Sequence[NewRefundLine]
    taxes: Sequence[NewRefundLineTax]


class RefundRepository:
    """Reads and writes refunds."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_json(self, sale_id: int, page: Page) -> Slice:
        """Return one page of the refunds of a sale as JSON."""
        return await _LIST.fetch(self._session, page, {}, {"sale_id": sale_id})

    async def get_json(self, sale_id: int, refund_id: int, buyer: Buyer | None = None) -> str | None:
        """Return the JSON of a refund of a sale, if that is the buyer's own when one is given."""
        values = {"sale_id": sale_id, "id": refund_id}
        if buyer is None:
            return (await self._session.execute(_ONE, values)).scalar_one_or_none()
        own = {"of_user": buyer.user_id, "of_customer": buyer.customer_id}
        return (await self._session.execute(_ONE_OF_PARTY, {**values, **own})).scalar_one_or_none()

    async def any_of(self, sale_id: int) -> bool:
        """Tell whether any of a sale was refunded."""
        return bool((await self._session.execute(select(exists().where(Refund.sale_id == sale_id)))).scalar())

    async def sold_lines(self, sale_id: int) -> dict[int, SoldLine]:
        """Return the lines of a locked sale by their numbers, with what was given back so far: one statement."""
        rows = await self._session.execute(_SOLD_LINES, {"sale_id": sale_id})
        return {
            line_no: SoldLine(*[line_no, *line, list(zip(components, rates, amounts, strict=True))])
            for line_no, *line, components, rates, amounts in rows
        }

    async def add(self, refund: NewRefund) -> int:
        """Write a refund with its lines and their taxes, and return its id: one statement however many."""
        added = await self._session.execute(
            _ADD,
            {
                "sale_id": refund.sale_id,
                "tender": refund.tender,
                "reason": refund.reason,
                "subtotal": refund.subtotal,
                "discount_total": refund.discount_total,
                "tax_total": refund.tax_total,
                "total": refund.total,
                "refunded_by": refund.refunded_by,
                "idempotency_key": refund.idempotency_key,
                "created_at": refund.created_at,
                "business_day": refund.business_day,
                "line_nos": [line.line_no for line in refund.lines],
                "quantities": [line.quantity for line in refund.lines],
                "restocks": [line.restock for line in refund.lines],
                "line_totals": [line.line_total for line in refund.lines],
                "discounts": [line.discount for line in refund.lines],
                "line_taxes": [line.tax for line in refund.lines],
                "costs": [line.cost for line in refund.lines],
                "tax_line_nos": [tax.line_no for tax in refund.taxes],
                "tax_nos": [tax.tax_no for tax in refund.taxes],
                "components": [tax.component for tax in refund.taxes],
                "rates": [tax.rate_percent for tax in refund.taxes],
                "taxables": [tax.taxable for tax in refund.taxes],
                "amounts": [tax.amount for tax in refund.taxes],
            },
        )
        refund_id: int = added.scalar_one()
        return refund_id


_SOLD_LINES = text(
    """
    SELECT line.line_no, line.sweet_id, line.name, line.unit, sweets.quantity_step, line.quantity,
        (SELECT coalesce(sum(quantity), 0) FROM refund_lines AS back
         WHERE back.sale_id = line.sale_id AND back.line_no = line.line_no) AS refunded,
        line_total - line_discount - sale_discount AS net, line_discount + sale_discount AS discount,
        line.cost IS NOT NULL AS has_cost, taxes.*
    FROM sale_lines AS line
    JOIN sweets ON sweets.id = line.sweet_id
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(component ORDER BY tax_no), '{}') AS components,
            coalesce(array_agg(rate_percent ORDER BY tax_no), '{}') AS rates,
            coalesce(array_agg(amount ORDER BY tax_no), '{}') AS amounts
        FROM sale_line_taxes AS due WHERE due.sale_id = line.sale_id AND due.line_no = line.line_no
    ) AS taxes
    WHERE line.sale_id = CAST(:sale_id AS bigint) ORDER BY line.line_no
    """
)

_ADD = text(
    """
    WITH added AS (
        INSERT INTO refunds (
            sale_id, tender, reason, subtotal, discount_total, tax_total, total, refunded_by, idempotency_key,
            created_at, business_day
        )
        VALUES (
            CAST(:sale_id AS bigint), CAST(:tender AS text), CAST(:reason AS text), CAST(:subtotal AS numeric),
            CAST(:discount_total AS numeric), CAST(:tax_total AS numeric), CAST(:total AS numeric),
            CAST(:refunded_by AS bigint), CAST(:idempotency_key AS text), CAST(:created_at AS timestamptz),
            CAST(:business_day AS date)
        )
        RETURNING id
    ), lines AS (
        INSERT INTO refund_lines (
            refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost
        )
        SELECT added.id, line_no, CAST(:sale_id AS bigint), quantity, restock, line_total, discount, tax, cost
        FROM added, unnest(
            CAST(:line_nos AS smallint[]), CAST(:quantities AS numeric[]), CAST(:restocks AS boolean[]),
            CAST(:line_totals AS numeric[]), CAST(:discounts AS numeric[]), CAST(:line_taxes AS numeric[]),
            CAST(:costs AS numeric[])
        ) AS line (line_no, quantity, restock, line_total, discount, tax, cost)
    ), taxes AS (
        INSERT INTO refund_line_taxes (refund_id, line_no, tax_no, component, rate_percent, taxable, amount)
        SELECT added.id, line_no, tax_no, component, rate_percent, taxable, amount
        FROM added, unnest(
            CAST(:tax_line_nos AS smallint[]), CAST(:tax_nos AS smallint[]), CAST(:components AS text[]),
            CAST(:rates AS numeric[]), CAST(:taxables AS numeric[]), CAST(:amounts AS numeric[])
        ) AS due (line_no, tax_no, component, rate_percent, taxable, amount)
    )
    SELECT id FROM added
    """
)
