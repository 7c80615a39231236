"""Rules for quantities that enter or leave stock, and the errors that reject them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.money import MAX_QUANTITY, QUANTITY_PLACES, is_on_step
from app.models import WEIGHED
from app.repositories.catalogue.sweets import LockedSweet, SweetForSale

AnySweet = TypeVar("AnySweet", bound=SweetForSale)


def existing(sweet: AnySweet | None) -> AnySweet:
    """Return the sweet; raise `NotFound` if it is missing."""
    if sweet is None:
        raise NotFound("sweet_not_found", "There is no such sweet.")
    return sweet


def sellable(sweet: AnySweet | None) -> AnySweet:
    """Return the sweet; raise an error if it is missing or archived."""
    sweet = existing(sweet)
    if sweet.archived:
        raise Conflict("sweet_archived", f"{sweet.name} is no longer sold.")
    return sweet


def check_step(quantity: Decimal, sweet: SweetForSale, pointer: str = "/quantity") -> None:
    """Reject a quantity that is not a multiple of the sweet's step."""
    if not is_on_step(quantity, sweet.quantity_step):
        detail = f"{sweet.name} comes in steps of {sweet.quantity_step.normalize():f} {sweet.unit}."
        raise Invalid("off_step_quantity", detail, [FieldError(pointer, "off_step_quantity", detail)])


def check_found(quantity: Decimal, sweet: LockedSweet, pointer: str) -> None:
    """Reject a fraction of a piece or box that is off the sweet's step.

    Steps apply to selling and receiving. Weighed sweets may be lost, found and counted in any weight.
    """
    if sweet.unit not in WEIGHED and quantity % 1 != 0:
        check_step(quantity, sweet, pointer)


def check_room(quantity: Decimal, sweet: LockedSweet) -> None:
    """Reject a quantity that would raise stock above the largest the books can hold."""
    if sweet.on_hand + quantity > MAX_QUANTITY:
        raise Conflict("too_much_stock", "This is more than the shop's books can hold.")


def check_room_for_all(incoming: Iterable[tuple[int, Decimal]], sweets: Mapping[int, LockedSweet]) -> None:
    """Reject returned goods that would raise stock above the largest the books can hold."""
    added: dict[int, Decimal] = defaultdict(Decimal)
    for sweet_id, quantity in incoming:
        added[sweet_id] += quantity
    for sweet_id, quantity in added.items():
        check_room(quantity, sweets[sweet_id])


def shortage(sweet: SweetForSale, requested: Decimal, available: Decimal) -> dict[str, Any]:
    """Return the requested and available quantity of a sweet, as the error lists them."""
    return {
        "sweet_id": sweet.id,
        "name": sweet.name,
        "requested": str(requested.quantize(QUANTITY_PLACES)),
        "available": str(available.quantize(QUANTITY_PLACES)),
        "unit": sweet.unit,
    }


def insufficient_stock(shortages: Sequence[dict[str, Any]]) -> Conflict:
    """Return the error for a request that takes more than is available, with every shortage."""
    return Conflict("insufficient_stock", "Not enough stock available.", extra={"shortages": list(shortages)})
