"""May this be sold? The rules of a sale, in the order in which they are asked."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.core.clock import BusinessDays
from app.core.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from app.core.money import zero
from app.models import STAFF, WEIGHED, Role, Tender
from app.repositories.catalogue.sweets import LockedSweet, SweetForSale
from app.repositories.people.customers import CustomerToSell
from app.repositories.selling.orders import BuyersOrders
from app.repositories.selling.sale_writer import NewSale
from app.services.common.access import Actor
from app.services.people.customers import customer_not_found
from app.services.selling.basket import Basket, BasketContents, BasketLine
from app.services.selling.basket_lines import is_regular, takes_all, with_all_left
from app.services.selling.buyer_limits import check_limits, check_may_buy, count
from app.services.selling.drawers.rules import drawer_required
from app.services.selling.new_sale import new_sale
from app.services.selling.pricing.sale_amounts import SalePrice, SaleTerms, check_within_books, price_basket
from app.services.selling.settlement import AskedPayment, Settlement, check_tenders, settle
from app.services.stock.allocation import Allocation
from app.services.stock.rules import check_step, insufficient_stock, sellable, shortage


@dataclass(frozen=True, slots=True)
class LockedShop:
    """The state that decides a batch of baskets. It stays locked until the batch is committed."""

    customers: Mapping[int, CustomerToSell]
    """Those of the baskets' customers that exist."""
    sweets: Mapping[int, LockedSweet]
    allocation: Allocation
    terms: SaleTerms
    orders: BuyersOrders | None = None
    """What the buyers have ordered, those baskets included that were accepted so far; None without limits."""
    without_drawer: frozenset[int] = frozenset()
    """Those of the sellers who may take no cash, because they have no drawer open."""
    charged: dict[int, Decimal] = field(default_factory=dict)
    """What the baskets accepted so far put on the account of each customer."""


@dataclass(frozen=True, slots=True)
class AcceptedSale:
    """A sale to be written with its payments, and the parts of lots that each of its lines takes."""

    basket: Basket
    actor: Actor
    price: SalePrice
    settlement: Settlement
    sale: NewSale
    lots: Sequence[Sequence[tuple[int, Decimal]]]


def sell(basket: Basket, actor: Actor, shop: LockedShop) -> AcceptedSale:
    """Sell a basket and take its goods from the allocation, or raise the first rule it breaks.

    The actor is confirmed already: the login is valid, and the role is still the token's.
    """
    settings = shop.terms.context.settings
    check_may_buy(actor, settings)
    check_discount_is_by_staff(basket, actor.role)
    _check_moment(basket, actor, shop.terms.context.business_days)
    _check_customer(basket, actor, shop.customers)
    basket = with_all_left(basket, shop.allocation.available)
    for line in basket.lines:
        check_line(line, shop.sweets.get(line.sweet_id), basket, shop.allocation.available(line.sweet_id))
    _check_stock(basket, shop.sweets, shop.allocation)
    if shop.orders is not None:
        check_limits(basket, actor, settings, shop.sweets, shop.orders)
    price = price_basket(basket, shop.sweets, shop.terms, actor.role)
    settlement = _settle(basket, actor, price.totals.total, shop)
    _check_max_total(basket, price.totals.total + settlement.rounding)
    if settlement.cash > 0 and actor.user_id in shop.without_drawer:
        raise drawer_required()
    _check_account(basket, settlement, shop)
    if shop.orders is not None and not actor.is_staff:
        count(basket, actor, shop.orders)

    lots = [shop.allocation.take(line.sweet_id, line.quantity) for line in basket.lines]
    costs = [shop.allocation.cost(parts) for parts in lots]
    customer_id = customer_of(basket, actor)
    customer = None if customer_id is None else shop.customers.get(customer_id)
    sale = new_sale(basket, actor, customer, shop.sweets, shop.terms, price, settlement, costs)
    return AcceptedSale(basket, actor, price, settlement, sale, lots)


def customer_of(basket: Basket, actor: Actor) -> int | None:
    """Return the customer that staff sell to, or that the account of somebody who buys for themselves is linked to."""
    return basket.customer_id if actor.is_staff else actor.customer_id


def check_discount_is_by_staff(basket: BasketContents, role: Role) -> None:
    """Refuse a discount by anybody but staff."""
    if basket.has_discount and role not in STAFF:
        raise Forbidden("forbidden", "Only staff take something off. Leave discount out.")


def check_line(line: BasketLine, sweet: SweetForSale | None, basket: BasketContents, available: Decimal) -> None:
    """Refuse a line for its sweet, its quantity or its tare; whether there is enough of it is another question.

    All that is left may be off the step and below the minimum.
    """
    if sweet is None and line.sweet_pointer is not None:
        detail = "There is no such sweet."
        raise NotFound("sweet_not_found", detail, [FieldError(line.sweet_pointer, "sweet_not_found", detail)])
    sweet = sellable(sweet)
    if not (line.all_left or is_regular(line, sweet) or takes_all(line, basket, available)):
        check_step(line.quantity, sweet, line.pointer)
        _check_minimum(line, sweet)
    _check_tare(line, sweet)


def _check_customer(basket: Basket, actor: Actor, customers: Container[int]) -> None:
    """Refuse a customer named by a customer, and one that does not exist."""
    if basket.customer_id is None:
        return
    if not actor.is_staff:
        raise Forbidden("forbidden", "Only staff say to whom they sell. Leave customer_id out.")
    if basket.customer_id not in customers:
        raise customer_not_found()


def _check_moment(basket: Basket, actor: Actor, days: BusinessDays) -> None:
    """Refuse a sale of the future, and one of an earlier business day but by an admin who says why."""
    if basket.sold_at is None:
        return
    if not actor.is_staff:
        raise Forbidden("forbidden", "Only staff enter what was sold before. Leave sold_at out.")
    if basket.sold_at > basket.placed_at:
        raise _refusal("/sold_at", "sold_in_future", "This moment is yet to come. Say when it was sold.")
    if days.of(basket.sold_at) == days.of(basket.placed_at):
        return
    if actor.role is not Role.ADMIN:
        raise Forbidden("business_day_closed", "The books of that day are closed. Ask an admin to enter this sale.")
    if basket.late_reason is None:
        detail = "The books of that day are closed. Say in late_reason why it is entered now."
        raise _refusal("/late_reason", "late_reason_missing", detail)


def _check_minimum(line: BasketLine, sweet: SweetForSale) -> None:
    if line.quantity < sweet.min_quantity:
        detail = f"{sweet.name} is sold from {sweet.min_quantity.normalize():f} {sweet.unit}."
        raise _refusal(line.pointer, "below_min_quantity", detail)


def _check_tare(line: BasketLine, sweet: SweetForSale) -> None:
    """Refuse a tare for a sweet that is not weighed."""
    if line.tare is not None and sweet.unit not in WEIGHED:
        detail = f"{sweet.name} is sold by the {sweet.unit}: there is no box to weigh. Leave tare out."
        raise _refusal(f"{line.pointer.rpartition('/')[0]}/tare", "tare_not_weighed", detail)


def _check_stock(basket: Basket, sweets: Mapping[int, LockedSweet], allocation: Allocation) -> None:
    """Refuse more than is available, naming every shortage. Lines of the same sweet are summed first."""
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    for line in basket.lines:
        wanted[line.sweet_id] += line.quantity
    nothing_left = {line.sweet_id for line in basket.lines if line.all_left and line.quantity == 0}
    shortages = [
        shortage(sweets[sweet_id], quantity, allocation.available(sweet_id))
        for sweet_id, quantity in wanted.items()
        if allocation.available(sweet_id) < quantity or sweet_id in nothing_left
    ]
    if shortages:
        raise insufficient_stock(shortages)


def _check_max_total(basket: Basket, due: Decimal) -> None:
    """Refuse an amount due above the one that the buyer agreed to: a price or a tax rose meanwhile."""
    if basket.max_total is not None and due > basket.max_total:
        raise Conflict("total_above_max", f"It costs {due} now, which is more than the buyer was shown.")


def _settle(basket: Basket, actor: Actor, total: Decimal, shop: LockedShop) -> Settlement:
    """Settle a sale over the counter in full; a customer's purchase is due until it is collected."""
    if not actor.is_staff:
        if basket.payments:
            detail = "You pay when you collect. Leave the payment out."
            raise _refusal(basket.payments[0].pointer, "payment_by_customer", detail)
        return Settlement([], total)
    payments = basket.payments or (AskedPayment(Tender.CASH),)
    check_tenders([(one.tender, one.tender_pointer) for one in payments], shop.terms.context.settings)
    settlement = settle(payments, total, shop.terms.cash_rounding, in_full=True)
    check_within_books(total + settlement.rounding)
    return settlement


def _check_account(basket: Basket, settlement: Settlement, shop: LockedShop) -> None:
    """Refuse goods on account to nobody known, and above what a customer may owe."""
    charge = settlement.on_account
    if charge == 0:
        return
    pointer = next(one.tender_pointer for one in basket.payments if one.tender == Tender.ACCOUNT)
    if basket.customer_id is None:
        detail = "Say with customer_id whose account it goes on."
        raise _refusal(pointer, "account_needs_customer", detail)
    customer = shop.customers[basket.customer_id]
    left = customer.credit_left - shop.charged.get(basket.customer_id, zero())
    check_credit(customer, left, charge)
    shop.charged[basket.customer_id] = shop.charged.get(basket.customer_id, zero()) + charge


def check_credit(customer: CustomerToSell, left: Decimal, charge: Decimal) -> None:
    """Refuse a charge above what is left of a customer's limit."""
    if customer.credit_limit is None and left <= 0 < charge:
        raise Conflict("no_account", f"{customer.name} takes nothing on account. Ask an admin for a limit.")
    if left < charge:
        detail = f"{customer.name} may take {max(left, zero())} more on account, and this is {charge}."
        raise Conflict("credit_limit_exceeded", detail, extra={"left": str(max(left, zero()))})


def _refusal(pointer: str, code: str, detail: str) -> Invalid:
    return Invalid(code, detail, [FieldError(pointer, code, detail)])
