"""Quantities and discounts of the books machine, from what is drawn for them."""

from decimal import Decimal
from fractions import Fraction

from app.services.selling import basket
from tests.support.machines.books_model import Discount

PORTIONS = {"piece": Fraction(1), "kg": Fraction(137, 1000), "g": Fraction(50)}


def discount_of(drawn: tuple[str, int] | None, price: int) -> Discount:
    """A discount of a multiple of 7.77 per cent, or of tenths of the price."""
    if drawn is None:
        return None
    kind, number = drawn
    return ("percent", min(10_000, 777 * number)) if kind == "percent" else ("amount", price * number // 10)


def taken(discount: Discount) -> basket.Discount | None:
    if discount is None:
        return None
    value = Decimal(discount[1]).scaleb(-2)
    return basket.Discount("x", percent=value) if discount[0] == "percent" else basket.Discount("x", amount=value)


def decimal_of(quantity: Fraction) -> Decimal:
    return Decimal(quantity.numerator) / quantity.denominator
