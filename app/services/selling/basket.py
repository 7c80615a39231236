"""Orders: what somebody wants to buy, and what may be asked for at all."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.core.errors import FieldError, Forbidden, Invalid
from app.models import WEIGHED
from app.repositories.catalogue.sweets import LockedSweet
from app.services.common.access import Actor, Caller
from app.services.common.idempotency import RequestKey
from app.services.people.customers import customer_not_found
from app.services.selling.pricing import Discount
from app.services.stock.rules import check_step, sellable


@dataclass(frozen=True, slots=True)
class BasketLine:
    """How much of which sweet somebody wants."""

    sweet_id: int
    quantity: Decimal
    pointer: str = "/quantity"
    """Where the quantity stands in the request."""
    discount: Discount | None = None
    tare: Decimal | None = None
    """What the box weighs, which is not in the quantity."""


@dataclass(frozen=True, slots=True)
class Basket:
    """A wish to buy, as it arrived. Who it is from is confirmed when it is decided."""

    caller: Caller
    lines: tuple[BasketLine, ...]
    tender: str
    placed_at: datetime
    note: str | None = None
    amount_given: Decimal | None = None
    """What was handed over in cash."""
    discount: Discount | None = None
    """What is taken off the whole, which only staff may say, as of a line."""
    customer_id: int | None = None
    """To whom it is sold, which only staff may say."""
    request_key: RequestKey | None = None

    @property
    def has_discount(self) -> bool:
        """Whether anything is to be taken off."""
        return self.discount is not None or any(line.discount is not None for line in self.lines)


def check_permitted(basket: Basket, actor: Actor, customers: set[int]) -> None:
    """Refuse what is not for the caller to say: a customer who is not there, and from customers anything of either."""
    if basket.has_discount and not actor.is_staff:
        raise Forbidden("forbidden", "Only staff take something off. Leave discount out.")
    if basket.customer_id is None:
        return
    if not actor.is_staff:
        raise Forbidden("forbidden", "Only staff say to whom they sell. Leave customer_id out.")
    if basket.customer_id not in customers:
        raise customer_not_found()


def wanted_of(basket: Basket, sweets: dict[int, LockedSweet]) -> dict[int, Decimal]:
    """Return how much the basket wants of each sweet in all, or refuse lines that cannot be sold at all."""
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    for line in basket.lines:
        sweet = sellable(sweets.get(line.sweet_id))
        check_step(line.quantity, sweet, line.pointer)
        if line.quantity < sweet.min_quantity:
            detail = f"{sweet.name} is sold from {sweet.min_quantity.normalize():f} {sweet.unit}."
            raise refused(line.pointer, "below_min_quantity", detail)
        _check_tare(line, sweet)
        wanted[sweet.id] += line.quantity
    return wanted


def _check_tare(line: BasketLine, sweet: LockedSweet) -> None:
    """Refuse the weight of a box around what is not weighed."""
    if line.tare is not None and sweet.unit not in WEIGHED:
        detail = f"{sweet.name} is sold by the {sweet.unit}: there is no box to weigh. Leave tare out."
        raise refused(line.pointer.replace("/quantity", "/tare"), "tare_not_weighed", detail)


def refused(pointer: str, code: str, detail: str) -> Invalid:
    """Return the refusal of one place of a basket."""
    return Invalid(code, detail, [FieldError(pointer, code, detail)])
