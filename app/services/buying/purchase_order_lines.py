"""Rules for the lines of a purchase order: what may be ordered."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.core.errors import Conflict, FieldError, Invalid
from app.core.money import MAX_MONEY, MAX_QUANTITY, MAX_UNIT_COST, is_on_step, unit_cost
from app.repositories.buying.purchase_orders import OrderLine
from app.repositories.catalogue.sweets import LockedSweet
from app.schemas.purchase_order import OrderedLine, PurchaseLineCreate


def new_lines(wanted: Sequence[OrderedLine], sweets: Mapping[int, LockedSweet]) -> list[OrderLine]:
    """Return the order lines to write; reject them all if any is wrong, naming each fault."""
    check_orderable(wanted, sweets)
    lines = [
        OrderLine(
            line_no=line_no,
            sweet_id=line.sweet_id,
            sku=sweets[line.sweet_id].sku,
            name=sweets[line.sweet_id].name,
            unit=sweets[line.sweet_id].unit,
            packs=line.packs,
            pack_size=line.pack_size,
            pack_cost=line.pack_cost,
        )
        for line_no, line in enumerate(wanted, 1)
    ]
    if total_cost(lines) > MAX_MONEY:
        raise Invalid("total_too_large", "This order is more than the shop's books can hold. Split it.")
    return lines


def check_orderable(lines: Sequence[OrderedLine | OrderLine], sweets: Mapping[int, LockedSweet]) -> None:
    """Reject lines whose sweets cannot be ordered now, naming each fault."""
    faults = [fault for index, line in enumerate(lines) if (fault := _fault(index, line, sweets.get(line.sweet_id)))]
    if faults:
        raise Invalid(faults[0].code, faults[0].detail, faults)
    archived = [
        FieldError(f"/lines/{index}/sweet_id", "sweet_archived", f"{sweets[line.sweet_id].name} is no longer sold.")
        for index, line in enumerate(lines)
        if sweets[line.sweet_id].archived
    ]
    if archived:
        raise Conflict("sweet_archived", archived[0].detail, archived)


def total_cost(lines: Sequence[OrderLine]) -> Decimal:
    """Return the cost of all packs of all lines."""
    return sum((line.packs * line.pack_cost for line in lines), Decimal(0))


def check_dates_wait(lines: Sequence[PurchaseLineCreate]) -> None:
    """Reject made-on and best-before days of goods that are only ordered: they are known on delivery."""
    detail = "Say when goods were made and until when they keep when you receive them."
    faults = [
        FieldError(f"/lines/{index}/{name}", "dates_before_receipt", detail)
        for index, line in enumerate(lines)
        for name in ("made_on", "best_before")
        if getattr(line, name) is not None
    ]
    if faults:
        raise Invalid("dates_before_receipt", detail, faults)


TOO_DEAR = "This costs more for one unit than the shop's books can hold."


def _fault(index: int, line: OrderedLine | OrderLine, sweet: LockedSweet | None) -> FieldError | None:
    if sweet is None:
        return FieldError(f"/lines/{index}/sweet_id", "unknown_sweet", "There is no such sweet.")
    if not is_on_step(line.pack_size, sweet.quantity_step):
        detail = f"{sweet.name} comes in steps of {sweet.quantity_step.normalize():f} {sweet.unit}."
        return FieldError(f"/lines/{index}/pack_size", "off_step_quantity", detail)
    if line.packs * line.pack_size > MAX_QUANTITY:
        return FieldError(f"/lines/{index}/packs", "quantity_too_large", "This is more than the shop's books can hold.")
    if unit_cost(line.pack_cost, line.pack_size) > MAX_UNIT_COST:
        return FieldError(f"/lines/{index}/pack_cost", "unit_cost_too_large", TOO_DEAR)
    return None
