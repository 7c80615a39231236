"""Paper of 80 mm as a PDF, as long as needed, with embedded fonts."""

from collections.abc import Iterable

from app.printing.fonts import Weight
from app.printing.line import Line
from app.printing.pdf import MM, Box, Row, Stamp, Strip, Text
from app.printing.typeface import lines
from app.services.selling.paper.rows import Row as Words

WIDTH, MARGIN = 80 * MM, 4 * MM
SMALL, NORMAL, LARGE, TITLE = 8.0, 9.0, 12.5, 14.0
INDENT = 3 * MM
_PRINTED = WIDTH - 2 * MARGIN
_GAP = 3 * MM
_LEADING = 1.32


class Paper:
    """Lays out paper from top to bottom."""

    def __init__(self, title: str, stamp: Stamp | None = None) -> None:
        self._strip = Strip(WIDTH, title, stamp)
        self.space(MARGIN)

    def to_pdf(self) -> bytes:
        """Return what was laid out."""
        self.space(MARGIN)
        return self._strip.to_pdf()

    def pairs(self, rows: Iterable[Words]) -> None:
        """Print labels with their values."""
        for row in rows:
            self.pair(row)

    def pair(
        self,
        row: Words,
        size: float = NORMAL,
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
        right_of_labels = MARGIN + indent + _longest(labels, size)
        for number in range(max(len(labels), len(values))):
            texts = []
            if number < len(labels):
                # The lines of a name that is read to the left end at one edge, as in a book of its language.
                label = labels[number]
                start = right_of_labels - _length(label, size) if label.runs_left else MARGIN + indent
                texts.append(_text(label, start, size))
            if number < len(values):
                texts.append(_text(values[number], WIDTH - MARGIN - _length(values[number], size), size))
            self._strip.add(Row(_LEADING * size, texts))

    def centred(self, text: str, size: float = NORMAL, weight: Weight = Weight.REGULAR) -> None:
        """Print a text in the middle; nothing if it is empty."""
        for line in lines(text, 1000 * _PRINTED / size, weight):
            start = (WIDTH - _length(line, size)) / 2
            self._strip.add(Row(_LEADING * size, [_text(line, start, size)]))

    def rule(self) -> None:
        """Print a dashed line."""
        dash, gap = 1.2 * MM, 0.8 * MM
        dashes = int((_PRINTED + gap) / (dash + gap))
        boxes = [Box(MARGIN + number * (dash + gap), 1.4 * MM, dash, 0.25 * MM) for number in range(dashes)]
        self._strip.add(Row(3 * MM, boxes=boxes))

    def boxes(self, height: float, boxes: Iterable[Box]) -> None:
        """Print black boxes beside one another."""
        self._strip.add(Row(height, boxes=list(boxes)))

    def space(self, height: float) -> None:
        """Leave room."""
        self._strip.add(Row(height))


def _length(line: Line, size: float) -> float:
    return line.width * size / 1000


def _longest(lines: Iterable[Line], size: float, default: float = 0) -> float:
    return max((_length(line, size) for line in lines), default=default)


def _text(line: Line, x: float, size: float) -> Text:
    return Text(line, x, size, size)
