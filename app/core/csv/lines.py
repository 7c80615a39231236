"""The lines of a CSV in constant memory, for all the usual encodings and line ends."""

import codecs
from collections import deque
from collections.abc import Iterator
from typing import Protocol

MAX_RECORD_BYTES = 1_000_000
CHUNK_BYTES = 65_536
_HEAD_BYTES = 4
MAX_REREAD_BYTES = 64_000_000
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class ByteSource(Protocol):
    """A source of bytes: an open file, or anything that reads like one."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""


class CsvRefused(ValueError):
    """The rest of the file cannot be read."""


class BadLine(Exception):
    """A line that cannot be part of any row."""


class Lines:
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
            raise BadLine(msg)
        if b"\0" in line:
            msg = "There is a NUL byte in this line."
            raise BadLine(msg)
        return _decoded(line)

    def begin_row(self) -> None:
        """Forget the lines of the previous row."""
        self._taken.clear()
        self._taken_bytes = 0

    def go_back_to(self, number: int) -> None:
        """Put the lines after this one back; only those of the present row can be."""
        kept = len(self._taken) - (self.number - number)
        self._waiting.extendleft(reversed(self._taken[kept:]))
        self.number = number

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
            raise BadLine(msg) from error
