"""The content of a label: every text on it, its barcode and its mark."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.core.money import line_total
from app.models import WEIGHED, Unit
from app.printing.barcodes import code_128_modules, ean_modules
from app.repositories.catalogue.labels import LabelledSweet
from app.services.shop.print_formats import MoneyFormat, day_text

_GRAMS = {Unit.KG: 1000, Unit.G: 1}


@dataclass(frozen=True, slots=True)
class Label:
    """A label. Texts that are empty are left out."""

    name: str
    price: str
    price_detail: str
    """The net weight, and the price of the unit where `price` is that of the pack."""
    best_before: str
    lot: str
    modules: str | None
    """The barcode; None where the code has none for the text."""
    code: str
    diet: str | None


def label_of(sweet: LabelledSweet, net_weight_g: int | None, money: MoneyFormat, today: date) -> Label:
    """Return the label of a sweet or of one of its lots."""
    each = f"{money(sweet.price)} / {sweet.unit}"
    details = [] if net_weight_g is None else [f"Net {_weight(net_weight_g)}"]
    if net_weight_g is not None and sweet.unit in WEIGHED:
        price = money(line_total(Decimal(net_weight_g) / _GRAMS[Unit(sweet.unit)], sweet.price))
        details.append(each)
    else:
        price = each
    keeps_until = _best_before(sweet, today)
    return Label(
        name=sweet.name,
        price=price,
        price_detail=" · ".join(details),
        best_before="" if keeps_until is None else f"Best before {day_text(keeps_until)}",
        lot="" if sweet.lot_id is None else f"Lot {sweet.lot_id}",
        modules=_modules(sweet),
        code=sweet.barcode or sweet.sku,
        diet=sweet.diet,
    )


def _best_before(sweet: LabelledSweet, today: date) -> date | None:
    if sweet.lot_id is not None:
        return sweet.best_before
    return None if sweet.shelf_life_days is None else today + timedelta(days=sweet.shelf_life_days)


def _modules(sweet: LabelledSweet) -> str | None:
    # A GTIN with 14 digits, which names a case of packs, is no EAN.
    is_ean = sweet.barcode is not None and len(sweet.barcode) < 14
    return ean_modules(sweet.barcode) if sweet.barcode and is_ean else code_128_modules(sweet.barcode or sweet.sku)


def _weight(grams: int) -> str:
    return f"{grams} g" if grams < 1000 else f"{(Decimal(grams) / 1000).normalize():f} kg"
