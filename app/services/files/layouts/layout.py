"""How a file is laid out: by our own columns, by columns that were named, or as another program writes it."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.barcode import normalise_barcode, padded
from app.core.csv.lines import CsvRefused
from app.core.csv.reader import BadRow, CsvRows, Row, column_name
from app.models import Unit
from app.services.files.import_rows import Columns, RowRefused
from app.services.files.units import parse_unit

UNNAMED_CATEGORY = "Imported"
MAX_SKU = 64
_NOT_IN_SKU = re.compile(r"[^a-z0-9]+")
_SHOWN = 500

Rows = Iterator[Row | BadRow]


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one program, known by their header."""

    title: str
    heeded: tuple[str, ...]
    """The columns that are read."""
    is_known_by: Callable[[frozenset[str]], bool]
    read: Callable[[CsvRows, date], Rows]
    """Yields the rows with our own columns, as they are on a day."""
    heeded_beginnings: tuple[str, ...] = ()
    """The beginnings of further columns that are read."""


class FileLayout:
    """Finds the columns of a file: by the names that were chosen, as one of the known layouts, or by our own names."""

    def __init__(self, own: Columns, known: Sequence[Layout], chosen: Mapping[str, str]) -> None:
        self._own = own
        self._known = () if chosen else known
        titles = {field: chosen.get(field, field) for field in (*own.required, *own.optional)}
        self._names = {field: column_name(title) for field, title in titles.items() if title}
        """The column of each field that has one."""
        self._chosen = chosen

    def is_header(self, names: Sequence[str]) -> bool:
        """Tell whether a row with these cells is the header: it names all that is required, or two columns we know."""
        given = frozenset(names)
        if self._of(given) is not None or all(self._names.get(field) in given for field in self._own.required):
            return True
        return len(given & set(self._names.values())) > 1

    def columns(self, rows: CsvRows) -> Columns:
        """Return the columns that are read; raise `CsvRefused` if one is missing, with how to name it."""
        layout = self._of(frozenset(rows.names))
        if layout is not None:
            further = (
                name for name in rows.names if layout.heeded_beginnings and name.startswith(layout.heeded_beginnings)
            )
            return Columns(required=(), optional=(*layout.heeded, *further))
        absent = [title for title in self._chosen.values() if title and column_name(title) not in rows.names]
        lacking = [field for field in self._own.required if self._names.get(field) not in rows.names]
        if absent or lacking:
            raise CsvRefused(self._missing(rows, absent, lacking))
        return Columns(required=tuple(self._names.values()))

    def notices(self, rows: CsvRows) -> list[str]:
        """Say what the file is read as, if another program wrote it."""
        layout = self._of(frozenset(rows.names))
        return [] if layout is None else [f"The file is read as {layout.title}."]

    def read(self, rows: CsvRows, today: date) -> Rows:
        """Yield the rows by our own fields."""
        layout = self._of(frozenset(rows.names))
        if layout is not None:
            yield from layout.read(rows, today)
            return
        for row in rows:
            if isinstance(row, BadRow):
                yield row
            else:
                yield Row(row.line, {field: row.values.get(name, "") for field, name in self._names.items()})

    def _of(self, names: frozenset[str]) -> Layout | None:
        return next((layout for layout in self._known if layout.is_known_by(names)), None)

    def _missing(self, rows: CsvRows, absent: Sequence[str], lacking: Sequence[str]) -> str:
        if absent:
            what = f"has no column {', '.join(absent)}"
        else:
            example = lacking[0]
            what = (
                f"lacks {', '.join(lacking)}. If another column has it, say which: "
                f'columns={{"{example}": "COLUMN"}}, or --map {example}=COLUMN on the command line'
            )
        header = ", ".join(title.strip() for title in rows.header[:30] if title.strip())
        other = ", ".join(layout.title for layout in self._known)
        known = f" Files known by their header: {other}." if other else ""
        return (
            f"The header, line {rows.header_line}, {what}. It has: {header[:_SHOWN]}. "
            f"Needed are {', '.join(self._own.required)}.{known}"
        )


def first(values: Mapping[str, str], names: Sequence[str]) -> str:
    """Return the first of some columns that is not empty."""
    return next((value for name in names if (value := values.get(name, ""))), "")


def made_sku(text: str) -> str:
    """Return an SKU made of words: the same words make the same one."""
    sku = _NOT_IN_SKU.sub("-", text.lower()).strip("-")
    # Text in another script, or too long, gets a digest of the whole to tell it apart.
    if len(sku) <= MAX_SKU and text.isascii():
        return sku
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{sku[: MAX_SKU - 9].rstrip('-')}-{digest}".lstrip("-")


def barcode_or_none(text: str) -> str:
    """Return a barcode, or nothing: any text may stand there, and most of it that is no GTIN is no mistake."""
    try:
        return normalise_barcode(padded(text))
    except ValueError:
        return ""


def unit_of(options: Mapping[str, str]) -> str:
    """Return the unit that an option called Unit names, else a piece: the price is that of one variant."""
    named = next((value for name, value in options.items() if name.casefold() == "unit"), "piece")
    try:
        return parse_unit(named)
    except RowRefused:
        return Unit.PIECE
