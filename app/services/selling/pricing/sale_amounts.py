"""The price of a basket, line by line and in all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.core.errors import Invalid
from app.core.money import MAX_MONEY, line_total, rounding_to, zero
from app.models import Role, TaxMode, Tender
from app.repositories.catalogue.sweets import SweetForSale
from app.repositories.catalogue.tax_classes import TaxDue
from app.services.common.context import ShopContext
from app.services.selling.basket import BasketContents
from app.services.selling.pricing.discounts import LineDiscount, check_discount_limit, discount_lines
from app.services.selling.pricing.taxes import tax_line
from app.services.selling.pricing.totals import LineAmounts, Totals, add_up, sum_taxes


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """The terms of a batch of sales, beside the prices."""

    context: ShopContext
    max_discount_percent: Mapping[Role, Decimal] = field(default_factory=dict)
    tax_mode: TaxMode | None = None
    """None where nothing is taxed."""
    taxes: Mapping[tuple[int, date], TaxDue] = field(default_factory=dict)
    """The tax due by tax class and day."""
    cash_rounding: Decimal = Decimal(0)
    """The step that cash is rounded to, 0 for none."""

    def tax_due(self, sweet: SweetForSale, day: date) -> TaxDue:
        """Return the tax due on a sweet and the HSN code it is sold under: its own, or else that of its class."""
        if sweet.tax_class_id is None or self.tax_mode is None:
            return TaxDue(sweet.hsn_code, ())
        due = self.taxes[sweet.tax_class_id, day]
        return TaxDue(sweet.hsn_code or due.hsn_code, due.components)


@dataclass(frozen=True, slots=True)
class SalePrice:
    """The price of a basket, line by line and in all."""

    lines: Sequence[LineAmounts]
    discounts: Sequence[LineDiscount]
    totals: Totals
    rounding: Decimal
    """What cash adds to the total or takes off it, to be paid in coins."""
    cash_rounding: Decimal
    """The step of that rounding, 0 where nothing is rounded."""

    @property
    def amount_due(self) -> Decimal:
        """The money to be paid."""
        return self.totals.total + self.rounding


def price_basket(basket: BasketContents, sweets: Mapping[int, SweetForSale], terms: SaleTerms, role: Role) -> SalePrice:
    """Price a basket: quantity times price, less the discounts, with the taxes of its day, in coins if it is cash.

    Raise `Invalid` for a discount above its price or a total above `MAX_MONEY`, `Forbidden` for a discount above the
    role's limit.
    """
    line_totals = [line_total(line.quantity, sweets[line.sweet_id].price) for line in basket.lines]
    _check_within_books(sum(line_totals, zero()))
    if basket.has_discount:
        own = [line.discount for line in basket.lines]
        discounts = discount_lines(line_totals, own, basket.discount)
        check_discount_limit(line_totals, own, basket.discount, terms.max_discount_percent[role])
    else:
        discounts = [LineDiscount(zero(), zero())] * len(line_totals)
    day = terms.context.day_of(basket.happened_at)
    lines = []
    for line, gross, off in zip(basket.lines, line_totals, discounts, strict=True):
        discount = off.of_line + off.of_sale
        net = gross - discount
        taxes = tax_line(net, terms.tax_due(sweets[line.sweet_id], day).components, terms.tax_mode)
        lines.append(LineAmounts(gross, discount, net, taxes, sum_taxes(taxes)))
    totals = add_up(lines, terms.tax_mode)
    step = terms.cash_rounding if basket.tender == Tender.CASH else zero()
    price = SalePrice(lines, discounts, totals, rounding_to(totals.total, step), step)
    _check_within_books(max(totals.total, price.amount_due))
    return price


def _check_within_books(total: Decimal) -> None:
    if total > MAX_MONEY:
        raise Invalid("total_too_large", "This sale is more than the shop's books can hold. Split it.")
