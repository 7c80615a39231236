"""Scanned codes: which sweet they name, and how much of it."""

import json
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.barcode import LENGTHS, has_check_digit, is_digits, normalise_barcode
from app.core.errors import NotFound
from app.core.money import QUANTITY_PLACES, line_total, rounded
from app.core.scale_label import LENGTH, ScaleLabel, parse_patterns
from app.models import WEIGHED, Unit
from app.repositories.catalogue.sweets import ScannedSweet, SweetRepository
from app.schemas.scan import CodeKind, QuantitySource
from app.services.common.context import ShopContext

_GRAMS_IN_KG = 1000


@dataclass(frozen=True, slots=True)
class _Quantity:
    value: Decimal | None = None
    source: QuantitySource | None = None
    is_rounded: bool = False


class ScanService:
    """Finds the sweet of a scanned code."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._sweets = SweetRepository(session)

    async def scan(self, code: str) -> str:
        """Return the sweet that a code names, as JSON, with the quantity of a scale's label.

        A barcode goes before a SKU, and a SKU before a label, whose item number is the SKU with or without its zeros.
        """
        labels = (pattern.read(code) for pattern in parse_patterns(self._context.settings.scale_labels))
        label = next((found for found in labels if found is not None), None)
        today = self._context.today()
        day_start = self._context.start_of(today)
        found = await self._sweets.scan(code, _barcode(code), _item_numbers(label), today, day_start)
        if found is None:
            raise NotFound("code_not_found", _advice(code, label))
        label = label if found.kind == CodeKind.SCALE_LABEL else None
        quantity = _quantity(label, found)
        rest = {
            "kind": found.kind,
            "quantity": _text(quantity.value, QUANTITY_PLACES),
            "quantity_from": quantity.source,
            "is_rounded": quantity.is_rounded,
            "label_price": None if label is None or label.price is None else str(rounded(label.price)),
        }
        return f'{{"sweet": {found.body}, {json.dumps(rest)[1:]}'


def _barcode(code: str) -> str | None:
    try:
        return normalise_barcode(code)
    except ValueError:
        return None


def _item_numbers(label: ScaleLabel | None) -> list[str]:
    """Return the forms in which a SKU may have the item number: 00042, 0042, 042 and 42."""
    if label is None:
        return []
    zeros = len(label.item) - len(label.item.lstrip("0"))
    return [label.item[start:] for start in range(min(zeros, len(label.item) - 1) + 1)]


def _quantity(label: ScaleLabel | None, sweet: ScannedSweet) -> _Quantity:
    if label is not None and label.price:
        steps = (label.price / (sweet.price * sweet.quantity_step)).to_integral_value(ROUND_HALF_UP)
        quantity = steps * sweet.quantity_step
        if quantity:
            is_rounded = line_total(quantity, sweet.price) != label.price
            return _Quantity(quantity, QuantitySource.PRICE, is_rounded)
    if label is not None and label.kilograms and sweet.unit in WEIGHED:
        weight = label.kilograms if sweet.unit == Unit.KG else label.kilograms * _GRAMS_IN_KG
        return _Quantity(weight, QuantitySource.WEIGHT)
    return _Quantity()


def _text(number: Decimal | None, places: Decimal) -> str | None:
    return None if number is None else str(number.quantize(places))


def _advice(code: str, label: ScaleLabel | None) -> str:
    if label is not None:
        return "No sweet has the item number of this label as its SKU. Change the SKU, or the number in the scale."
    if is_digits(code) and len(code) in LENGTHS and not has_check_digit(code):
        return "No sweet has this code, and its last digit does not fit the others. Scan it again."
    if is_digits(code) and len(code) == LENGTH and code.startswith(("2", "02")):
        return "No sweet has this code. If a scale printed it, an admin has to set scale_labels to its layout."
    return "No sweet has this barcode or SKU. Scan it again, find the sweet by its name, or give it this barcode."
