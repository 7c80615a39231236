"""Queries over refunds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Text, bindparam, exists, func, literal, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.pagination import Page, Slice
from app.models import Refund, RefundLine, RefundLineTax, Sale, SaleLine
from app.repositories.common.json_columns import decimal_text, json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment
from app.repositories.selling.payments import one_tender, paid_by, payments_json
from app.repositories.selling.sale_json import NO_TAXES, tax_json
from app.repositories.selling.sales import OF_BUYER, Buyer

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
                    *("reason", RefundLine.reason),
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
    number=Refund.number,
    sale_id=Refund.sale_id,
    sale_number=Sale.number,
    created_at=moment_text(Refund.created_at),
    business_day=Refund.business_day,
    tender=one_tender(Refund),
    payments=payments_json(Refund),
    reason=Refund.reason,
    lines=_LINES.c.lines,
    subtotal=decimal_text(Refund.subtotal),
    discount_total=decimal_text(Refund.discount_total),
    tax_total=decimal_text(Refund.tax_total),
    total=decimal_text(Refund.total),
    rounding=decimal_text(Refund.rounding),
    amount_due=decimal_text(Refund.total + Refund.rounding),
    currency=Sale.currency,
    refunded_by=Refund.refunded_by,
)

_ROWS = select(Refund.id).join(Sale, Sale.id == Refund.sale_id).join(_LINES, literal(True))
_OF_SALE = _ROWS.where(Refund.sale_id == bindparam("sale_id", type_=BigInteger))
_SORTS = {"created_at": SortColumn(Refund.created_at, parse_moment)}
_LIST = KeysetList(_OF_SALE, item=REFUND_JSON, row_id=Refund.id, sorts=_SORTS, filters={})
_LIST_OF_ALL = KeysetList(
    _ROWS,
    item=REFUND_JSON,
    row_id=Refund.id,
    sorts=_SORTS,
    filters={
        "number": Refund.number == bindparam("number", type_=Text),
        "tender": paid_by(Refund, bindparam("tender", type_=Text)),
        "refunded_by": Refund.refunded_by == bindparam("refunded_by", type_=BigInteger),
        "created_from": Refund.created_at >= bindparam("created_from", type_=DateTime(timezone=True)),
        "created_to": Refund.created_at < bindparam("created_to", type_=DateTime(timezone=True)),
    },
)
_ONE = _OF_SALE.with_only_columns(REFUND_JSON).where(Refund.id == bindparam("id", type_=BigInteger))
_ONE_OF_BUYER = _ONE.where(OF_BUYER)


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of a sale, and what was refunded of it so far.

    What money alone took off a line is settled, with all that was refunded before: `net`, `discount` and the taxes
    are what was left then, for what was left of the goods.
    """

    line_no: int
    sweet_id: int
    name: str
    unit: str
    quantity_step: Decimal
    """The sweet's present step."""
    quantity: Decimal
    refunded: Decimal
    settled: Decimal
    """The quantity that was refunded before money alone was."""
    net: Decimal
    discount: Decimal
    has_cost: bool
    taxes: Sequence[tuple[str, Decimal, Decimal]]
    """Name, rate and amount of each component."""

    @property
    def left(self) -> Decimal:
        """The quantity not yet refunded."""
        return self.quantity - self.refunded


class RefundRepository:
    """Reads refunds."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_json(self, sale_id: int, page: Page) -> Slice:
        """Return one page of a sale's refunds as JSON."""
        return await _LIST.fetch(self._session, page, {}, {"sale_id": sale_id})

    async def list_all_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of the refunds of all sales as JSON."""
        return await _LIST_OF_ALL.fetch(self._session, page, filters)

    async def get_json(self, sale_id: int, refund_id: int, buyer: Buyer | None = None) -> str | None:
        """Return a refund's JSON; if a buyer is given, only if the sale is the buyer's own."""
        values = {"sale_id": sale_id, "id": refund_id}
        if buyer is None:
            return (await self._session.execute(_ONE, values)).scalar_one_or_none()
        own = {"of_user": buyer.user_id, "of_customer": buyer.customer_id}
        return (await self._session.execute(_ONE_OF_BUYER, {**values, **own})).scalar_one_or_none()

    async def any_of(self, sale_id: int) -> bool:
        """Tell whether a sale has any refund."""
        return bool((await self._session.execute(select(exists().where(Refund.sale_id == sale_id)))).scalar())

    async def sold_lines(self, sale_id: int) -> dict[int, SoldLine]:
        """Return the lines of a locked sale by number, with what was refunded so far, in one statement."""
        rows = await self._session.execute(_SOLD_LINES, {"sale_id": sale_id})
        return {
            line_no: SoldLine(*[line_no, *line, list(zip(components, rates, amounts, strict=True))])
            for line_no, *line, components, rates, amounts in rows
        }


_SOLD_LINES = text(
    """
    SELECT line.line_no, line.sweet_id, line.name, line.unit, sweets.quantity_step, line.quantity,
        back.refunded, back.settled, line_total - line_discount - sale_discount - back.net AS net,
        line_discount + sale_discount - back.discount AS discount, line.cost IS NOT NULL AS has_cost, taxes.*
    FROM sale_lines AS line
    JOIN sweets ON sweets.id = line.sweet_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(quantity), 0) AS refunded, coalesce(sum(quantity) FILTER (WHERE is_settled), 0) AS settled,
            coalesce(sum(part.line_total - part.discount) FILTER (WHERE is_settled), 0) AS net,
            coalesce(sum(part.discount) FILTER (WHERE is_settled), 0) AS discount, max(last_id) AS last_id
        FROM (
            SELECT *, max(refund_id) FILTER (WHERE quantity = 0) OVER () AS last_id,
                refund_id <= max(refund_id) FILTER (WHERE quantity = 0) OVER () AS is_settled
            FROM refund_lines WHERE refund_lines.sale_id = line.sale_id AND refund_lines.line_no = line.line_no
        ) AS part
    ) AS back
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(component ORDER BY tax_no), '{}') AS components,
            coalesce(array_agg(rate_percent ORDER BY tax_no), '{}') AS rates,
            coalesce(array_agg(amount - CASE WHEN back.last_id IS NULL THEN 0 ELSE (
                SELECT coalesce(sum(given.amount), 0)
                FROM refund_lines AS part JOIN refund_line_taxes AS given USING (refund_id, line_no)
                WHERE part.sale_id = due.sale_id AND part.line_no = due.line_no AND part.refund_id <= back.last_id
                    AND given.tax_no = due.tax_no
            ) END ORDER BY tax_no), '{}') AS amounts
        FROM sale_line_taxes AS due WHERE due.sale_id = line.sale_id AND due.line_no = line.line_no
    ) AS taxes
    WHERE line.sale_id = CAST(:sale_id AS bigint) ORDER BY line.line_no
    """
)
