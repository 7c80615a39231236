"""The columns of a previous till's file and the order of its dates, found from its header and first rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby

from app.core.csv.dates import DateFormat, has_time, is_day, is_time, order_shown, why_no_day
from app.core.csv.lines import CsvRefused
from app.core.csv.numbers import parse_number
from app.core.csv.reader import BadRow, CsvRows, Row, column_name
from app.services.files.import_rows import Columns
from app.services.files.till import names, outcomes
from app.services.files.till.currencies import currencies_in
from app.services.files.till.presets import PRESETS, WITHOUT_ITEMS, Preset, preset_of

FIRST_ROWS = 1000
FIRST_BYTES = 1_000_000
"""The part of a file that is examined before it is read."""

_SHOWN = 60
_CENT = 0.01


@dataclass(frozen=True, slots=True)
class TillColumn:
    """A column: its name in the rows, and its title in the file, shortened for messages."""

    name: str
    title: str


class TillFile:
    """The rows of a previous till's file, with its columns by meaning."""

    def __init__(
        self,
        rows: CsvRows,
        chosen: Mapping[str, str],
        date_format: DateFormat | None,
        today: date,
        preset: str | None = None,
    ) -> None:
        self.preset: Preset | None = preset_of(rows.names, preset)
        self._rows = rows
        self._head: list[Row | BadRow] = []
        self._broken: CsvRefused | None = None
        found = _Finder(rows, chosen, self.preset)
        self.of = found.columns
        self._read_head()
        for field in found.guessed:
            if not self._fits(field):
                del self.of[field]
        for field in self.of.keys() & names.AMOUNTS - chosen.keys():
            # A column of percentages tells the rate of a tax or a discount, not its amount.
            if any(value.endswith("%") for value in self.head_values(field)):
                column = self.of.pop(field)
                if field == "discount":
                    self.of["discount_percent"] = column
        if "total" in found.guessed and self._has_totals_of_tickets():
            del self.of["total"]
        if "time" not in self.of and any(has_time(day) for day in self.head_values("date")):
            self.of["time"] = self.of["date"]
        self.date_format = date_format or (self.preset and self.preset.date_format) or self._order_of_days(today)
        self.currencies = currencies_in(self._told_currencies())
        """The currencies that the first rows name, in their order."""

    @property
    def columns(self) -> Columns:
        """The columns that are read."""
        return Columns(required=tuple(column.name for column in self.of.values()))

    @property
    def has_decimal_commas(self) -> bool:
        """Whether every comma in a number is a decimal one."""
        return self._rows.has_decimal_commas

    def __iter__(self) -> Iterator[Row | BadRow]:
        head, self._head = self._head, []
        return chain(head, self._others())

    def _others(self) -> Iterator[Row | BadRow]:
        if self._broken is not None:
            raise self._broken
        yield from self._rows

    def _read_head(self) -> None:
        begin = self._rows.bytes_read
        try:
            for row in self._rows:
                self._head.append(row)
                if len(self._head) >= FIRST_ROWS or self._rows.bytes_read > begin + FIRST_BYTES:
                    return
        except CsvRefused as error:
            # The rows before the error are still valid.
            self._broken = error

    def _head_rows(self) -> Iterator[Mapping[str, str]]:
        return (row.values for row in self._head if isinstance(row, Row))

    def head_values(self, field: str) -> Iterator[str]:
        """Return what the first rows have in the column of a field."""
        name = self.of[field].name
        return (value for values in self._head_rows() if (value := values.get(name)))

    def _told_currencies(self) -> Iterator[str]:
        if "currency" in self.of:
            yield from self.head_values("currency")
            return
        money = [column for field, column in self.of.items() if field in names.MONEY]
        yield from (column.title.rpartition("(")[2].rstrip(") ") for column in money if column.title.endswith(")"))
        yield from (values.get(column.name, "") for values in self._head_rows() for column in money)

    def _fits(self, field: str) -> bool:
        """Tell whether the title and the first rows bear out what the name of a column makes it."""
        if not any(self.head_values(field)):
            return True
        match field:
            case "time":
                return any(is_time(value) for value in self.head_values(field))
            case "type" | "status":
                return outcomes.any_known(self.head_values(field))
            case _ if field in names.AMOUNTS:
                numbers = [self._number(value.rstrip("% ")) is not None for value in self.head_values(field)]
                return sum(numbers) * 2 >= len(numbers)
            case _:
                return True

    def _number(self, text: str) -> float | None:
        try:
            return float(parse_number(text, decimal_comma=self.has_decimal_commas))
        except ValueError:
            return None

    def _has_totals_of_tickets(self) -> bool:
        """Tell whether the totals are those of whole tickets, repeated on each of their rows."""
        if not {"total", "price", "ticket"} <= self.of.keys():
            return False
        ticket, total = self.of["ticket"].name, self.of["total"].name
        for (_, told), rows in groupby(self._head_rows(), key=lambda values: (values.get(ticket), values.get(total))):
            sums = [self._value(values, "price") * self._value(values, "quantity", 1) for values in rows]
            if len(sums) > 1 and any(sums[1:]) and abs(sum(sums) - (self._number(told or "") or 0)) < _CENT:
                return True
        return False

    def _value(self, values: Mapping[str, str], field: str, otherwise: float = 0) -> float:
        column = self.of.get(field)
        number = None if column is None else self._number(values.get(column.name, ""))
        return otherwise if number is None else number

    def _order_of_days(self, today: date) -> DateFormat | None:
        shown = {order_shown(day, today) for day in self.head_values("date")}
        orders = shown - {None, DateFormat.ISO}
        if len(orders) == 1:
            return orders.pop()
        if not orders and (None not in shown or DateFormat.ISO in shown):
            return None
        unclear = [day for day in self.head_values("date") if order_shown(day, today) is not DateFormat.ISO]
        days = next(filter(is_day, unclear), None)
        if days is None:
            msg = (
                f"The column {self.of['date'].title} has no days but {unclear[0][:20]}. {why_no_day(unclear[0])} "
                "If another column has the days, name it: date_column, or --map date=COLUMN."
            )
            raise CsvRefused(msg)
        msg = (
            f"Days such as {days[:20]} may have the day or the month first, and the first rows do not show which. "
            "Say it: date_format, day_first or month_first."
        )
        raise CsvRefused(msg)


def is_header(header: Sequence[str], chosen: Mapping[str, str]) -> bool:
    """Tell whether a row with these cells names the columns: those of a known till, or two or more of the fields."""
    if any(preset.matches(header) for preset in PRESETS.values()):
        return True
    wanted = names.USUAL | {field: (column_name(title),) for field, title in chosen.items() if title}
    return sum(not set(header).isdisjoint(columns) for columns in wanted.values()) > 1


class _Finder:
    """Finds the column of each field: the one that was chosen, else the preset's, else one of a usual name."""

    def __init__(self, rows: CsvRows, chosen: Mapping[str, str], preset: Preset | None) -> None:
        self._header = ", ".join(title.strip() for title in rows.header[:30])[:500]
        self._titles = dict(zip(rows.names, rows.header, strict=True))
        self.columns: dict[str, TillColumn] = {}
        self.guessed: list[str] = []
        for title, (signature, instead) in WITHOUT_ITEMS.items():
            if signature <= set(rows.names) and "item" not in chosen:
                msg = f"This is {title}, which does not say what was sold. {instead}, or name the column: item_column."
                raise CsvRefused(msg)
        for field in dict.fromkeys((*names.USUAL, *(preset.columns if preset else ()))):
            if field in chosen:
                self._take(field, (column_name(chosen[field]),), chosen[field])
            elif preset is not None:
                of_preset = (preset.find(name, rows.names) for name in preset.columns.get(field, ()))
                self._take(field, (name for name in of_preset if name))
            else:
                self._take(field, names.USUAL[field])
                if field in self.columns and field not in ("date", "item"):
                    self.guessed.append(field)
        missing = [field for field in names.REQUIRED if field not in self.columns]
        if missing:
            ways = ", ".join(f"{field}_column, or --map {field}=COLUMN" for field in missing)
            msg = (
                f"The header names no column for the {' and for the '.join(missing)}. Name one: {ways}. "
                f"It has: {self._header}. Ticket, time, quantity, price, net, total and others may be named too."
            )
            raise CsvRefused(msg)

    def _take(self, field: str, wanted: Iterable[str], chosen: str = "") -> None:
        used = {column.name for column in self.columns.values()}
        name = next((name for name in wanted if name and name in self._titles), None)
        # Only times may be in the column of another field, and only if that was chosen.
        if name is not None and (chosen or name not in used):
            self.columns[field] = TillColumn(name, self._titles[name].strip()[:_SHOWN])
        elif chosen:
            msg = (
                f"The header has no column {chosen}. Name one: {field}_column, or --map {field}=COLUMN. "
                f"It has: {self._header}."
            )
            raise CsvRefused(msg)
