"""Baskets: the request to buy, as it arrived."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.core.names import text_key
from app.models import Tender
from app.schemas.sale import BasketCreate, DiscountCreate, SaleCreate
from app.services.common.access import Caller
from app.services.common.idempotency import RequestKey
from app.services.selling.settlement import AskedPayment, payments_of


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount: either a percentage or an amount."""

    reason: str
    percent: Decimal | None = None
    amount: Decimal | None = None
    pointer: str = "/discount"
    """Its place in the request."""


UNKNOWN_SWEET = 0
"""The id of a sweet that is named by a code and not found yet, or not there."""


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A quantity of one sweet, or all that is left of it."""

    sweet_id: int
    quantity: Decimal
    """0 for all that is left, until that is known."""
    pointer: str = "/quantity"
    """The quantity's place in the request."""
    sweet_pointer: str | None = None
    """The place of the field that names the sweet, if it is in the body."""
    sku: str | None = None
    """The SKU that names the sweet instead of its id, as `text_key` writes it."""
    barcode: str | None = None
    """The barcode that does."""
    all_left: bool = False
    discount: Discount | None = None
    tare: Decimal | None = None
    """The weight of the box, which the quantity excludes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketContents:
    """The part of a basket that decides its price."""

    lines: tuple[BasketLine, ...]
    placed_at: datetime
    discount: Discount | None = None
    """The discount on the whole sale. Only staff may give one, here or on a line."""
    sold_at: datetime | None = None
    """When it was sold, if it is entered later."""

    @property
    def happened_at(self) -> datetime:
        """The moment whose business day and taxes it has."""
        return self.sold_at or self.placed_at

    @property
    def has_discount(self) -> bool:
        """Whether the basket or any of its lines has a discount."""
        return self.discount is not None or any(line.discount is not None for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket(BasketContents):
    """A request to buy. Its caller is confirmed when the basket is decided."""

    caller: Caller
    note: str | None = None
    payments: tuple[AskedPayment, ...] = ()
    """How staff are paid; nothing said, all of it in cash."""
    max_total: Decimal | None = None
    """The amount due that the buyer was shown and agreed to."""
    customer_id: int | None = None
    """The customer it is sold to, whom only staff may name."""
    late_reason: str | None = None
    """Why it is entered after its business day."""
    request_key: RequestKey | None = None


def lines_of(asked: BasketCreate) -> tuple[BasketLine, ...]:
    """Return the lines of a request."""
    return tuple(
        BasketLine(
            sweet_id=line.sweet_id or UNKNOWN_SWEET,
            quantity=line.quantity or Decimal(0),
            pointer=f"/lines/{index}/{'all_left' if line.all_left else 'quantity'}",
            sweet_pointer=f"/lines/{index}/{line.named_by}",
            sku=line.sku and text_key(line.sku),
            barcode=line.barcode,
            all_left=bool(line.all_left),
            discount=_discount(line.discount, f"/lines/{index}/discount"),
            tare=line.tare,
        )
        for index, line in enumerate(asked.lines)
    )


def discount_of(asked: BasketCreate) -> Discount | None:
    """Return the discount on the whole of a request."""
    return _discount(asked.discount, "/discount")


def contents_of(asked: BasketCreate, placed_at: datetime) -> BasketContents:
    """Return the contents of a request to be priced."""
    return BasketContents(lines=lines_of(asked), placed_at=placed_at, discount=discount_of(asked))


def asked_payments(asked: SaleCreate) -> tuple[AskedPayment, ...]:
    """Return the payments of a request, those of its short form too; none if it says nothing."""
    if asked.payments is not None:
        return payments_of(asked.payments)
    if asked.tender is None and asked.amount_given is None:
        return ()
    pointer = "/amount_given" if asked.tender is None else "/tender"
    return (AskedPayment(asked.tender or Tender.CASH, given=asked.amount_given, pointer=pointer),)


def _discount(given: DiscountCreate | None, pointer: str) -> Discount | None:
    return None if given is None else Discount(given.reason, given.percent, given.amount, pointer)
