"""A sale that was written a moment ago, as it is answered without reading it again."""

from dataclasses import asdict

from pydantic_core import to_json

from app.core.money import MONEY_PLACES, QUANTITY_PLACES, ZERO
from app.models import SaleStatus
from app.repositories.selling.sale_writer import NewSale, SaleDocument
from app.services.selling.pricing import SalePrice


def sale_json(document: SaleDocument, sale: NewSale, price: SalePrice) -> str:
    """Return the JSON of a new sale: the same that the database would make of it."""
    return to_json(
        {
            "id": document.id,
            "number": document.number,
            "status": SaleStatus.COMPLETED,
            "created_at": sale.created_at,
            "business_day": sale.business_day,
            "lines": [
                {
                    "line_no": line.line_no,
                    "sweet_id": line.sweet_id,
                    "sku": line.sku,
                    "name": line.name,
                    "unit": line.unit,
                    "quantity": line.quantity,
                    "tare": line.tare,
                    "unit_price": line.unit_price.quantize(MONEY_PLACES),
                    "line_total": line.line_total,
                    "line_discount": line.line_discount,
                    "sale_discount": line.sale_discount,
                    "discount": amounts.discount,
                    "discount_reason": line.discount_reason,
                    "net": amounts.net,
                    "hsn_code": line.hsn_code,
                    "tax": line.tax,
                    "taxes": [asdict(tax) for tax in amounts.taxes],
                    "refunded": ZERO.quantize(QUANTITY_PLACES),
                }
                for line, amounts in zip(sale.lines, price.lines, strict=True)
            ],
            "subtotal": sale.subtotal,
            "discount_total": sale.discount_total,
            "discount_reason": sale.discount_reason,
            "tax_total": sale.tax_total,
            "tax_mode": document.tax_mode,
            "total": sale.total,
            "refunded_total": ZERO,
            "currency": document.currency,
            "tender": sale.tender,
            "amount_given": sale.amount_given,
            "change": None if sale.amount_given is None else sale.amount_given - sale.total,
            "note": sale.note,
            "buyer_id": sale.buyer_id,
            "seller_id": sale.seller_id,
            "customer_id": sale.customer_id,
            "voided_at": None,
            "void_reason": None,
        }
    ).decode()
