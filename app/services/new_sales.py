"""What an accepted order becomes: a sale with its prices, as it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.core.clock import financial_year, shop_date
from app.core.errors import Invalid
from app.core.money import MAX_MONEY, MONEY_PLACES, QUANTITY_PLACES, ZERO, line_total
from app.models import Role, Tender
from app.repositories.sales import NewSale, NewSaleLine
from app.repositories.sweets import SweetToSell
from app.services.access import Actor
from app.services.orders import Order, refused
from app.services.pricing import NO_DISCOUNT, LineDiscount, check_limit, discounts_of


@dataclass(frozen=True, slots=True)
class Terms:
    """What a batch is sold at besides the prices."""

    time_zone: ZoneInfo
    default_currency: str
    max_discount_percent: Mapping[Role, Decimal]


def new_sale(order: Order, actor: Actor, sweets: dict[int, SweetToSell], terms: Terms) -> NewSale:
    """Return the sale an order becomes, with the sweets and at the terms as they are."""
    totals = [line_total(line.quantity, sweets[line.sweet_id].price) for line in order.lines]
    subtotal = sum(totals, ZERO)
    if subtotal > MAX_MONEY:
        raise Invalid("total_too_large", "This sale is more than the shop's books can hold. Split it.")
    off = _discounts(order, totals, actor, terms)
    discount_total = sum((one.of_line + one.of_sale for one in off), ZERO)
    lines = []
    for line_no, (line, total, taken) in enumerate(zip(order.lines, totals, off, strict=True), 1):
        sweet = sweets[line.sweet_id]
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
            )
        )
    return NewSale(
        financial_year=financial_year(shop_date(order.placed_at, terms.time_zone)),
        buyer_id=None if actor.is_staff else actor.user_id,
        seller_id=actor.user_id if actor.is_staff else None,
        customer_id=order.customer_id,
        tender=order.tender,
        note=order.note,
        subtotal=subtotal,
        default_currency=terms.default_currency,
        idempotency_key=order.request_key.key if order.request_key else None,
        created_at=order.placed_at,
        lines=lines,
        amount_given=_checked_amount(order, subtotal - discount_total),
        discount_total=discount_total,
        discount_reason=order.discount.reason if order.discount else None,
    )


def _discounts(order: Order, totals: Sequence[Decimal], actor: Actor, terms: Terms) -> Sequence[LineDiscount]:
    """Return what is taken off each line, if the actor may take off so much."""
    if not order.has_discount:
        return [NO_DISCOUNT] * len(totals)
    own = [line.discount for line in order.lines]
    off = discounts_of(totals, own, order.discount)
    check_limit(totals, own, order.discount, terms.max_discount_percent[actor.role])
    return off


def _checked_amount(order: Order, total: Decimal) -> Decimal | None:
    """Return what was handed over, or refuse it: what is no cash, and what does not pay the total."""
    given = order.amount_given
    if given is None:
        return None
    if order.tender != Tender.CASH:
        raise refused("/amount_given", "amount_given_not_cash", "Only cash is given and changed: leave it out.")
    if given < total:
        detail = f"{given:.2f} is too little for {total:.2f}: {total - given:.2f} is missing."
        raise refused("/amount_given", "amount_given_too_small", detail)
    return given.quantize(MONEY_PLACES)
