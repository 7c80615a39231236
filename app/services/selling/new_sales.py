"""What an accepted basket becomes: a sale with its prices, as it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.core.clock import BusinessDays, financial_year, shop_date
from app.core.errors import Invalid
from app.core.money import MAX_MONEY, MONEY_PLACES, QUANTITY_PLACES, ZERO, line_total
from app.models import Role, TaxMode, Tender
from app.repositories.catalogue.sweets import LockedSweet
from app.repositories.catalogue.tax_classes import TaxDue
from app.repositories.selling.sale_writer import NewSale, NewSaleLine, NewSaleLineTax
from app.services.common.access import Actor
from app.services.selling.basket import Basket, refused
from app.services.selling.pricing import NO_DISCOUNT, LineDiscount, check_limit, discounts_of, taxes_of


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """What a batch is sold at besides the prices."""

    business_days: BusinessDays
    default_currency: str
    max_discount_percent: Mapping[Role, Decimal] = field(default_factory=dict)
    tax_mode: TaxMode | None = None
    """None where nothing is taxed."""
    taxes: Mapping[tuple[int, date], TaxDue] = field(default_factory=dict)
    """What each tax class is taxed at on each day of the batch."""


def new_sale(basket: Basket, actor: Actor, sweets: dict[int, LockedSweet], terms: SaleTerms) -> NewSale:
    """Return the sale a basket becomes, with the sweets and at the terms as they are."""
    totals = [line_total(line.quantity, sweets[line.sweet_id].price) for line in basket.lines]
    subtotal = sum(totals, ZERO)
    if subtotal > MAX_MONEY:
        raise _too_large()
    off = _discounts(basket, totals, actor, terms)
    day = shop_date(basket.placed_at, terms.business_days.time_zone)
    discount_total = sum((one.of_line + one.of_sale for one in off), ZERO)
    lines = []
    for line_no, (line, total, taken) in enumerate(zip(basket.lines, totals, off, strict=True), 1):
        sweet = sweets[line.sweet_id]
        taxes, hsn_code = _tax_of(sweet, total - taken.of_line - taken.of_sale, day, terms)
        lines.append(
            NewSaleLine(
                line_no=line_no,
                sweet_id=sweet.id,
                sku=sweet.sku,
                name=sweet.name,
                unit=sweet.unit,
                quantity=line.quantity.quantize(QUANTITY_PLACES),
                unit_price=sweet.price,
                line_total=total,
                line_discount=taken.of_line,
                sale_discount=taken.of_sale,
                discount_reason=line.discount.reason if line.discount else None,
                tax_class_id=sweet.tax_class_id,
                hsn_code=hsn_code,
                taxes=taxes,
                tare=None if line.tare is None else line.tare.quantize(QUANTITY_PLACES),
            )
        )
    tax_total = sum((line.tax for line in lines), ZERO)
    sale = NewSale(
        financial_year=financial_year(day),
        buyer_id=None if actor.is_staff else actor.user_id,
        seller_id=actor.user_id if actor.is_staff else None,
        customer_id=basket.customer_id,
        tender=basket.tender,
        note=basket.note,
        subtotal=subtotal,
        default_currency=terms.default_currency,
        idempotency_key=basket.request_key.key if basket.request_key else None,
        created_at=basket.placed_at,
        business_day=terms.business_days.of(basket.placed_at),
        lines=lines,
        amount_given=basket.amount_given if basket.amount_given is None else basket.amount_given.quantize(MONEY_PLACES),
        discount_total=discount_total,
        discount_reason=basket.discount.reason if basket.discount else None,
        tax_total=tax_total,
        tax_mode=terms.tax_mode,
    )
    if sale.total > MAX_MONEY:
        raise _too_large()
    _check_amount_given(sale)
    return sale


def _tax_of(
    sweet: LockedSweet, net: Decimal, day: date, terms: SaleTerms
) -> tuple[Sequence[NewSaleLineTax], str | None]:
    """Return the tax on a line, and the HSN code it is sold under: the sweet's, or else that of its class.

    What has no class is not taxed, nor is what is sold before the first day of its class: that tax is yet to come.
    """
    if sweet.tax_class_id is None or terms.tax_mode is None:
        return (), sweet.hsn_code
    due = terms.taxes[sweet.tax_class_id, day]
    return taxes_of(net, due.components, terms.tax_mode), sweet.hsn_code or due.hsn_code


def _too_large() -> Invalid:
    return Invalid("total_too_large", "This sale is more than the shop's books can hold. Split it.")


def _discounts(basket: Basket, totals: Sequence[Decimal], actor: Actor, terms: SaleTerms) -> Sequence[LineDiscount]:
    """Return what is taken off each line, if the actor may take off so much."""
    if not basket.has_discount:
        return [NO_DISCOUNT] * len(totals)
    own = [line.discount for line in basket.lines]
    off = discounts_of(totals, own, basket.discount)
    check_limit(totals, own, basket.discount, terms.max_discount_percent[actor.role])
    return off


def _check_amount_given(sale: NewSale) -> None:
    """Refuse to be handed what is no cash, and what does not pay the total."""
    given, total = sale.amount_given, sale.total
    if given is None:
        return
    if sale.tender != Tender.CASH:
        raise refused("/amount_given", "amount_given_not_cash", "Only cash is given and changed: leave it out.")
    if given < total:
        detail = f"{given:.2f} is too little for {total:.2f}: {total - given:.2f} is missing."
        raise refused("/amount_given", "amount_given_too_small", detail)
