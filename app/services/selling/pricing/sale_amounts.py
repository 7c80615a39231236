"""The price of a basket, line by line and in all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.core.errors import Invalid
from app.core.money import MAX_MONEY, line_total, zero
from app.models import Role, TaxMode
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


def price_basket(basket: BasketContents, sweets: Mapping[int, SweetForSale], terms: SaleTerms, role: Role) -> SalePrice:
    """Price a basket: quantity times price, less the discounts, with the taxes of its day.

    Raise `Invalid` for a discount above its price or a total above `MAX_MONEY`, `Forbidden` for a discount above the
    role's limit.
    """
    line_totals = [line_total(line.quantity, sweets[line.sweet_id].price) for line in basket.lines]
    check_within_books(sum(line_totals, zero()))
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
    check_within_books(totals.total)
    return SalePrice(lines, discounts, totals)


def check_within_books(total: Decimal) -> None:
    """Refuse an amount that the shop's books cannot hold."""
    if total > MAX_MONEY:
        raise Invalid("total_too_large", "This sale is more than the shop's books can hold. Split it.")
