"""A sale that was written a moment ago, as it is answered without reading it again."""

from decimal import Decimal

from pydantic_core import to_json

from app.core.money import MONEY_PLACES
from app.models import SaleStatus
from app.repositories.sales import NewSale, SaleDocument

ZERO = Decimal("0.00")


def sale_json(document: SaleDocument, sale: NewSale) -> str:
    """Return the JSON of a new sale: the same that the database would make of it."""
    return to_json(
        {
            "id": document.id,
            "number": document.number,
            "status": SaleStatus.COMPLETED,
            "created_at": sale.created_at,
            "lines": [
                {
                    "line_no": line.line_no,
                    "sweet_id": line.sweet_id,
                    "sku": line.sku,
                    "name": line.name,
                    "unit": line.unit,
                    "quantity": line.quantity,
                    "unit_price": line.unit_price.quantize(MONEY_PLACES),
                    "line_total": line.line_total,
                }
                for line in sale.lines
            ],
            "subtotal": sale.subtotal,
            "discount_total": ZERO,
            "tax_total": ZERO,
            "total": sale.subtotal,
            "currency": document.currency,
            "tender": sale.tender,
            "amount_given": sale.amount_given,
            "change": None if sale.amount_given is None else sale.amount_given - sale.subtotal,
            "note": sale.note,
            "buyer_id": sale.buyer_id,
            "seller_id": sale.seller_id,
            "customer_id": sale.customer_id,
            "voided_at": None,
            "void_reason": None,
        }
    ).decode()
