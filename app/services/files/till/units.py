"""What a row of a previous till sold, and whether its unit is the one of the sweet. Nothing is ever converted."""

import re
from decimal import Decimal

from app.core.csv.reader import column_name
from app.models import Unit

_UNITS = {
    Unit.KG: "kg kgs kilo kilos kilogram kilograms kilogramme किलो किग्रा",
    Unit.G: "g gm gms gr gram grams gramme ग्राम",
    Unit.PIECE: "piece pieces pc pcs no nos each ea unit units item items perpiece peritem नग पीस",
    Unit.BOX: "box boxes bx डिब्बा",
}
_WORDS = {column_name(word): unit for unit, words in _UNITS.items() for word in words.split()}
_PER = re.compile(r"^(?:per|1|a)\s*", re.IGNORECASE)
_NO_VARIANT = frozenset({"", "regular", "default", "defaulttitle", "none", "na"})
_WEIGHED = (Unit.KG, Unit.G)


def unit_named(text: str) -> Unit | None:
    """Return the unit that a text names by itself: kg, per kg, 1 kg, pcs."""
    return _WORDS.get(column_name(_PER.sub("", text)))


def is_variant(text: str) -> bool:
    """Tell whether a text names a variant, and is no word for the only one there is."""
    return column_name(text) not in _NO_VARIANT


def misfit(unit: Unit, name: str, quantity: Decimal, variant: str, sold_by: str) -> str | None:
    """Return the question to ask if what was sold is not counted as the sweet is; None if it fits."""
    much = abs(quantity).normalize()
    ask = (
        f"{name} is sold by the {unit} here, and the file sold {much:f} {{what}}. Quantities are not converted. "
        "What is it? Add a sweet that is sold this way, with its SKU or its name as in the file, or correct the row."
    )
    told = unit_named(sold_by) if sold_by else None
    if sold_by and told is not unit and (told is not None or unit in _WEIGHED):
        return ask.format(what=f"by the {sold_by}")
    if variant and unit in _WEIGHED and unit_named(variant) is not unit:
        return ask.format(what=f'of "{variant}"')
    return None
