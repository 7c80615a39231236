"""Arithmetic of money and quantities. Decimal from end to end: nothing here ever passes through a float."""

from decimal import ROUND_HALF_UP, Decimal

MONEY_PLACES = Decimal("0.01")
QUANTITY_PLACES = Decimal("0.001")
MAX_MONEY = Decimal("9999999999.99")
MAX_QUANTITY = Decimal("99999999999.999")


def line_total(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Return quantity x price in the shop's currency, rounded half up to two places, once."""
    return (quantity * unit_price).quantize(MONEY_PLACES, ROUND_HALF_UP)


def is_on_step(quantity: Decimal, step: Decimal) -> bool:
    """Tell whether `quantity` is a whole multiple of `step`."""
    return quantity % step == 0
