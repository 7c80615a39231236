"""Labels as a PDF: one on a page, or a grid of them on A4."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import cos, pi, sin

from app.models import Diet
from app.printing.fonts import Weight
from app.printing.line import Line
from app.printing.pdf import MM, Box, Text
from app.printing.sheets import BLACK, Colour, Drawing, Polygon, Sheets
from app.printing.typeface import cut, lines, shape
from app.schemas.label import LabelSize
from app.services.catalogue.labels.content import Label

_LEADING = 1.32
_NAME, _PRICE, _SMALL, _CODE = 9.0, 9.0, 6.0, 5.0
_LEAST = 4.5
_NAME_LINES = 2
_GAP = 1.2 * MM
_MARK = 3.2 * MM
_ABOVE_BARS = 0.7 * MM
_MODULE, _LEAST_MODULE = 0.33 * MM, 0.17 * MM
_QUIET_MODULES = 14
_GREEN: Colour = (0, 0.5, 0)
_BROWN: Colour = (0.55, 0.27, 0.07)
_WHITE: Colour = (1, 1, 1)


@dataclass(frozen=True, slots=True)
class _Paper:
    """A page and the labels on it, in millimetres: columns, rows, the margins around them and within each."""

    width: float
    height: float
    columns: int = 1
    rows: int = 1
    label_width: float = 0
    label_height: float = 0
    padding: float = 2
    is_printed_in_colour: bool = False

    def places(self) -> list[tuple[float, float]]:
        """Return the left and the top of each label in points, row by row."""
        left = (self.width - self.columns * self.label_width) / 2
        top = (self.height - self.rows * self.label_height) / 2
        return [
            ((left + column * self.label_width) * MM, (top + row * self.label_height) * MM)
            for row in range(self.rows)
            for column in range(self.columns)
        ]


# Rolls are for thermal printers, which have black alone.
_PAPERS = {
    LabelSize.MM_38_25: _Paper(38, 25, label_width=38, label_height=25),
    LabelSize.MM_50_30: _Paper(50, 30, label_width=50, label_height=30),
    LabelSize.A4_24: _Paper(210, 297, 3, 8, 70, 37, padding=5, is_printed_in_colour=True),
    LabelSize.A4_40: _Paper(210, 297, 4, 10, 48.5, 25.4, padding=2.5, is_printed_in_colour=True),
}


def to_pdf(labels: Sequence[tuple[Label, int]], size: LabelSize, first_position: int) -> bytes:
    """Return labels with their copies as a PDF, from a position of the first page on."""
    paper = _PAPERS[size]
    sheets = Sheets(paper.width * MM, paper.height * MM, "Labels")
    drawings = [(_Printer(paper).print(label), copies) for label, copies in labels]
    places = paper.places()
    if len(places) == 1:
        for drawing, copies in drawings:
            sheets.add([(drawing, *places[0])], copies)
        return sheets.to_pdf()
    each = (drawing for drawing, copies in drawings for _ in range(copies))
    free = places[first_position - 1 :]
    while page := list(islice(each, len(free))):
        sheets.add([(drawing, *place) for drawing, place in zip(page, free, strict=False)])
        free = places
    return sheets.to_pdf()


class _Printer:
    """Lays out one label from top to bottom; the barcode takes what is left."""

    def __init__(self, paper: _Paper) -> None:
        self._left = paper.padding * MM
        self._width = (paper.label_width - 2 * paper.padding) * MM
        self._bottom = (paper.label_height - paper.padding) * MM
        self._top = paper.padding * MM
        self._colours = (_GREEN, _BROWN) if paper.is_printed_in_colour else (BLACK, BLACK)
        self._drawing = Drawing()

    def print(self, label: Label) -> Drawing:
        """Return the label."""
        self._mark(label.diet, self._left + self._width - _MARK, self._top + 0.5 * MM)
        self._name(label.name, self._width - (0 if label.diet is None else _MARK + _GAP))
        self._pair(label.price, label.price_detail, _PRICE, Weight.BOLD)
        self._pair(label.best_before, label.lot, _SMALL, Weight.REGULAR)
        self._barcode(label)
        return self._drawing

    def _name(self, name: str, width: float) -> None:
        size = _NAME
        while len(parts := lines(name, 1000 * width / size, Weight.BOLD)) > _NAME_LINES and size > _LEAST + 1:
            size -= 0.5
        if len(parts) > _NAME_LINES:
            parts = [*parts[: _NAME_LINES - 1], cut(parts[_NAME_LINES - 1], 1000 * width / size)]
        for line in parts:
            # A name that is read to the left begins at the right, beside the mark.
            self._line(line, self._left + (width - _length(line, size) if line.runs_left else 0), size)

    def _pair(self, left: str, right: str, size: float, weight: Weight) -> None:
        """Print two texts on one line, both smaller if they need to be, so that neither touches the other."""
        if not left and not right:
            return
        first, second = shape(left, weight), shape(right)
        small = min(size, _SMALL)
        needed = _length(first, size) + (_GAP + _length(second, small) if right else 0)
        scale = min(1, self._width / needed)
        self._text(first, self._left, size * scale, size)
        if right:
            start = self._left + self._width - _length(second, small * scale)
            self._text(second, start, small * scale, size)
        self._top += _LEADING * size

    def _barcode(self, label: Label) -> None:
        code = shape(label.code)
        size = min(_CODE, 1000 * self._width / max(1, code.width))
        text_height = _LEADING * size
        modules = label.modules
        module = 0 if modules is None else min(_MODULE, self._width / (len(modules) + _QUIET_MODULES))
        if modules is not None and module >= _LEAST_MODULE:
            height = self._bottom - text_height - self._top - _ABOVE_BARS
            start = self._left + (self._width - len(modules) * module) / 2
            for place, length in _bars(modules):
                self._drawing.boxes.append(
                    Box(start + place * module, self._top + _ABOVE_BARS, length * module, height)
                )
        self._top = self._bottom - text_height
        self._line(code, self._left + (self._width - _length(code, size)) / 2, size)

    def _mark(self, diet: str | None, x: float, y: float) -> None:
        """Draw the mark of the food standards authority: a square with a disc, or with a triangle for egg and meat."""
        if diet is None:
            return
        green, brown = self._colours
        is_meat_or_egg = diet in (Diet.NON_VEG, Diet.EGG)
        colour = brown if is_meat_or_egg else green
        shapes = self._drawing.polygons
        for inset, filled in ((0.0, colour), (0.1, _WHITE)):
            near, far = inset * _MARK, (1 - inset) * _MARK
            corners = [(x + a, y + b) for a, b in ((near, near), (far, near), (far, far), (near, far))]
            shapes.append(Polygon(corners, filled))
        middle, radius = _MARK / 2, 0.28 * _MARK
        if is_meat_or_egg:
            sign = [
                (x + 0.5 * _MARK, y + 0.22 * _MARK),
                (x + 0.8 * _MARK, y + 0.76 * _MARK),
                (x + 0.2 * _MARK, y + 0.76 * _MARK),
            ]
        else:
            angles = [2 * pi * step / 32 for step in range(32)]
            sign = [(x + middle + radius * cos(angle), y + middle + radius * sin(angle)) for angle in angles]
        shapes.append(Polygon(sign, colour))

    def _line(self, line: Line, x: float, size: float) -> None:
        self._text(line, x, size, size)
        self._top += _LEADING * size

    def _text(self, line: Line, x: float, size: float, baseline: float) -> None:
        self._drawing.texts.append(Text(line, x, self._top + baseline, size))


def _bars(modules: str) -> Iterator[tuple[int, int]]:
    """Yield the place and the width of each bar, in modules."""
    place = 0
    for run in modules.replace("01", "0 1").replace("10", "1 0").split():
        if run[0] == "1":
            yield place, len(run)
        place += len(run)


def _length(line: Line, size: float) -> float:
    return line.width * size / 1000
