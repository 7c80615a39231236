"""Arithmetic of money and quantities. Decimal from end to end, never a float."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

MONEY_PLACES = Decimal("0.01")
RATE_PLACES = Decimal("0.001")
ZERO = Decimal("0.00")
QUANTITY_PLACES = Decimal("0.001")
COST_PLACES = Decimal("0.0001")
MAX_MONEY = Decimal("9999999999.99")
MAX_QUANTITY = Decimal("99999999999.999")
MAX_UNIT_COST = Decimal("9999999999.9999")


def line_total(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Return quantity x price in the shop's currency, rounded half up to two places, once."""
    return (quantity * unit_price).quantize(MONEY_PLACES, ROUND_HALF_UP)


def percent_of(money: Decimal, percent: Decimal) -> Decimal:
    """Return a percentage of an amount, rounded half up to two places, once."""
    return (money * percent / 100).quantize(MONEY_PLACES, ROUND_HALF_UP)


def changed_by_percent(price: Decimal, percent: Decimal) -> Decimal:
    """Return a price raised by a percentage of it, or lowered by a negative one, rounded half up once."""
    return (price * (100 + percent) / 100).quantize(MONEY_PLACES, ROUND_HALF_UP)


def rounding_to(amount: Decimal, step: Decimal) -> Decimal:
    """Return what brings an amount to a whole multiple of a step, half up; nothing if the step is 0."""
    if step == 0:
        return ZERO
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step - amount


def spread(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split an amount in proportion to the weights; the parts add up to it exactly.

    Each part is rounded down to the smallest unit of money; the remaining units go, one each, to the parts with the
    largest remainders, the first of equals before the others. Of an amount up to the sum of the weights, no part
    exceeds its weight.
    """
    units, shares = _units(amount), [_units(weight) for weight in weights]
    whole = sum(shares)
    if whole == 0:
        return [ZERO] * len(shares)
    parts = [units * share // whole for share in shares]
    by_loss = sorted(range(len(shares)), key=lambda index: (-(units * shares[index] % whole), index))
    for index in by_loss[: units - sum(parts)]:
        parts[index] += 1
    return [Decimal(part).scaleb(-2) for part in parts]


def share(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """Return the share of a partial quantity in an amount, rounded half up to two places, once."""
    parts, wholes = int(part.scaleb(3)), int(whole.scaleb(3))
    return Decimal((2 * _units(amount) * parts + wholes) // (2 * wholes)).scaleb(-2)


def _units(amount: Decimal) -> int:
    return int(amount.scaleb(2))


def unit_cost(pack_cost: Decimal, pack_size: Decimal) -> Decimal:
    """Return the cost of one unit of a pack, rounded half up to the four places of a lot's cost."""
    return (pack_cost / pack_size).quantize(COST_PLACES, ROUND_HALF_UP)


def is_on_step(quantity: Decimal, step: Decimal) -> bool:
    """Tell whether `quantity` is a whole multiple of `step`."""
    return quantity % step == 0


def floor_to_step(quantity: Decimal, step: Decimal) -> Decimal:
    """Return the largest whole multiple of `step` that is not above `quantity`."""
    return quantity - quantity % step
