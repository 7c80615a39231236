"""Rules for the lines of a purchase order: what may be ordered and what may be received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.errors import Conflict, FieldError, Invalid
from app.core.money import MAX_MONEY, MAX_QUANTITY, MAX_UNIT_COST, is_on_step, unit_cost
from app.repositories.buying.purchase_orders import OrderLine
from app.repositories.catalogue.sweets import LockedSweet
from app.schemas.purchase_order import GoodsReceiptLine, OrderedLine, PurchaseLineCreate


@dataclass(frozen=True, slots=True)
class Delivery:
    """Packs of one order line that were delivered together; `pointer` is their place in the request."""

    line: OrderLine
    packs: int
    pack_cost: Decimal
    made_on: date | None
    best_before: date | None
    pointer: str

    @property
    def quantity(self) -> Decimal:
        """The delivered quantity, in the sweet's unit."""
        return self.packs * self.line.pack_size

    @property
    def unit_cost(self) -> Decimal:
        """The cost of one unit, at the price that was paid for the pack."""
        return unit_cost(self.pack_cost, self.line.pack_size)


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


def deliveries_of(lines: Sequence[OrderLine], came: Sequence[GoodsReceiptLine]) -> list[Delivery]:
    """Return the deliveries for an order's lines; reject them all if any was not ordered or exceeds its order."""
    by_number = {line.line_no: line for line in lines}
    unknown = [
        FieldError(f"/lines/{index}/line_no", "unknown_line", "There is no such line on this order.")
        for index, one in enumerate(came)
        if one.line_no not in by_number
    ]
    if unknown:
        raise Invalid("unknown_line", unknown[0].detail, unknown)
    deliveries = [
        Delivery(
            line=by_number[one.line_no],
            packs=one.packs,
            pack_cost=by_number[one.line_no].pack_cost if one.pack_cost is None else one.pack_cost,
            made_on=one.made_on,
            best_before=one.best_before,
            pointer=f"/lines/{index}",
        )
        for index, one in enumerate(came)
    ]
    _check_not_more_than_ordered(deliveries)
    dear = [FieldError(f"{one.pointer}/pack_cost", *_TOO_DEAR) for one in deliveries if one.unit_cost > MAX_UNIT_COST]
    if dear:
        raise Invalid(*_TOO_DEAR, dear)
    return deliveries


_TOO_DEAR = ("unit_cost_too_large", "This costs more for one unit than the shop's books can hold.")


def _check_not_more_than_ordered(deliveries: Sequence[Delivery]) -> None:
    receiving: dict[int, int] = {}
    lines = {}
    for one in deliveries:
        lines[one.line.line_no] = one.line
        receiving[one.line.line_no] = receiving.get(one.line.line_no, 0) + one.packs
    too_much = [
        {
            "line_no": line_no,
            "sweet_id": line.sweet_id,
            "name": line.name,
            "ordered": line.packs,
            "received": line.packs_received,
            "receiving": receiving[line_no],
        }
        for line_no, line in sorted(lines.items())
        if receiving[line_no] > line.outstanding
    ]
    if too_much:
        detail = "This is more than was ordered, and nothing was received. Order the rest, or restock it."
        raise Conflict("over_receipt", detail, extra={"lines": too_much})


def _fault(index: int, line: OrderedLine | OrderLine, sweet: LockedSweet | None) -> FieldError | None:
    if sweet is None:
        return FieldError(f"/lines/{index}/sweet_id", "unknown_sweet", "There is no such sweet.")
    if not is_on_step(line.pack_size, sweet.quantity_step):
        detail = f"{sweet.name} comes in steps of {sweet.quantity_step.normalize():f} {sweet.unit}."
        return FieldError(f"/lines/{index}/pack_size", "off_step_quantity", detail)
    if line.packs * line.pack_size > MAX_QUANTITY:
        return FieldError(f"/lines/{index}/packs", "quantity_too_large", "This is more than the shop's books can hold.")
    if unit_cost(line.pack_cost, line.pack_size) > MAX_UNIT_COST:
        return FieldError(f"/lines/{index}/pack_cost", *_TOO_DEAR)
    return None
