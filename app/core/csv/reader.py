"""A CSV reader in constant memory, for all the usual encodings, separators and line ends."""

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

MAX_RECORD_BYTES = 1_000_000
CHUNK_BYTES = 65_536
_HEAD_BYTES = 4
MAX_REREAD_BYTES = 64_000_000
DELIMITERS = (",", ";", "\t")
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_NO_LETTER = re.compile(r"[\W_]")

# A field is bounded by its record; the default limit would refuse long descriptions.
csv.field_size_limit(MAX_RECORD_BYTES)


class ByteSource(Protocol):
    """A source of bytes: an open file, or anything that reads like one."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""


class CsvRefused(ValueError):
    """The rest of the file cannot be read."""


class _BadLine(Exception):
    """A line that cannot be part of any row."""


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


class _Lines:
    """The lines of a source, each bounded; the lines of a malformed row can be put back."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._buffer = b""
        self._begins = 0
        self._ended = False
        self._taken: list[bytes] = []
        self._taken_bytes = 0
        self._waiting: deque[bytes] = deque()
        self._may_reread = MAX_REREAD_BYTES
        self.number = 0
        self.bytes_read = 0
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begin()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._cut()
        self.number += 1
        self._taken.append(line)
        self._taken_bytes += len(line)
        if self._taken_bytes > MAX_RECORD_BYTES:
            msg = f"A row is longer than {MAX_RECORD_BYTES:,} bytes; perhaps a quote in it is never closed."
            raise _BadLine(msg)
        if b"\0" in line:
            msg = "There is a NUL byte in this line."
            raise _BadLine(msg)
        return _decoded(line)

    def begin_row(self) -> None:
        """Forget the lines of the previous row."""
        self._taken.clear()
        self._taken_bytes = 0

    def take_back(self) -> bool:
        """Put all lines of this row but the first back; return False when too much was read twice already."""
        again = self._taken[1:]
        self._may_reread -= sum(map(len, again))
        if self._may_reread < 0:
            return False
        self._waiting.extendleft(reversed(again))
        self.number -= len(again)
        return True

    def _begin(self) -> None:
        while len(self._buffer) < _HEAD_BYTES and not self._ended:
            self._fill()
        if self._buffer.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            msg = "This is a workbook, not CSV. Save it as CSV (UTF-8) and import that."
            raise CsvRefused(msg)
        for bom, encoding in _UTF16.items():
            if self._buffer.startswith(bom):
                self._decoder = codecs.getincrementaldecoder(encoding)()
                self._buffer = self._in_utf8(self._buffer[len(bom) :])
        self._buffer = self._buffer.removeprefix(codecs.BOM_UTF8)
        while self._buffer.endswith(b"\r") and not self._ended:
            self._fill()
        self._end = b"\r" if b"\r" in self._buffer and b"\n" not in self._buffer else b"\n"

    def _fill(self) -> None:
        chunk = self._source.read(CHUNK_BYTES)
        self.bytes_read += len(chunk)
        self._ended = not chunk
        self._buffer += chunk if self._decoder is None else self._in_utf8(chunk)

    def _in_utf8(self, chunk: bytes) -> bytes:
        assert self._decoder is not None  # noqa: S101 - only called once the encoding is known.
        try:
            return self._decoder.decode(chunk, final=self._ended).encode()
        except UnicodeError as error:
            msg = "The file begins as UTF-16, but it is not UTF-16 throughout."
            raise CsvRefused(msg) from error

    def _cut(self) -> bytes:
        searched = self._begins
        while (end := self._buffer.find(self._end, searched)) < 0 and not self._ended:
            self._buffer = self._buffer[self._begins :]
            self._begins, searched = 0, len(self._buffer)
            if searched > MAX_RECORD_BYTES:
                msg = (
                    f"Line {self.number + 1} is longer than {MAX_RECORD_BYTES:,} bytes. Nothing was read from there on."
                )
                raise CsvRefused(msg)
            self._fill()
        cut = len(self._buffer) if end < 0 else end + 1
        line = self._buffer[self._begins : cut]
        if not line:
            raise StopIteration
        self._begins = cut
        return line if self._end == b"\n" else line.replace(b"\r", b"\n")


def _decoded(line: bytes) -> str:
    # Line by line: a line that is not UTF-8 comes from an old Windows program.
    try:
        return line.decode()
    except UnicodeDecodeError:
        try:
            return line.decode("cp1252")
        except UnicodeDecodeError as error:
            msg = "This line is neither UTF-8 nor Windows-1252."
            raise _BadLine(msg) from error


def column_name(text: str) -> str:
    """Return a column's name for comparison: without case, spaces and punctuation."""
    return _NO_LETTER.sub("", text.casefold())


class CsvRows:
    """The rows under a header. An unreadable row is reported, and reading goes on."""

    def __init__(self, source: ByteSource) -> None:
        self._lines = _Lines(source)
        self.header = self._read_header()
        self.names = [column_name(title) for title in self.header]
        named = [name for name in self.names if name]
        repeated = sorted({name for name in named if named.count(name) > 1})
        if repeated:
            msg = f"The header names a column twice: {', '.join(repeated)}."
            raise CsvRefused(msg)

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

    def _read_header(self) -> list[str]:
        try:
            first = next(self._lines, "")
            self.delimiter = ","
            if first.lower().startswith("sep=") and first[4:5] in DELIMITERS:
                first = next(self._lines, "")
            self.delimiter = max(DELIMITERS, key=first.count)
            self._reader = csv.reader(self._lines, delimiter=self.delimiter, strict=True)
            titles = next(csv.reader([first], delimiter=self.delimiter), [])
        except (_BadLine, csv.Error) as error:
            msg = "The header, which is the first line, cannot be read. Is this CSV?"
            raise CsvRefused(msg) from error
        if not any(title.strip() for title in titles):
            msg = "The file has no header. Its first line has to name the columns."
            raise CsvRefused(msg)
        return titles

    def _next(self) -> Row | BadRow | None:
        self._lines.begin_row()
        line = self._lines.number + 1
        try:
            values = next(self._reader, None)
        except (_BadLine, csv.Error) as error:
            return self._bad(line, error)
        if values is None:
            return None
        if len(values) > len(self.names) and any(values[len(self.names) :]):
            reason = f"It has {len(values)} values for {len(self.names)} columns; perhaps a text lacks its quotes."
            return BadRow(line, reason)
        return Row(line, dict(zip(self.names, (value.strip() for value in values), strict=False)))

    def _bad(self, line: int, error: Exception) -> BadRow:
        last = self._lines.number
        reason = str(error) if isinstance(error, _BadLine) else "Its quotes do not match."
        if last > line and not self._lines.take_back():
            reason += f" Lines {line} to {last} were not read."
        return BadRow(line, reason)


def missing(names: Sequence[str], required: Sequence[str]) -> list[str]:
    """Return which of the required columns a header lacks."""
    return [name for name in required if column_name(name) not in names]
