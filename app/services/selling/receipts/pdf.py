"""A receipt as a PDF, 80 mm wide and as long as needed, with embedded fonts."""

from collections.abc import Iterable

import segno

from app.printing.fonts import Weight
from app.printing.line import Line
from app.printing.pdf import MM, Box, Row, Stamp, Strip, Text
from app.printing.typeface import lines
from app.services.selling.receipts.content import Code, Item, Receipt
from app.services.selling.receipts.content import Row as Words

_WIDTH, _MARGIN = 80 * MM, 4 * MM
_PRINTED = _WIDTH - 2 * _MARGIN
_GAP = 3 * MM
_INDENT = 3 * MM
_LEADING = 1.32
_SMALL, _NORMAL, _LARGE, _TITLE = 8.0, 9.0, 12.5, 14.0
_QR_SIZE, _UPI_SIZE = 26 * MM, 36 * MM
_QUIET_ZONE = 4
_STAMP = Stamp("VOIDED", size=44, grey=0.8, every=110 * MM)


def to_pdf(receipt: Receipt) -> bytes:
    """Return the receipt as a PDF."""
    stamp = None if receipt.voided is None else _STAMP
    return _Printer(Strip(_WIDTH, f"Receipt {receipt.number}", stamp)).print(receipt)


class _Printer:
    """Lays out a receipt from top to bottom."""

    def __init__(self, strip: Strip) -> None:
        self._strip = strip

    def print(self, receipt: Receipt) -> bytes:
        """Lay out the whole receipt; return the PDF."""
        self._space(_MARGIN)
        self._centred(receipt.shop, _TITLE, Weight.BOLD)
        self._centred(receipt.header)
        self._centred(receipt.title, _LARGE, Weight.BOLD)
        if receipt.voided is not None:
            self._space(MM)
            self._centred("VOIDED", 1.2 * _TITLE, Weight.BOLD)
            self._centred(receipt.voided)
        self._rule()
        self._pairs(receipt.facts)
        self._rule()
        for item in receipt.items:
            self._item(item)
        self._rule()
        self._pairs(receipt.sums)
        self._pair(receipt.total, _LARGE, Weight.BOLD)
        self._pairs(receipt.rounding)
        self._rule()
        self._pairs(receipt.payment)
        if receipt.taxes:
            self._rule()
            self._pair(Words(receipt.tax_heading), weight=Weight.BOLD)
            self._pairs(receipt.taxes)
        self._rule()
        self._centred(receipt.footer)
        self._code(receipt.code)
        self._space(_MARGIN)
        return self._strip.to_pdf()

    def _item(self, item: Item) -> None:
        self._pair(Words(item.name, item.amount), weight=Weight.BOLD, value_weight=Weight.REGULAR)
        for detail in item.details:
            self._pair(detail, _SMALL, indent=_INDENT)
        self._space(1.2 * MM)

    def _pairs(self, rows: Iterable[Words]) -> None:
        for row in rows:
            self._pair(row)

    def _pair(
        self,
        row: Words,
        size: float = _NORMAL,
        weight: Weight = Weight.REGULAR,
        *,
        value_weight: Weight | None = None,
        indent: float = 0,
    ) -> None:
        """Print a label on the left, and its value on the right beside the label's first line."""
        value_weight = value_weight or weight
        room = _PRINTED - indent
        # A long value, such as a name, shares the width with its label.
        values = lines(row.value, 1000 * 0.62 * room / size, value_weight) if row.value else []
        labels = lines(row.label, 1000 * (room - _longest(values, size, -_GAP) - _GAP) / size, weight)
        right_of_labels = _MARGIN + indent + _longest(labels, size)
        for number in range(max(len(labels), len(values))):
            texts = []
            if number < len(labels):
                # The lines of a name that is read to the left end at one edge, as in a book of its language.
                label = labels[number]
                start = right_of_labels - _length(label, size) if label.runs_left else _MARGIN + indent
                texts.append(_text(label, start, size))
            if number < len(values):
                texts.append(_text(values[number], _WIDTH - _MARGIN - _length(values[number], size), size))
            self._strip.add(Row(_LEADING * size, texts))

    def _centred(self, text: str, size: float = _NORMAL, weight: Weight = Weight.REGULAR) -> None:
        for line in lines(text, 1000 * _PRINTED / size, weight):
            start = (_WIDTH - _length(line, size)) / 2
            self._strip.add(Row(_LEADING * size, [_text(line, start, size)]))

    def _rule(self) -> None:
        dash, gap = 1.2 * MM, 0.8 * MM
        dashes = int((_PRINTED + gap) / (dash + gap))
        boxes = [Box(_MARGIN + number * (dash + gap), 1.4 * MM, dash, 0.25 * MM) for number in range(dashes)]
        self._strip.add(Row(3 * MM, boxes=boxes))

    def _code(self, code: Code) -> None:
        if not code.heading:
            return self._qr(code.link, _QR_SIZE)
        self._space(2 * MM)
        self._centred(code.heading, _LARGE, Weight.BOLD)
        self._qr(code.link, _UPI_SIZE)
        self._centred(code.note, _SMALL)
        return None

    def _qr(self, link: str, width: float) -> None:
        matrix = segno.make(link, error="m", micro=False).matrix
        size = width / (len(matrix) + 2 * _QUIET_ZONE)
        left = (_WIDTH - width) / 2 + _QUIET_ZONE * size
        boxes = [
            Box(left + x * size, (_QUIET_ZONE + y) * size, size, size)
            for y, modules in enumerate(matrix)
            for x, module in enumerate(modules)
            if module
        ]
        self._strip.add(Row(width, boxes=boxes))

    def _space(self, height: float) -> None:
        self._strip.add(Row(height))


def _length(line: Line, size: float) -> float:
    return line.width * size / 1000


def _longest(lines: Iterable[Line], size: float, default: float = 0) -> float:
    return max((_length(line, size) for line in lines), default=default)


def _text(line: Line, x: float, size: float) -> Text:
    return Text(line, x, size, size)
