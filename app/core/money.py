"""Arithmetic of money and quantities. Decimal from end to end, never a float.

Money has the decimals of the shop's currency: a process serves one shop, and `use_currency` tells it which that is.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

MAX_MONEY_PLACES = 3
RATE_PLACES = Decimal("0.001")
QUANTITY_PLACES = Decimal("0.001")
PERCENT_PLACES = Decimal("0.01")
COST_PLACES = Decimal("0.0001")
MAX_MONEY = Decimal("9999999999.99")
MAX_QUANTITY = Decimal("99999999999.999")
MAX_UNIT_COST = Decimal("9999999999.9999")


class _InUse:
    """The currency of the shop that this process serves."""

    currency = "INR"
    places = 2
    smallest = Decimal("0.01")
    zero = Decimal("0.00")


def places_of(currency: str) -> int:
    """Return how many decimals a currency has: 2 of rupees, 0 of yen, 3 of Kuwaiti dinars."""
    return min(get_currency_precision(currency), MAX_MONEY_PLACES)


def use_currency(currency: str) -> None:
    """Let all money of this process have the decimals of a currency."""
    if currency != _InUse.currency:
        _InUse.currency, _InUse.places = currency, places_of(currency)
        _InUse.smallest = Decimal(1).scaleb(-_InUse.places)
        _InUse.zero = Decimal(0).quantize(_InUse.smallest)


def places() -> int:
    """Return how many decimals money has."""
    return _InUse.places


def zero() -> Decimal:
    """Return no money."""
    return _InUse.zero


def smallest_amount() -> Decimal:
    """Return the smallest unit of money."""
    return _InUse.smallest


def rounded(amount: Decimal) -> Decimal:
    """Return an amount rounded half up to the smallest unit of money."""
    return amount.quantize(_InUse.smallest, ROUND_HALF_UP)


def too_many_decimals(amount: Decimal) -> str | None:
    """Say that an amount has more decimals than the shop's currency; None if it has not."""
    if amount == rounded(amount):
        return None
    most = f"{_InUse.places} decimals at most" if _InUse.places else "no decimals"
    return f"An amount in {_InUse.currency} has {most}."


def line_total(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Return quantity x price in the shop's currency, rounded half up once."""
    return rounded(quantity * unit_price)


def percent_of(money: Decimal, percent: Decimal) -> Decimal:
    """Return a percentage of an amount, rounded half up once."""
    return rounded(money * percent / 100)


def changed_by_percent(price: Decimal, percent: Decimal) -> Decimal:
    """Return a price raised by a percentage of it, or lowered by a negative one, rounded half up once."""
    return rounded(price * (100 + percent) / 100)


def rounding_to(amount: Decimal, step: Decimal) -> Decimal:
    """Return what brings an amount to a whole multiple of a step, half up; nothing if the step is 0."""
    if step == 0:
        return zero()
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
        return [zero()] * len(shares)
    parts = [units * share // whole for share in shares]
    by_loss = sorted(range(len(shares)), key=lambda index: (-(units * shares[index] % whole), index))
    for index in by_loss[: units - sum(parts)]:
        parts[index] += 1
    return [Decimal(part).scaleb(-_InUse.places) for part in parts]


def share(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """Return the share of a partial quantity in an amount, rounded half up once."""
    parts, wholes = int(part.scaleb(3)), int(whole.scaleb(3))
    return Decimal((2 * _units(amount) * parts + wholes) // (2 * wholes)).scaleb(-_InUse.places)


def _units(amount: Decimal) -> int:
    return int(amount.scaleb(_InUse.places))


def unit_cost(pack_cost: Decimal, pack_size: Decimal) -> Decimal:
    """Return the cost of one unit of a pack, rounded half up to the four places of a lot's cost."""
    return (pack_cost / pack_size).quantize(COST_PLACES, ROUND_HALF_UP)


def is_on_step(quantity: Decimal, step: Decimal) -> bool:
    """Tell whether `quantity` is a whole multiple of `step`."""
    return quantity % step == 0


def floor_to_step(quantity: Decimal, step: Decimal) -> Decimal:
    """Return the largest whole multiple of `step` that is not above `quantity`."""
    return quantity - quantity % step
