"""The tickets of a previous till: consecutive rows with one number and one business day."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from app.core.csv.lines import CsvRefused
from app.core.csv.reader import BadRow, Row
from app.core.csv.seen_keys import SeenKeys
from app.core.money import spread, zero
from app.services.files.import_rows import Cancelled, Candidate, Ignored, Reading, Refusal, RowRefused
from app.services.files.row_of_totals import is_row_of_totals
from app.services.files.till.columns import TillFile
from app.services.files.till.rows import RowReader, TillLine, TillRow, bare

MAX_LINES = 1000
"""With more rows to a ticket than this, the column is not the one of tickets."""

_OF_THE_TICKET = ("date", "time", "type", "status", "cancelled_on")


@dataclass(slots=True)
class Ticket:
    """The valid rows of one ticket."""

    said: str
    """Its number, as the file has it."""
    ticket: str
    business_day: date
    moments: list[datetime]
    lines: list[TillLine]
    subtotal: Decimal | None = None
    """What it came to after discounts on the whole of it, if the till says so."""

    @classmethod
    def begun_by(cls, row: TillRow, number: str) -> "Ticket":
        """Return the ticket that a row begins. A refund under the number of its sale is a ticket beside it."""
        name = f"{number} refund" if row.is_refund else number
        return cls(number, name, row.business_day, [row.moment], [row.line], row.subtotal)

    def candidates(self, column: str) -> Iterator[Candidate | Refusal]:
        """Yield the ticket as a candidate, which is refused as a whole if it appears twice."""
        first, *further = (line.line for line in self.lines)
        candidate = Candidate(first, (f"{self.business_day} {self.ticket}",), column, self, tuple(further))
        if self.subtotal is None or self._take_off():
            yield candidate
        else:
            reason = f"Its rows do not come to the subtotal of {self.subtotal}."
            yield from candidate.refused(column, reason)

    def _take_off(self) -> bool:
        """Spread what was taken off the whole ticket over its lines; False if it does not add up."""
        nets = [line.amount or zero() for line in self.lines]
        off = sum(nets, zero()) - (self.subtotal or zero())
        if off < 0 or any(net < 0 for net in nets):
            return off == 0
        parts = spread(off, nets)
        if sum(parts, zero()) != off:
            return False
        self.lines = [
            line if not part else replace(line, amount=net - part, discount=line.discount + part)
            for line, net, part in zip(self.lines, nets, parts, strict=True)
        ]
        return True


class TillTickets:
    """Reads the tickets of a file."""

    def __init__(self, file: TillFile, reader: RowReader, ignore: frozenset[str]) -> None:
        self._file = file
        self._reader = reader
        self._ignore = ignore
        self._column = file.of["ticket" if "ticket" in file.of else "item"].title
        self._before: Mapping[str, str] = {}

    def __iter__(self) -> Iterator[Reading]:
        ticket: Ticket | None = None
        with SeenKeys() as counted:
            try:
                for row in self._file:
                    read = self._read(row)
                    if not isinstance(read, TillRow):
                        yield read
                        continue
                    number = read.ticket if read.ticket is not None else _number(read, counted)
                    if ticket is None or (ticket.said, ticket.business_day) != (number, read.business_day):
                        if ticket is not None:
                            yield from ticket.candidates(self._column)
                        ticket = Ticket.begun_by(read, number)
                    elif len(ticket.lines) >= MAX_LINES:
                        yield Refusal(read.line.line, self._column, f"A ticket has {MAX_LINES:,} rows at most.")
                    else:
                        ticket.moments.append(read.moment)
                        ticket.lines.append(read.line)
            except CsvRefused:
                if ticket is not None:
                    yield from ticket.candidates(self._column)
                raise
            if ticket is not None:
                yield from ticket.candidates(self._column)

    def _read(self, row: Row | BadRow) -> TillRow | Refusal | Ignored | Cancelled:
        if isinstance(row, BadRow):
            return Refusal(row.line, row.column, row.reason)
        values = self._with_what_was_said_once(row.values)
        item = self._reader.item(values)
        if item and bare(item) in self._ignore:
            return Ignored(row.line)
        try:
            return self._reader.read(row.line, values)
        except RowRefused as error:
            return Ignored(row.line) if is_row_of_totals(values) else Refusal(row.line, error.column, error.reason)

    def _with_what_was_said_once(self, values: Mapping[str, str]) -> Mapping[str, str]:
        if self._file.preset is None or not self._file.preset.says_once:
            return values
        ticket = self._file.of["ticket"].name
        if values.get(ticket) in (self._before.get(ticket), "", None):
            names = [ticket, *(self._file.of[field].name for field in _OF_THE_TICKET if field in self._file.of)]
            said = {name: self._before[name] for name in names if not values.get(name) and self._before.get(name)}
            values = {**values, **said}
        self._before = values
        return values


def _number(row: TillRow, counted: SeenKeys) -> str:
    """Return the number of a ticket without one: by what the row says, and how often the file has said it before."""
    line = row.line
    said = (row.moment, *line.key, line.sold.sku, line.sold.unit, line.discount, line.tax)
    digest = hashlib.sha256(repr(said).encode()).hexdigest()[:16]
    return f"row {digest} {counted.count(digest)}"
