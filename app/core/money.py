"""Arithmetic of money and quantities. Decimal from end to end: nothing here ever passes through a float."""

from decimal import ROUND_HALF_UP, Decimal

MONEY_PLACES = Decimal("0.01")
QUANTITY_PLACES = Decimal("0.001")
COST_PLACES = Decimal("0.0001")
MAX_MONEY = Decimal("9999999999.99")
MAX_QUANTITY = Decimal("99999999999.999")
MAX_UNIT_COST = Decimal("9999999999.9999")


def line_total(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Return quantity x price in the shop's currency, rounded half up to two places, once."""
    return (quantity * unit_price).quantize(MONEY_PLACES, ROUND_HALF_UP)


def unit_cost(pack_cost: Decimal, pack_size: Decimal) -> Decimal:
    """Return what one unit of a pack costs, rounded half up to the four places a lot's cost is kept with."""
    return (pack_cost / pack_size).quantize(COST_PLACES, ROUND_HALF_UP)


def is_on_step(quantity: Decimal, step: Decimal) -> bool:
    """Tell whether `quantity` is a whole multiple of `step`."""
    return quantity % step == 0
