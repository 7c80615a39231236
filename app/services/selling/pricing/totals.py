"""The amounts of lines, sold or refunded, and how they add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.core.money import zero
from app.models import TaxMode


@dataclass(frozen=True, slots=True)
class LineTax:
    """One component of the tax on a line."""

    component: str
    rate_percent: Decimal
    taxable: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """The amounts of one line, sold or refunded."""

    line_total: Decimal
    discount: Decimal
    net: Decimal
    taxes: Sequence[LineTax]
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of a sale or a refund."""

    subtotal: Decimal
    discount_total: Decimal
    tax_total: Decimal
    total: Decimal


def add_up(lines: Sequence[LineAmounts], mode: TaxMode | None) -> Totals:
    """Add up lines. An exclusive tax comes on top of their net amounts."""
    subtotal = sum((line.line_total for line in lines), zero())
    discount_total = sum((line.discount for line in lines), zero())
    tax_total = sum((line.tax for line in lines), zero())
    on_top = tax_total if mode is TaxMode.EXCLUSIVE else zero()
    return Totals(subtotal, discount_total, tax_total, subtotal - discount_total + on_top)


def sum_taxes(taxes: Sequence[LineTax]) -> Decimal:
    """Add up the components of a line's tax."""
    return sum((tax.amount for tax in taxes), zero())
