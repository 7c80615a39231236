"""The arithmetic of sales and refunds. It is pure: every amount is rounded half up to two places, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from app.core.errors import FieldError, Forbidden, Invalid
from app.core.money import MAX_MONEY, MONEY_PLACES, RATE_PLACES, ZERO, line_total, percent_of, share, spread
from app.models import Role, TaxMode
from app.repositories.catalogue.sweets import LockedSweet
from app.repositories.catalogue.tax_classes import TaxDue
from app.repositories.selling.refunds import SoldLine
from app.services.common.context import ShopContext
from app.services.selling.basket import Basket, Discount


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """The terms of a batch of sales, beside the prices."""

    context: ShopContext
    max_discount_percent: Mapping[Role, Decimal] = field(default_factory=dict)
    tax_mode: TaxMode | None = None
    """None where nothing is taxed."""
    taxes: Mapping[tuple[int, date], TaxDue] = field(default_factory=dict)
    """The tax due by tax class and day."""

    def tax_due(self, sweet: LockedSweet, day: date) -> TaxDue:
        """Return the tax due on a sweet and the HSN code it is sold under: its own, or else that of its class."""
        if sweet.tax_class_id is None or self.tax_mode is None:
            return TaxDue(sweet.hsn_code, ())
        due = self.taxes[sweet.tax_class_id, day]
        return TaxDue(sweet.hsn_code or due.hsn_code, due.components)


@dataclass(frozen=True, slots=True)
class LineDiscount:
    """The discount on one line: its own, and its part of the discount on the sale."""

    of_line: Decimal = ZERO
    of_sale: Decimal = ZERO


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


@dataclass(frozen=True, slots=True)
class SalePrice:
    """The price of a basket, line by line and in all."""

    lines: Sequence[LineAmounts]
    discounts: Sequence[LineDiscount]
    totals: Totals


def price_basket(basket: Basket, sweets: Mapping[int, LockedSweet], terms: SaleTerms, role: Role) -> SalePrice:
    """Price a basket: quantity times price, less the discounts, with the taxes of its day.

    Raise `Invalid` for a discount above its price or a total above `MAX_MONEY`, `Forbidden` for a discount above the
    role's limit.
    """
    line_totals = [line_total(line.quantity, sweets[line.sweet_id].price) for line in basket.lines]
    _check_within_books(sum(line_totals, ZERO))
    if basket.has_discount:
        own = [line.discount for line in basket.lines]
        discounts = discount_lines(line_totals, own, basket.discount)
        check_discount_limit(line_totals, own, basket.discount, terms.max_discount_percent[role])
    else:
        discounts = [_NO_DISCOUNT] * len(line_totals)
    day = terms.context.day_of(basket.placed_at)
    lines = []
    for line, gross, off in zip(basket.lines, line_totals, discounts, strict=True):
        discount = off.of_line + off.of_sale
        net = gross - discount
        taxes = tax_line(net, terms.tax_due(sweets[line.sweet_id], day).components, terms.tax_mode)
        lines.append(LineAmounts(gross, discount, net, taxes, _sum_taxes(taxes)))
    totals = add_up(lines, terms.tax_mode)
    _check_within_books(totals.total)
    return SalePrice(lines, discounts, totals)


def discount_lines(
    line_totals: Sequence[Decimal], own: Sequence[Discount | None], whole: Discount | None
) -> list[LineDiscount]:
    """Return the discount on each line: its own, then its part of the discount on the sale.

    The sale's discount is taken once, off the sum the lines' own discounts leave, and spread in proportion.
    """
    of_lines = [_discount_amount(one, total) for total, one in zip(line_totals, own, strict=True)]
    left = [total - of_line for total, of_line in zip(line_totals, of_lines, strict=True)]
    of_sale = spread(_discount_amount(whole, sum(left, ZERO)), left)
    return [LineDiscount(*parts) for parts in zip(of_lines, of_sale, strict=True)]


def check_discount_limit(
    line_totals: Sequence[Decimal], own: Sequence[Discount | None], whole: Discount | None, max_percent: Decimal
) -> None:
    """Refuse discounts that take more than `max_percent` off any line.

    The limit applies to the discount before rounding: a seller who may give 10 % may give it on Rs 0.15, where it
    rounds to Rs 0.02.
    """
    left = [total - _discount_amount(one, total) for total, one in zip(line_totals, own, strict=True)]
    of_sale = _discount_fraction(whole, sum(left, ZERO))
    faults = []
    for index, (total, one) in enumerate(zip(line_totals, own, strict=True)):
        of_line = _discount_fraction(one, total)
        if total > 0 and (of_line + of_sale * (1 - of_line)) * 100 > Fraction(max_percent):
            place = f"/lines/{index}/discount" if one is not None else "/discount"
            faults.append(FieldError(place, "discount_over_limit", f"Line {index + 1} would go below the limit."))
    if faults:
        detail = f"You may take at most {max_percent.normalize():f} % off any line. Take off less, or ask an admin."
        raise Forbidden("discount_over_limit", detail, faults)


def tax_line(net: Decimal, components: Sequence[tuple[str, Decimal]], mode: TaxMode | None) -> list[LineTax]:
    """Tax a line's net amount, each component rounded by itself.

    An exclusive tax is net x rate / 100. An inclusive one is contained in the net: net x rate / (100 + all rates), and
    the taxable amount is the net less all components, so that they add up to it exactly.
    """
    if not components:
        return []
    whole = Decimal(100)
    if mode is TaxMode.INCLUSIVE:
        whole += sum((rate for _, rate in components), ZERO)
    amounts = [(net * rate / whole).quantize(MONEY_PLACES, ROUND_HALF_UP) for _, rate in components]
    taxable = _taxable(net, amounts, mode)
    return [
        LineTax(name, rate.quantize(RATE_PLACES), taxable, amount)
        for (name, rate), amount in zip(components, amounts, strict=True)
    ]


def refund_line(line: SoldLine, quantity: Decimal, mode: TaxMode) -> LineAmounts:
    """Split a line's amounts for a partial refund.

    Each amount is the line's share up to and including this part, less its share before it, both rounded. So no part
    is negative, all parts of a line add up to it, and the last one takes the cents that remain.
    """

    def part(amount: Decimal) -> Decimal:
        after = share(amount, line.refunded + quantity, line.quantity)
        return after - share(amount, line.refunded, line.quantity)

    net, discount = part(line.net), part(line.discount)
    amounts = [part(amount) for _, _, amount in line.taxes]
    taxable = _taxable(net, amounts, mode)
    taxes = [
        LineTax(component, rate, taxable, amount)
        for (component, rate, _), amount in zip(line.taxes, amounts, strict=True)
    ]
    return LineAmounts(net + discount, discount, net, taxes, _sum_taxes(taxes))


def add_up(lines: Sequence[LineAmounts], mode: TaxMode | None) -> Totals:
    """Add up lines. An exclusive tax comes on top of their net amounts."""
    subtotal = sum((line.line_total for line in lines), ZERO)
    discount_total = sum((line.discount for line in lines), ZERO)
    tax_total = sum((line.tax for line in lines), ZERO)
    on_top = tax_total if mode is TaxMode.EXCLUSIVE else ZERO
    return Totals(subtotal, discount_total, tax_total, subtotal - discount_total + on_top)


def _discount_amount(discount: Discount | None, price: Decimal) -> Decimal:
    if discount is None:
        return ZERO
    if discount.percent is not None:
        return percent_of(price, discount.percent)
    amount = (discount.amount or ZERO).quantize(MONEY_PLACES)
    if amount > price:
        detail = f"{amount:.2f} is more than the {price:.2f} it would be taken off."
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


def _taxable(net: Decimal, taxes: Sequence[Decimal], mode: TaxMode | None) -> Decimal:
    return net - sum(taxes, ZERO) if mode is TaxMode.INCLUSIVE else net


def _sum_taxes(taxes: Sequence[LineTax]) -> Decimal:
    return sum((tax.amount for tax in taxes), ZERO)


def _check_within_books(total: Decimal) -> None:
    if total > MAX_MONEY:
        raise Invalid("total_too_large", "This sale is more than the shop's books can hold. Split it.")


_NO_DISCOUNT = LineDiscount()
