"""A statement of account as a PDF: sheets of A4, with the headings on each."""

from collections.abc import Sequence

from app.printing.fonts import Weight
from app.printing.line import Line
from app.printing.pdf import MM, Box, Text
from app.printing.sheets import Drawing, Sheets
from app.printing.typeface import lines, shape
from app.services.selling.statements.content import HEADINGS, Entry, Statement

_WIDTH, _HEIGHT, _MARGIN = 210 * MM, 297 * MM, 14 * MM
_PRINTED = _WIDTH - 2 * _MARGIN
_LEADING = 1.32
_SMALL, _NORMAL, _LARGE, _TITLE = 7.5, 9.0, 12.0, 16.0
_DAY, _AMOUNT = 23 * MM, 30 * MM
_TEXT = _PRINTED - _DAY - 3 * _AMOUNT
_GAP = 3 * MM
_ABOVE = 1.2 * MM
_FOOT = 8 * MM


def to_pdf(statement: Statement) -> bytes:
    """Return the statement as a PDF."""
    return _Printer(statement).print()


class _Printer:
    """Lays out a statement from top to bottom, and goes on to another sheet where one is full."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._drawing = Drawing()
        self._pages = [self._drawing]
        self._top = _MARGIN

    def print(self) -> bytes:
        """Return the PDF, each sheet with its number."""
        statement = self._statement
        self._head()
        self._headings()
        last = len(statement.entries) - 1
        for number, entry in enumerate(statement.entries):
            self._entry(entry, Weight.BOLD if number in (0, last) else Weight.REGULAR)
        self._sums([statement.closing, *statement.overdue])
        sheets = Sheets(_WIDTH, _HEIGHT, f"Statement of account: {statement.customer}")
        for number, page in enumerate(self._pages, 1):
            foot = shape(f"{number} / {len(self._pages)}")
            left = _WIDTH - _MARGIN - _length(foot, _SMALL)
            page.texts.append(Text(foot, left, _HEIGHT - _MARGIN, _SMALL))
            sheets.add([(page, 0, 0)])
        return sheets.to_pdf()

    def _head(self) -> None:
        """Print the shop on the left, and the customer on the right beside it."""
        statement, half = self._statement, (_PRINTED - _GAP) / 2
        begin = self._top
        left = self._paragraph(statement.shop, _MARGIN, half, _TITLE, Weight.BOLD, begin)
        left = self._paragraph(statement.header, _MARGIN, half, _NORMAL, Weight.REGULAR, left)
        start = _MARGIN + half + _GAP
        right = self._paragraph("Statement of account", start, half, _LARGE, Weight.BOLD, begin)
        for text in (statement.customer, statement.address, statement.days):
            right = self._paragraph(text, start, half, _NORMAL, Weight.REGULAR, right)
        self._top = max(left, right) + 6 * MM

    def _paragraph(self, text: str, x: float, width: float, size: float, weight: Weight, top: float) -> float:
        """Print a text from `top` on; return where it ends."""
        for line in lines(text, 1000 * width / size, weight):
            start = x + width - _length(line, size) if line.runs_left else x
            self._drawing.texts.append(Text(line, start, top + size, size))
            top += _LEADING * size
        return top

    def _headings(self) -> None:
        day, text, *amounts = (shape(heading, Weight.BOLD) for heading in HEADINGS)
        self._row(day, [(text, _NORMAL)], [[amount] for amount in amounts])
        self._rule(0.4 * MM)

    def _entry(self, entry: Entry, weight: Weight) -> None:
        texts = [(line, _NORMAL) for line in lines(entry.text, 1000 * (_TEXT - _GAP) / _NORMAL, weight)]
        texts += [(line, _SMALL) for line in lines(entry.detail, 1000 * (_TEXT - _GAP) / _SMALL)]
        amounts = [
            lines(amount, 1000 * (_AMOUNT - 1 * MM) / _NORMAL, weight)
            for amount in (entry.taken, entry.paid, entry.owed)
        ]
        height = max(_LEADING * sum(size for _, size in texts), _LEADING * _NORMAL * max(map(len, amounts)))
        if self._top + height + 2 * _ABOVE > _HEIGHT - _MARGIN - _FOOT:
            self._next_page()
        self._row(shape(entry.day, weight), texts, amounts)
        self._rule(0.1 * MM)

    def _row(self, day: Line, texts: Sequence[tuple[Line, float]], amounts: Sequence[Sequence[Line]]) -> None:
        self._top += _ABOVE
        begin = self._top
        self._drawing.texts.append(Text(day, _MARGIN, begin + _NORMAL, _NORMAL))
        bottom = begin + _LEADING * _NORMAL
        top = begin
        for line, size in texts:
            self._drawing.texts.append(Text(line, _MARGIN + _DAY, top + size, size))
            top += _LEADING * size
        bottom = max(bottom, top)
        for column, parts in enumerate(amounts, 1):
            right, top = _MARGIN + _DAY + _TEXT + column * _AMOUNT, begin
            for line in parts:
                self._drawing.texts.append(Text(line, right - _length(line, _NORMAL), top + _NORMAL, _NORMAL))
                top += _LEADING * _NORMAL
            bottom = max(bottom, top)
        self._top = bottom + _ABOVE

    def _sums(self, sums: Sequence[tuple[str, str]]) -> None:
        self._top += 5 * MM
        if self._top + _LEADING * (_LARGE + _NORMAL * len(sums)) > _HEIGHT - _MARGIN - _FOOT:
            self._next_page()
        for number, (label, value) in enumerate(sums):
            size, weight = (_LARGE, Weight.BOLD) if number == 0 else (_NORMAL, Weight.REGULAR)
            amount, words = shape(value, weight), shape(label, weight)
            right = _WIDTH - _MARGIN
            start = right - _AMOUNT - max(_length(amount, size) - _AMOUNT, 0) - _GAP - _length(words, size)
            self._drawing.texts.append(Text(words, start, self._top + size, size))
            self._drawing.texts.append(Text(amount, right - _length(amount, size), self._top + size, size))
            self._top += _LEADING * size

    def _rule(self, thickness: float) -> None:
        self._drawing.boxes.append(Box(_MARGIN, self._top, _PRINTED, thickness))

    def _next_page(self) -> None:
        self._drawing = Drawing()
        self._pages.append(self._drawing)
        self._top = _MARGIN
        self._headings()


def _length(line: Line, size: float) -> float:
    return line.width * size / 1000
