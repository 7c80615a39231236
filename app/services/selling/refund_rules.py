"""May this be refunded? Which sales, which lines of one a request names, and how much of each may be given back."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.money import QUANTITY_PLACES, is_on_step
from app.models import WEIGHED, SaleStatus, TaxMode
from app.repositories.selling.refunds import SoldLine
from app.repositories.selling.sales import SaleToUndo
from app.schemas.refund import RefundCreate, RefundLineCreate
from app.services.selling.pricing.refund_amounts import money_left, refund_line, refund_money
from app.services.selling.pricing.totals import LineAmounts


@dataclass(frozen=True, slots=True)
class LineToRefund:
    """A line of a sale and what to refund of it: a quantity, or money alone."""

    sold: SoldLine
    quantity: Decimal
    amount: Decimal | None
    reason: str | None
    restock: bool
    pointer: str
    """The line's place in the request."""

    def amounts(self, mode: TaxMode) -> LineAmounts:
        """Return what is given back for it."""
        if self.amount is None:
            return refund_line(self.sold, self.quantity, mode)
        return refund_money(self.sold, self.amount, mode)


def refundable(sale: SaleToUndo | None) -> SaleToUndo:
    """Return a sale that may be refunded, or say why this one may not."""
    if sale is None:
        raise sale_not_found()
    if sale.status is SaleStatus.VOIDED:
        raise Conflict("sale_voided", "This sale was voided: all of it was undone already.")
    if sale.due > 0:
        raise Conflict("sale_unpaid", "This sale is not paid yet. Take the payment first, or void the sale.")
    return sale


def sale_not_found() -> NotFound:
    """Say that there is no such sale."""
    return NotFound("sale_not_found", "There is no such sale.")


def lines_to_refund(new: RefundCreate, sold: Mapping[int, SoldLine], mode: TaxMode) -> list[LineToRefund]:
    """Return the lines a request names, or raise the first rule it breaks."""
    lines = _find_lines(new, sold)
    for line in lines:
        _check_portion(line)
    _check_left(lines)
    _check_money(lines, mode)
    return lines


def _find_lines(new: RefundCreate, sold: Mapping[int, SoldLine]) -> list[LineToRefund]:
    """Find each line by its number or its sweet; refuse unknown, ambiguous and repeated ones, naming each."""
    lines_of_sweet = defaultdict(list)
    for sold_line in sold.values():
        lines_of_sweet[sold_line.sweet_id].append(sold_line)
    lines, faults = [], []
    named: Counter[int] = Counter()
    for index, one in enumerate(new.lines):
        pointer = f"/lines/{index}"
        if one.sweet_id is not None:
            pointer_to_line, found = f"{pointer}/sweet_id", lines_of_sweet.get(one.sweet_id, [])
        else:
            pointer_to_line, found = f"{pointer}/line_no", [line for no, line in sold.items() if no == one.line_no]
        if len(found) != 1:
            faults.append(FieldError(pointer_to_line, *(_SEVERAL_LINES if found else _UNKNOWN_LINE)))
            continue
        (sold_line,) = found
        named[sold_line.line_no] += 1
        if named[sold_line.line_no] > 1:
            faults.append(FieldError(pointer_to_line, *_REPEATED_LINE))
        lines.append(_line(new, one, sold_line, pointer))
    if faults:
        raise Invalid(faults[0].code, faults[0].detail, faults)
    return lines


def _line(new: RefundCreate, one: RefundLineCreate, sold: SoldLine, pointer: str) -> LineToRefund:
    if one.quantity is None:
        return LineToRefund(sold, Decimal(0), one.amount, one.reason or new.reason, restock=False, pointer=pointer)
    restock = new.restock if one.restock is None else one.restock
    return LineToRefund(sold, one.quantity, None, one.reason, restock=restock, pointer=pointer)


_UNKNOWN_LINE = ("unknown_line", "There is no such line on this sale.")
_SEVERAL_LINES = ("several_lines", "This sweet is on more than one line of the sale. Name the line by its line_no.")
_REPEATED_LINE = ("repeated_line", "This line is named twice. Give back all of it at once.")


def _check_portion(line: LineToRefund) -> None:
    """Refuse a fraction of a piece or box, unless it is on the sweet's step or all that is left.

    Weighed sweets may come back in any weight.
    """
    sold, quantity = line.sold, line.quantity
    if sold.unit in WEIGHED or quantity % 1 == 0 or is_on_step(quantity, sold.quantity_step) or quantity == sold.left:
        return
    detail = f"{sold.name} was sold by the {sold.unit}. Give back whole ones, or all that is left."
    raise Invalid("off_step_quantity", detail, [FieldError(f"{line.pointer}/quantity", "off_step_quantity", detail)])


def _check_left(lines: Sequence[LineToRefund]) -> None:
    """Refuse more than was sold and not yet refunded, naming each line."""
    over = [
        {
            "line_no": line.sold.line_no,
            "sweet_id": line.sold.sweet_id,
            "name": line.sold.name,
            "unit": line.sold.unit,
            "sold": _text(line.sold.quantity),
            "refunded": _text(line.sold.refunded),
            "refunding": _text(line.quantity),
        }
        for line in sorted(lines, key=lambda line: line.sold.line_no)
        if line.quantity > line.sold.left
    ]
    if over:
        detail = "This is more than is left of what was sold, and nothing was given back. Ask for less."
        raise Conflict("over_refund", detail, extra={"lines": over})


def _check_money(lines: Sequence[LineToRefund], mode: TaxMode) -> None:
    """Refuse more money than is left of a line, naming each."""
    over = [
        {
            "line_no": line.sold.line_no,
            "sweet_id": line.sold.sweet_id,
            "name": line.sold.name,
            "left": str(money_left(line.sold, mode)),
            "refunding": str(line.amount),
        }
        for line in sorted(lines, key=lambda line: line.sold.line_no)
        if line.amount is not None and line.amount > money_left(line.sold, mode)
    ]
    if over:
        detail = f"This is more money than is left of {over[0]['name']}, which is {over[0]['left']}. Ask for less."
        raise Conflict("refund_above_line", detail, extra={"lines": over})


def _text(quantity: Decimal) -> str:
    return str(quantity.quantize(QUANTITY_PLACES))
