"""Quantities in words."""

from decimal import Decimal

from app.models import Unit

_PLURALS: dict[str, str] = {Unit.PIECE: "pieces", Unit.BOX: "boxes"}


def amount_text(quantity: Decimal, unit: str) -> str:
    """Return a quantity in words, such as `0.75 kg` or `3 pieces`."""
    return f"{quantity.normalize():f} {unit if quantity == 1 else _PLURALS.get(unit, unit)}"
