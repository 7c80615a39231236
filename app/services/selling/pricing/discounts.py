"""Discounts: how much they take off each line, and how much a seller may take off."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.core.errors import FieldError, Forbidden, Invalid
from app.core.money import percent_of, rounded, spread, zero
from app.services.selling.basket import Discount


@dataclass(frozen=True, slots=True)
class LineDiscount:
    """The discount on one line: its own, and its part of the discount on the sale."""

    of_line: Decimal
    of_sale: Decimal


def discount_lines(
    line_totals: Sequence[Decimal], own: Sequence[Discount | None], whole: Discount | None
) -> list[LineDiscount]:
    """Return the discount on each line: its own, then its part of the discount on the sale.

    The sale's discount is taken once, off the sum the lines' own discounts leave, and spread in proportion.
    """
    of_lines = [_discount_amount(one, total) for total, one in zip(line_totals, own, strict=True)]
    left = [total - of_line for total, of_line in zip(line_totals, of_lines, strict=True)]
    of_sale = spread(_discount_amount(whole, sum(left, zero())), left)
    return [LineDiscount(*parts) for parts in zip(of_lines, of_sale, strict=True)]


def check_discount_limit(
    line_totals: Sequence[Decimal], own: Sequence[Discount | None], whole: Discount | None, max_percent: Decimal
) -> None:
    """Refuse discounts that take more than `max_percent` off any line.

    The limit applies to the discount before rounding: a seller who may give 10 % may give it on Rs 0.15, where it
    rounds to Rs 0.02.
    """
    left = [total - _discount_amount(one, total) for total, one in zip(line_totals, own, strict=True)]
    of_sale = _discount_fraction(whole, sum(left, zero()))
    over = []
    for total, one in zip(line_totals, own, strict=True):
        of_line = _discount_fraction(one, total)
        discount = one or whole
        if discount and total > 0 and (of_line + of_sale * (1 - of_line)) * 100 > Fraction(max_percent):
            over.append(discount.pointer)
    if over:
        limit = f"{max_percent.normalize():f} %"
        faults = [
            FieldError(pointer, "discount_over_limit", f"This takes more than {limit} off a line.")
            for pointer in dict.fromkeys(over)
        ]
        detail = f"You may take at most {limit} off any line. Take off less, or ask an admin."
        raise Forbidden("discount_over_limit", detail, faults)


def _discount_amount(discount: Discount | None, price: Decimal) -> Decimal:
    if discount is None:
        return zero()
    if discount.percent is not None:
        return percent_of(price, discount.percent)
    amount = rounded(discount.amount or zero())
    if amount > price:
        detail = f"{amount} is more than the {price} it would be taken off."
        pointer = f"{discount.pointer}/amount"
        raise Invalid("discount_too_large", detail, [FieldError(pointer, "discount_too_large", detail)])
    return amount


def _discount_fraction(discount: Discount | None, price: Decimal) -> Fraction:
    """Return a discount as a fraction of the price, unrounded."""
    if discount is None:
        return Fraction(0)
    if discount.percent is not None:
        return Fraction(discount.percent) / 100
    return Fraction(discount.amount or 0) / Fraction(price) if price else Fraction(0)
