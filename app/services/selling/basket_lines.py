"""The lines of a basket, settled: codes by their sweets, and all that is left by its quantity."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from app.core.money import is_on_step
from app.core.names import text_key
from app.repositories.catalogue.sweets import SweetForSale
from app.repositories.catalogue.sweets_for_sale import NamedSweets
from app.services.selling.basket import UNKNOWN_SWEET, BasketContents, BasketLine

AnyBasket = TypeVar("AnyBasket", bound=BasketContents)


def named_sweets(baskets: Iterable[BasketContents]) -> NamedSweets:
    """Return the sweets that the lines of some baskets name."""
    lines = [line for basket in baskets for line in basket.lines]
    return NamedSweets(
        ids=list({line.sweet_id for line in lines if line.sweet_id != UNKNOWN_SWEET}),
        skus=list({line.sku for line in lines if line.sku is not None}),
        barcodes=list({line.barcode for line in lines if line.barcode is not None}),
    )


def with_sweets(baskets: Sequence[AnyBasket], sweets: Iterable[SweetForSale]) -> Sequence[AnyBasket]:
    """Return baskets whose lines name their sweets by id; a code that no sweet has stays unknown."""
    if not any(line.sweet_id == UNKNOWN_SWEET for basket in baskets for line in basket.lines):
        return baskets
    by_code: dict[tuple[str | None, str | None], int] = {}
    for sweet in sweets:
        by_code[text_key(sweet.sku), None] = sweet.id
        if sweet.barcode is not None:
            by_code[None, sweet.barcode] = sweet.id

    def found(line: BasketLine) -> BasketLine:
        return replace(line, sweet_id=line.sweet_id or by_code.get((line.sku, line.barcode), UNKNOWN_SWEET))

    return [replace(basket, lines=tuple(found(line) for line in basket.lines)) for basket in baskets]


def with_all_left(basket: AnyBasket, available: Callable[[int], Decimal]) -> AnyBasket:
    """Return a basket whose lines of all that is left have their quantities: what is available and no other line takes.

    Of two such lines of a sweet the first takes all.
    """
    if not any(line.all_left for line in basket.lines):
        return basket
    taken = _quantities(basket.lines)
    lines = []
    for line in basket.lines:
        if line.all_left:
            left = max(available(line.sweet_id) - taken[line.sweet_id], Decimal(0))
            taken[line.sweet_id] += left
            lines.append(replace(line, quantity=left))
        else:
            lines.append(line)
    return replace(basket, lines=tuple(lines))


def is_regular(line: BasketLine, sweet: SweetForSale) -> bool:
    """Tell whether a line's quantity is on the sweet's step and not below its minimum."""
    return line.quantity >= sweet.min_quantity and is_on_step(line.quantity, sweet.quantity_step)


def takes_all(line: BasketLine, basket: BasketContents, available: Decimal) -> bool:
    """Tell whether a line takes all that is available and that the other lines leave."""
    return line.quantity > 0 and _quantities(basket.lines)[line.sweet_id] == available


def needed_of(baskets: Iterable[BasketContents], sweets: Mapping[int, SweetForSale]) -> dict[int, Decimal | None]:
    """Return how much of each sweet has to be looked at: what the lines take, or None for all there is.

    A quantity that only all that is left may have needs all of it looked at.
    """
    needed: dict[int, Decimal | None] = defaultdict(Decimal)
    for line in (line for basket in baskets for line in basket.lines):
        sweet = sweets.get(line.sweet_id)
        if sweet is None:
            continue
        before = needed[sweet.id]
        needed[sweet.id] = before + line.quantity if before is not None and is_regular(line, sweet) else None
    return needed


def _quantities(lines: Iterable[BasketLine]) -> dict[int, Decimal]:
    quantities: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        quantities[line.sweet_id] += line.quantity
    return quantities
