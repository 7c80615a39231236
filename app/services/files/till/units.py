"""What a row of a previous till sold, and whether its unit is the one of the sweet. Nothing is ever converted."""

from decimal import Decimal

from app.core.csv.reader import column_name
from app.models import Unit
from app.services.files.import_rows import RowRefused
from app.services.files.units import parse_unit

_NO_VARIANT = frozenset({"", "regular", "default", "defaulttitle", "none", "na"})
WEIGHED = (Unit.KG, Unit.G)


def unit_named(text: str) -> Unit | None:
    """Return the unit that a text names by itself: kg, per kg, 1 kg, pcs."""
    try:
        return parse_unit(text)
    except RowRefused:
        return None


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
    if sold_by and unit_named(sold_by) is not unit:
        return ask.format(what=f"by the {sold_by}")
    if variant and unit in WEIGHED and unit_named(variant) is not unit:
        return ask.format(what=f'of "{variant}"')
    return None
