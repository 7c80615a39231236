"""The quote of a basket: its price by the rules of a sale, and everything a sale would refuse."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.core.errors import DomainError, FieldError
from app.core.money import floor_to_step
from app.models import Role
from app.repositories.catalogue.sweets import OfferedSweet
from app.services.selling.basket import BasketContents, BasketLine
from app.services.selling.basket_lines import with_all_left
from app.services.selling.pricing.discounts import LineDiscount
from app.services.selling.pricing.sale_amounts import SalePrice, SaleTerms, price_basket
from app.services.selling.pricing.totals import LineAmounts
from app.services.selling.sale_rules import check_discount_is_by_staff, check_line
from app.services.stock.amounts import amount_text


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """One line of a quote. A line that cannot be sold has no price."""

    line: BasketLine
    sweet: OfferedSweet | None
    left: Decimal
    """The available quantity that the other lines leave to this one."""
    price: tuple[LineAmounts, LineDiscount] | None

    @property
    def largest_quantity(self) -> Decimal:
        """The largest quantity that could be sold on this line, zero if none."""
        if self.sweet is None or self.sweet.archived:
            return Decimal(0)
        largest = floor_to_step(self.left, self.sweet.quantity_step)
        return largest if largest >= self.sweet.min_quantity else Decimal(0)


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of the lines that can be sold, and the problems in the order in which a sale finds them."""

    lines: Sequence[QuotedLine]
    price: SalePrice
    problems: Sequence[FieldError]


def quote_basket(basket: BasketContents, sweets: Mapping[int, OfferedSweet], terms: SaleTerms, role: Role) -> Quote:
    """Quote a basket. Where stock is short, earlier lines are served before later ones.

    Raise `Forbidden` for a discount by anybody but staff, `Invalid` for a total above `MAX_MONEY`.
    """
    check_discount_is_by_staff(basket, role)
    left = defaultdict(Decimal, {sweet.id: sweet.available for sweet in sweets.values()})
    basket = with_all_left(basket, lambda sweet_id: left[sweet_id])
    allowed, problems = _check_lines(basket, sweets)
    served = []
    for index in allowed:
        line = basket.lines[index]
        if 0 < line.quantity <= left[line.sweet_id]:
            left[line.sweet_id] -= line.quantity
            served.append(index)
    problems += [
        _shortage(line.pointer, left[line.sweet_id], sweets[line.sweet_id])
        for index, line in enumerate(basket.lines)
        if index in allowed and index not in served
    ]
    contents = replace(basket, lines=tuple(basket.lines[index] for index in served))
    price, refused_discounts = _price(contents, sweets, terms, role)
    prices = dict(zip(served, zip(price.lines, price.discounts, strict=True), strict=True))
    lines = [
        QuotedLine(
            line,
            sweets.get(line.sweet_id),
            left.get(line.sweet_id, Decimal(0)) + (line.quantity if index in prices else 0),
            prices.get(index),
        )
        for index, line in enumerate(basket.lines)
    ]
    return Quote(lines, price, [*problems, *refused_discounts])


def _check_lines(basket: BasketContents, sweets: Mapping[int, OfferedSweet]) -> tuple[list[int], list[FieldError]]:
    """Return the positions of the lines that only stock can refuse, and the problems of the others."""
    allowed: list[int] = []
    problems: list[FieldError] = []
    for index, line in enumerate(basket.lines):
        sweet = sweets.get(line.sweet_id)
        try:
            check_line(line, sweet, basket, sweet.available if sweet else Decimal(0))
            allowed.append(index)
        except DomainError as refusal:
            problems += _problems_of(refusal, f"/lines/{index}/sweet_id")
    return allowed, problems


def _price(
    contents: BasketContents, sweets: Mapping[int, OfferedSweet], terms: SaleTerms, role: Role
) -> tuple[SalePrice, Sequence[FieldError]]:
    """Price the lines that can be sold; without discounts if those are refused, with the problems."""
    undiscounted = replace(
        contents, discount=None, lines=tuple(replace(line, discount=None) for line in contents.lines)
    )
    if not contents.lines or not contents.has_discount:
        return price_basket(undiscounted, sweets, terms, role), []
    try:
        return price_basket(contents, sweets, terms, role), []
    except DomainError as refusal:
        return price_basket(undiscounted, sweets, terms, role), _problems_of(refusal, "/discount")


def _shortage(pointer: str, left: Decimal, sweet: OfferedSweet) -> FieldError:
    detail = f"{sweet.name}: {amount_text(left, sweet.unit)} left." if left else f"{sweet.name} is sold out."
    return FieldError(pointer, "insufficient_stock", detail)


def _problems_of(refusal: DomainError, pointer: str) -> Sequence[FieldError]:
    """Return the errors of a refusal; one that names no place gets the pointer."""
    return refusal.errors or [FieldError(pointer, refusal.code, refusal.detail)]
