"""Rules for what comes of a purchase order: counted in packs, weighed, or both. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.core.errors import Conflict, FieldError, Invalid
from app.core.money import MAX_UNIT_COST, QUANTITY_PLACES, unit_cost
from app.models import WEIGHED
from app.repositories.buying.purchase_orders import OrderLine, Received
from app.schemas.purchase_order import GoodsReceiptLine
from app.services.buying.purchase_order_lines import TOO_DEAR

TOLERANCE = Decimal("1.1")
"""How much of what was ordered weighed goods may come to: a tenth over is what "about" means in trade."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Goods of one order line that were delivered together; `pointer` is their place in the request.

    `packs` is None if nobody counted them, and `weight` if nobody weighed them.
    """

    line: OrderLine
    packs: int | None
    weight: Decimal | None
    pack_cost: Decimal
    made_on: date | None
    best_before: date | None
    pointer: str

    @property
    def quantity(self) -> Decimal:
        """The delivered quantity, in the sweet's unit."""
        return self.weight if self.weight is not None else (self.packs or 0) * self.line.pack_size

    @property
    def unit_cost(self) -> Decimal:
        """The cost of one unit, at the price of a pack by the size ordered: weighed goods are paid by weight."""
        return unit_cost(self.pack_cost, self.line.pack_size)


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
            weight=one.quantity,
            pack_cost=by_number[one.line_no].pack_cost if one.pack_cost is None else one.pack_cost,
            made_on=one.made_on,
            best_before=one.best_before,
            pointer=f"/lines/{index}",
        )
        for index, one in enumerate(came)
    ]
    _check_weighed_by_weight(deliveries)
    _check_not_more_than_ordered(deliveries)
    dear = [
        FieldError(f"{one.pointer}/pack_cost", "unit_cost_too_large", TOO_DEAR)
        for one in deliveries
        if one.unit_cost > MAX_UNIT_COST
    ]
    if dear:
        raise Invalid("unit_cost_too_large", TOO_DEAR, dear)
    return deliveries


def received_of(deliveries: Sequence[Delivery]) -> list[Received]:
    """Return what came of each line, added up."""
    sums: dict[int, Received] = {}
    for one in deliveries:
        line_no = one.line.line_no
        so_far = sums.get(line_no, Received(line_no, 0, Decimal(0)))
        sums[line_no] = Received(
            line_no,
            packs_received=so_far.packs_received + (one.packs or 0),
            loose_received=so_far.loose_received + (one.quantity if one.packs is None else 0),
        )
    return list(sums.values())


def after(lines: Sequence[OrderLine], received: Sequence[Received]) -> list[OrderLine]:
    """Return an order's lines as they are once something came of them."""
    came = {one.line_no: one for one in received}
    return [
        replace(
            line,
            packs_received=line.packs_received + one.packs_received,
            loose_received=line.loose_received + one.loose_received,
        )
        if (one := came.get(line.line_no))
        else line
        for line in lines
    ]


def outstanding(line: OrderLine) -> Decimal:
    """Return what has not come of a line: the packs not counted yet, less what was weighed without counting."""
    return max(Decimal(0), (line.packs - line.packs_received) * line.pack_size - line.loose_received)


def still_to_come(lines: Sequence[OrderLine]) -> list[GoodsReceiptLine]:
    """Return all that is outstanding as if it came now: in packs, or by weight where some was only weighed."""
    return [
        GoodsReceiptLine(line_no=line.line_no, quantity=outstanding(line))
        if line.loose_received
        else GoodsReceiptLine(line_no=line.line_no, packs=line.packs - line.packs_received)
        for line in lines
        if outstanding(line)
    ]


def _check_weighed_by_weight(deliveries: Sequence[Delivery]) -> None:
    counted = [
        FieldError(
            f"{one.pointer}/quantity",
            "not_sold_by_weight",
            f"{one.line.name} comes by the {one.line.unit}: give packs.",
        )
        for one in deliveries
        if one.weight is not None and one.line.unit not in WEIGHED
    ]
    if counted:
        raise Invalid("not_sold_by_weight", counted[0].detail, counted)


def _check_not_more_than_ordered(deliveries: Sequence[Delivery]) -> None:
    lines = {one.line.line_no: one.line for one in deliveries}
    heavy = {one.line.line_no for one in deliveries if _is_too_heavy(one)}
    received = received_of(deliveries)
    too_much = [
        {
            "line_no": line.line_no,
            "sweet_id": line.sweet_id,
            "name": line.name,
            "ordered": line.packs,
            "received": line.packs_received,
            "receiving": one.packs_received,
            **(_weights(line, deliveries) if line.unit in WEIGHED else {}),
        }
        for one, line in sorted(((one, lines[one.line_no]) for one in received), key=lambda pair: pair[1].line_no)
        if line.line_no in heavy or _exceeds_order(*after([line], [one]))
    ]
    if too_much:
        detail = (
            "This is more than was ordered, of weighed goods by more than a tenth, and nothing was received. Order the "
            "rest, or restock it."
        )
        raise Conflict("over_receipt", detail, extra={"lines": too_much})


def _weights(line: OrderLine, deliveries: Sequence[Delivery]) -> dict[str, str]:
    quantity = sum((one.quantity for one in deliveries if one.line is line), Decimal(0))
    return {"unit": line.unit, "outstanding": _text(outstanding(line)), "quantity": _text(quantity)}


def _is_too_heavy(one: Delivery) -> bool:
    return one.packs is not None and one.weight is not None and one.weight > one.packs * one.line.pack_size * TOLERANCE


def _exceeds_order(line: OrderLine) -> bool:
    so_much = line.packs_received * line.pack_size + line.loose_received
    return line.packs_received > line.packs or so_much > line.packs * line.pack_size * TOLERANCE


def _text(quantity: Decimal) -> str:
    return str(quantity.quantize(QUANTITY_PLACES))
