"""A CSV reader in constant memory, for all the usual encodings, separators and line ends."""

import csv
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.core.csv.escaping import plain_text
from app.core.csv.lines import MAX_RECORD_BYTES, BadLine, ByteSource, CsvRefused, Lines

DELIMITERS = (",", ";", "\t", "|")
MOST_LINES_BEFORE_HEADER = 30
_MOST_LINES_OF_TITLES = 5
_SHOWN = 80

# A field is bounded by its record; the default limit would refuse long descriptions.
csv.field_size_limit(MAX_RECORD_BYTES)

IsHeader = Callable[[Sequence[str]], bool]
"""Tells by the names of its columns whether a row is the header."""


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row by column, and the number of its first line."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, and why."""

    line: int
    reason: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    """What may be the header: one line, or a few if a title has line breaks."""

    line: int
    last_line: int
    delimiter: str
    titles: list[str]

    @property
    def filled(self) -> list[str]:
        return [title.strip() for title in self.titles if title.strip()]


def column_name(text: str) -> str:
    """Return a column's name for comparison: without case, spaces and punctuation, but for percentages."""
    letters = unicodedata.normalize("NFC", text).casefold().replace("%", "percent")
    # Vowel signs of Indian scripts are marks (M), and part of the word.
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] in "LMN")


class CsvRows:
    """The rows under a header. An unreadable row is reported, and reading goes on.

    Titles and empty lines may stand before the header. It is the first line that `is_header` knows; if there is none,
    the first line with several cells.
    """

    def __init__(self, source: ByteSource, is_header: IsHeader | None = None) -> None:
        self._lines = Lines(source)
        self.skipped: list[tuple[int, str]] = []
        """The lines before the header that are not empty."""
        head = self._find_header(is_header)
        self.header = head.titles
        self.header_line = head.line
        self.delimiter = head.delimiter
        self._reader = csv.reader(self._lines, delimiter=self.delimiter, strict=True)
        self.names = [column_name(title) for title in self.header]
        named = [name for name in self.names if name]
        self.repeated = sorted({name for name in named if named.count(name) > 1})

    @property
    def bytes_read(self) -> int:
        """The number of bytes read so far."""
        return self._lines.bytes_read

    @property
    def has_decimal_commas(self) -> bool:
        """Whether a comma can only be a decimal comma, because the columns have another separator."""
        return self.delimiter != ","

    def __iter__(self) -> Iterator[Row | BadRow]:
        while (row := self._next()) is not None:
            if isinstance(row, BadRow) or any(row.values.values()):
                yield row

    def _find_header(self, is_header: IsHeader | None) -> _Head:
        seen: list[_Head] = []
        said = None
        header = None
        try:
            while (
                len(seen) < MOST_LINES_BEFORE_HEADER
                and self._lines.number < 2 * MOST_LINES_BEFORE_HEADER
                and (text := next(self._lines, None)) is not None
            ):
                if self._lines.number == 1 and text.lower().startswith("sep=") and text[4:5] in DELIMITERS:
                    said = text[4]
                    continue
                head = self._head(text, said)
                if not head.filled:
                    continue
                seen.append(head)
                if is_header is None or is_header([column_name(title) for title in head.titles]):
                    header = head
                    break
        except (BadLine, csv.Error) as error:
            if not seen:
                msg = "The header, which is the first line, cannot be read. Is this CSV?"
                raise CsvRefused(msg) from error
        if not seen:
            msg = "The file has no header. A line has to name the columns."
            raise CsvRefused(msg)
        header = header or next((head for head in seen if len(head.filled) > 1), seen[0])
        self._lines.go_back_to(header.last_line)
        self.skipped = [(head.line, " ".join(head.filled)[:_SHOWN]) for head in seen if head.line < header.line]
        return header

    def _head(self, text: str, said: str | None) -> _Head:
        line, whole = self._lines.number, text
        while whole.count('"') % 2 and self._lines.number < line + _MOST_LINES_OF_TITLES:
            further = next(self._lines, None)
            if further is None:
                break
            whole += further
        if whole.count('"') % 2:
            self._lines.go_back_to(line)
            whole = text
        delimiter = said or max(DELIMITERS, key=whole.count)
        titles = next(csv.reader(whole.splitlines(keepends=True), delimiter=delimiter), [])
        return _Head(line, self._lines.number, delimiter, titles)

    def _next(self) -> Row | BadRow | None:
        self._lines.begin_row()
        line = self._lines.number + 1
        try:
            values = next(self._reader, None)
        except (BadLine, csv.Error) as error:
            return self._bad(line, error)
        if values is None:
            return None
        if len(values) > len(self.names) and any(values[len(self.names) :]):
            reason = f"It has {len(values)} values for {len(self.names)} columns; perhaps a text lacks its quotes."
            return BadRow(line, reason)
        return Row(line, dict(zip(self.names, map(plain_text, values), strict=False)))

    def _bad(self, line: int, error: Exception) -> BadRow:
        last = self._lines.number
        reason = str(error) if isinstance(error, BadLine) else "Its quotes do not match."
        if last > line and not self._lines.take_back():
            reason += f" Lines {line} to {last} were not read."
        return BadRow(line, reason)
