"""The JSON of a sale: its lines with their taxes and discounts, and its void."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    case,
    func,
    literal,
    null,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.models import (
    Payment,
    PaymentKind,
    Refund,
    RefundLine,
    RefundLineTax,
    Sale,
    SaleLine,
    SaleLineTax,
    SaleStatus,
    SaleVoid,
    TaxMode,
)
from app.repositories.common.json_columns import decimal_text, json_object, moment_text
from app.repositories.selling.payments import one_tender, payments_json

NO_TAXES = text("'[]'::json")


def tax_json(tax: type[SaleLineTax] | type[RefundLineTax]) -> ColumnElement[Any]:
    """Return one component of the tax on a sold or refunded line."""
    return func.json_build_object(
        *("component", tax.component),
        *("rate_percent", decimal_text(tax.rate_percent)),
        *("taxable", decimal_text(tax.taxable)),
        *("amount", decimal_text(tax.amount)),
    )


_TAXES = func.coalesce(
    select(
        func.json_agg(
            aggregate_order_by(
                tax_json(SaleLineTax),
                SaleLineTax.tax_no,
            )
        )
    )
    .where(SaleLineTax.sale_id == SaleLine.sale_id, SaleLineTax.line_no == SaleLine.line_no)
    .correlate(SaleLine)
    .scalar_subquery(),
    NO_TAXES,
)
_TAX_ON_TOP = case((Sale.tax_mode == TaxMode.EXCLUSIVE, RefundLine.tax), else_=0)
_MONEY_ALONE = func.sum(RefundLine.line_total + _TAX_ON_TOP).filter(RefundLine.quantity == 0)
_REFUNDED = (
    select(
        func.coalesce(func.sum(RefundLine.quantity), text("0.000")).label("quantity"),
        func.round(func.coalesce(_MONEY_ALONE, 0), func.money_places()).label("money"),
    )
    .where(RefundLine.sale_id == SaleLine.sale_id, RefundLine.line_no == SaleLine.line_no)
    .correlate(SaleLine, Sale)
    .lateral("refunded")
)
_DISCOUNT = SaleLine.line_discount + SaleLine.sale_discount

_LINES = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object(
                    *("line_no", SaleLine.line_no),
                    *("sweet_id", SaleLine.sweet_id),
                    *("sku", SaleLine.sku),
                    *("name", SaleLine.name),
                    *("unit", SaleLine.unit),
                    *("quantity", decimal_text(SaleLine.quantity)),
                    *("tare", decimal_text(SaleLine.tare)),
                    *("unit_price", decimal_text(SaleLine.unit_price)),
                    *("line_total", decimal_text(SaleLine.line_total)),
                    *("line_discount", decimal_text(SaleLine.line_discount)),
                    *("sale_discount", decimal_text(SaleLine.sale_discount)),
                    *("discount", decimal_text(_DISCOUNT)),
                    *("discount_reason", SaleLine.discount_reason),
                    *("net", decimal_text(SaleLine.line_total - _DISCOUNT)),
                    *("hsn_code", SaleLine.hsn_code),
                    *("tax", decimal_text(SaleLine.tax)),
                    *("taxes", case((SaleLine.tax_class_id.is_(None), NO_TAXES), else_=_TAXES)),
                    *("refunded", decimal_text(_REFUNDED.c.quantity)),
                    *("money_refunded", decimal_text(_REFUNDED.c.money)),
                ),
                SaleLine.line_no,
            )
        ).label("lines")
    )
    .select_from(SaleLine)
    .join(_REFUNDED, literal(True))
    .where(SaleLine.sale_id == Sale.id)
    .correlate(Sale)
    .lateral("lines")
)

# The limit keeps the planner from reading all voids for the few sales of a page.
_VOID_OF_SALE = select(SaleVoid.reason, SaleVoid.voided_at).where(SaleVoid.sale_id == Sale.id).limit(1).lateral("void")

_REFUNDED_TOTAL = (
    select(func.round(func.coalesce(func.sum(Refund.total + Refund.rounding), 0), func.money_places()))
    .where(Refund.sale_id == Sale.id)
    .correlate(Sale)
    .scalar_subquery()
)

_INVOICED_TO = case(
    (
        Sale.invoiced_gstin.is_not(None),
        func.json_build_object(
            *("name", Sale.invoiced_name),
            *("gstin", Sale.invoiced_gstin),
            *("address", Sale.invoiced_address),
        ),
    )
)

# The cash of a sale that is paid in parts may be given in parts too: the first counts.
_CASH = (
    select(Payment.given, Payment.amount)
    .where(Payment.sale_id == Sale.id, Payment.kind == PaymentKind.SALE, Payment.given.is_not(None))
    .order_by(Payment.id)
    .limit(1)
    .lateral("cash")
)
_AMOUNT_DUE = Sale.total + Sale.rounding

SALE_JSON = json_object(
    id=Sale.id,
    number=Sale.number,
    status=Sale.status,
    created_at=moment_text(Sale.created_at),
    sold_at=moment_text(Sale.sold_at),
    late_reason=Sale.late_reason,
    business_day=Sale.business_day,
    lines=_LINES.c.lines,
    subtotal=decimal_text(Sale.subtotal),
    discount_total=decimal_text(Sale.discount_total),
    discount_reason=Sale.discount_reason,
    tax_total=decimal_text(Sale.tax_total),
    tax_mode=Sale.tax_mode,
    total=decimal_text(Sale.total),
    rounding=decimal_text(Sale.rounding),
    amount_due=decimal_text(_AMOUNT_DUE),
    refunded_total=decimal_text(_REFUNDED_TOTAL),
    currency=Sale.currency,
    payment_state=case(
        (Sale.status == SaleStatus.VOIDED, null()),
        (Sale.due == 0, "paid"),
        (Sale.due == _AMOUNT_DUE, "due"),
        else_="partly_paid",
    ),
    due=decimal_text(Sale.due),
    payments=payments_json(Sale),
    tender=one_tender(Sale),
    amount_given=decimal_text(_CASH.c.given),
    change=decimal_text(_CASH.c.given - _CASH.c.amount),
    held_until=moment_text(Sale.held_until),
    collected_at=moment_text(Sale.collected_at),
    collected_by=Sale.collected_by,
    note=Sale.note,
    buyer_id=Sale.buyer_id,
    seller_id=Sale.seller_id,
    customer_id=Sale.customer_id,
    invoiced_to=_INVOICED_TO,
    voided_at=moment_text(_VOID_OF_SALE.c.voided_at),
    void_reason=_VOID_OF_SALE.c.reason,
)

SALE_ROWS = (
    select(Sale.id).join(_LINES, literal(True)).outerjoin(_VOID_OF_SALE, literal(True)).outerjoin(_CASH, literal(True))
)
"""All sales, joined with the lines, voids and cash of their JSON."""
