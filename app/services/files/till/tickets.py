"""The tickets of a previous till: consecutive rows with one number and one business day."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

from app.core.csv.dates import parse_moment
from app.core.csv.lines import CsvRefused
from app.core.csv.numbers import SHORTENED, is_shortened
from app.core.csv.reader import BadRow, Row
from app.core.money import MAX_MONEY, MAX_QUANTITY, MONEY_PLACES, QUANTITY_PLACES
from app.schemas.base import ONE_LINE
from app.services.common.context import ShopContext
from app.services.files.import_rows import Candidate, Ignored, Reading, Refusal, RowRefused, number
from app.services.files.till.columns import TillFile

MAX_LINES = 1000
"""With more rows to a ticket than this, the column is not the one of tickets."""

FIRST_YEAR = 2000
_MAX_TICKET = 64
_MAX_ITEM = 200
_SPACES = re.compile(r"\s+")
_ONE_LINE = re.compile(ONE_LINE)


@dataclass(frozen=True, slots=True)
class TillLine:
    """One row: an item sold, or returned if the quantity is negative."""

    line: int
    item: str
    quantity: Decimal
    unit_price: Decimal | None

    @property
    def key(self) -> "LineKey":
        """The key by which two lines of a ticket are the same."""
        return bare(self.item), self.quantity, self.unit_price


LineKey = tuple[str, Decimal, Decimal | None]


@dataclass(frozen=True, slots=True)
class Ticket:
    """The valid rows of one ticket."""

    ticket: str
    business_day: date
    moments: list[datetime]
    lines: list[TillLine]

    def candidate(self, column: str) -> Candidate:
        """Return the ticket as a candidate, which is refused as a whole if it appears twice."""
        first, *further = (line.line for line in self.lines)
        return Candidate(first, (f"{self.business_day} {self.ticket}",), column, self, tuple(further))


@dataclass(frozen=True, slots=True)
class _TicketRow:
    ticket: str
    business_day: date
    moment: datetime
    line: TillLine


def bare(item: str) -> str:
    """Return an item's name for comparison: without case and spaces."""
    return _SPACES.sub("", item).lower()


class TillTickets:
    """Reads the tickets of a file."""

    def __init__(self, file: TillFile, context: ShopContext, ignore: frozenset[str]) -> None:
        self._file = file
        self._days = context.business_days
        self._now = context.clock()
        self._ignore = ignore

    def __iter__(self) -> Iterator[Reading]:
        ticket: Ticket | None = None
        column = self._file.of["ticket"].title
        try:
            for row in self._file:
                read = self._read(row)
                if not isinstance(read, _TicketRow):
                    yield read
                elif ticket is None or (ticket.ticket, ticket.business_day) != (read.ticket, read.business_day):
                    if ticket is not None:
                        yield ticket.candidate(column)
                    ticket = Ticket(read.ticket, read.business_day, [read.moment], [read.line])
                elif len(ticket.lines) >= MAX_LINES:
                    reason = f"A ticket has {MAX_LINES:,} rows at most."
                    yield Refusal(read.line.line, column, reason)
                else:
                    ticket.moments.append(read.moment)
                    ticket.lines.append(read.line)
        except CsvRefused:
            if ticket is not None:
                yield ticket.candidate(column)
            raise
        if ticket is not None:
            yield ticket.candidate(column)

    def _read(self, row: Row | BadRow) -> "_TicketRow | Refusal | Ignored":
        if isinstance(row, BadRow):
            return Refusal(row.line, row.column, row.reason)
        item = row.values.get(self._file.of["item"].name, "")
        if item and bare(item) in self._ignore:
            return Ignored(row.line)
        try:
            ticket = self._text("ticket", row.values, _MAX_TICKET)
            moment = self._moment(row.values)
            item = self._text("item", row.values, _MAX_ITEM)
            quantity, price = self._quantity(row.values), self._price(row.values)
            if price is not None and abs(quantity * price) > MAX_MONEY:
                raise RowRefused(self._file.of["price"].title, "This comes to more than the books can hold.")
        except RowRefused as error:
            return Refusal(row.line, error.column, error.reason)
        return _TicketRow(ticket, self._days.of(moment), moment, TillLine(row.line, item, quantity, price))

    def _text(self, field: str, values: Mapping[str, str], longest: int) -> str:
        column = self._file.of[field]
        text = values.get(column.name, "")
        if not text:
            raise RowRefused(column.title, "This is missing.")
        if is_shortened(text):
            raise RowRefused(column.title, SHORTENED)
        if len(text) > longest:
            raise RowRefused(column.title, f"This is longer than {longest} characters.")
        if not _ONE_LINE.match(text):
            raise RowRefused(column.title, "This text has characters that cannot be used here.")
        return text

    def _moment(self, values: Mapping[str, str]) -> datetime:
        day, time = self._file.of["date"], self._file.of["time"]
        for column in (day, time):
            if not values.get(column.name):
                raise RowRefused(column.title, "This is missing.")
        time_text = None if time == day else values[time.name]
        try:
            moment = parse_moment(values[day.name], time_text, self._days.time_zone, self._file.date_format)
        except ValueError as error:
            raise RowRefused(day.title if time_text is None else f"{day.title}, {time.title}", str(error)) from error
        if moment.year < FIRST_YEAR:
            raise RowRefused(day.title, f"This is before the year {FIRST_YEAR}.")
        if moment.year > self._now.year + 1 or moment > self._now:
            raise RowRefused(day.title, "This is in the future.")
        return moment.astimezone(UTC)

    def _quantity(self, values: Mapping[str, str]) -> Decimal:
        column = self._file.of.get("quantity")
        if column is None or not values.get(column.name):
            return Decimal(1)
        quantity = self._number(values, column.name, column.title)
        if quantity == 0:
            raise RowRefused(column.title, "Nothing was sold: the quantity is 0.")
        if abs(quantity) > MAX_QUANTITY:
            raise RowRefused(column.title, "This is more than the books can hold.")
        kept = quantity.quantize(QUANTITY_PLACES, ROUND_HALF_UP)
        if kept != quantity:
            raise RowRefused(column.title, "A quantity has three decimals at most.")
        return kept

    def _price(self, values: Mapping[str, str]) -> Decimal | None:
        column = self._file.of.get("price")
        if column is None or not values.get(column.name):
            return None
        price = self._number(values, column.name, column.title)
        if price < 0:
            raise RowRefused(column.title, "A price is not negative: what came back has a negative quantity.")
        if price > MAX_MONEY:
            raise RowRefused(column.title, "This is more than the books can hold.")
        kept = price.quantize(MONEY_PLACES, ROUND_HALF_UP)
        # 1.250 may be 1250 or 1.25; databases write money as 12.5000.
        if kept != price or price.as_tuple().exponent == -3:
            raise RowRefused(column.title, "A price has two decimals at most.")
        return kept

    def _number(self, values: Mapping[str, str], name: str, title: str) -> Decimal:
        try:
            return number(values, name, decimal_comma=self._file.has_decimal_commas)
        except RowRefused as error:
            raise RowRefused(title, error.reason) from error
