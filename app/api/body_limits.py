"""The limits of request bodies: one table for all routes."""

from dataclasses import dataclass

from starlette.types import Scope

from app.api.errors import operation_of
from app.core.pictures import MAX_PICTURE_BYTES
from app.schemas import label, purchase_order, sale, stocktake, supplier_return, sweet_edit, tax_class

_KIB = 1024


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """The most bytes of a body, and the most members and elements of its JSON."""

    size: int
    values: int


def _lines(most: int, *, size: int, values: int) -> BodyLimit:
    # Besides its lines a document has a few fields and a note.
    return BodyLimit(most * size + 16 * _KIB, most * values + 100)


USUAL = BodyLimit(64 * _KIB, 200)
AUTH = BodyLimit(16 * _KIB, 50)

_TAX_RATES = _lines(tax_class.MAX_RATES, size=1536, values=20)
# A line may have a discount, or money given back, with its reason.
_BASKET = _lines(sale.MAX_LINES, size=2048, values=12)
_REFUND = _lines(sale.MAX_LINES, size=1536, values=7)
_LINES = {
    "create_sale": _BASKET,
    "quote_sale": _BASKET,
    "hold_ticket": _BASKET,
    "create_refund": _REFUND,
    "quote_refund": _REFUND,
    "create_purchase_order": _lines(purchase_order.MAX_LINES, size=256, values=8),
    "update_purchase_order": _lines(purchase_order.MAX_LINES, size=256, values=8),
    "receive_purchase_order": _lines(purchase_order.MAX_RECEIPT_LINES, size=256, values=8),
    "create_supplier_return": _lines(supplier_return.MAX_LINES, size=128, values=4),
    "count_sweets": _lines(stocktake.MAX_COUNTS, size=256, values=5),
    "print_labels": _lines(label.MAX_LABELS, size=128, values=5),
    "update_sweets": _lines(sweet_edit.MAX_SWEETS, size=384, values=11),
    "create_tax_class": _TAX_RATES,
    "replace_tax_class": _TAX_RATES,
    "update_tax_class": _TAX_RATES,
}

PICTURES = frozenset({"replace_sweet_picture"})
"""Operations whose body is a picture of up to MAX_PICTURE_BYTES, whatever MAX_BODY_BYTES is."""

STREAMED = frozenset({"create_import"})
"""Operations that read their body in pieces, up to MAX_IMPORT_BYTES."""


def limit_of(scope: Scope) -> BodyLimit:
    """Return the limit for a request's body, once its route is known."""
    if operation_of(scope) in PICTURES:
        return BodyLimit(MAX_PICTURE_BYTES, USUAL.values)
    found = _LINES.get(operation_of(scope))
    if found is not None:
        return found
    return AUTH if scope["path"].startswith("/api/auth/") else USUAL
