"""The columns of a previous till's file and the order of its dates, found from its header and first rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from app.core.csv.dates import DateFormat, order_shown
from app.core.csv.lines import CsvRefused
from app.core.csv.reader import BadRow, CsvRows, Row, column_name
from app.services.files.import_rows import Columns

FIRST_ROWS = 1000
FIRST_BYTES = 1_000_000
"""The part of a file that is examined before it is read."""

_NUMBERED = ("", "no", "number", "id", "nr", "num")
_DAYS = ("date", "day", "datetime", "dateandtime", "timestamp", "dateoftransaction")
_TIMES = ("time", "timeofday")
_TICKETS = tuple(
    f"{name}{number}"
    for name in ("transaction", "ticket", "receipt", "bill", "invoice", "order", "check")
    for number in _NUMBERED
)
_USUAL = {
    "date": tuple(f"{of}{name}" for name in _DAYS for of in ("", "sale", "transaction", "bill", "receipt", "invoice")),
    "time": tuple(f"{of}{name}" for name in _TIMES for of in ("", "sale", "transaction", "bill", "receipt", "invoice")),
    "ticket": _TICKETS,
    "item": ("item", "itemname", "product", "productname", "article", "articlename", "menuitem"),
    "quantity": ("qty", "quantity", "itemqty", "itemquantity", "units"),
    "price": ("price", "unitprice", "itemprice", "rate"),
}
_SHOWN = 60
_REQUIRED = ("date", "ticket", "item")


@dataclass(frozen=True, slots=True)
class TillColumn:
    """A column: its name in the rows, and its title in the file, shortened for messages."""

    name: str
    title: str


class TillFile:
    """The rows of a previous till's file, with its columns by meaning."""

    def __init__(self, rows: CsvRows, chosen: Mapping[str, str], date_format: DateFormat | None) -> None:
        self.of = _find_columns(rows, chosen)
        self._rows = rows
        self._head: list[Row | BadRow] = []
        self._broken: CsvRefused | None = None
        self._read_head()
        if "time" not in self.of:
            self._take_times_from_days()
        self.date_format = date_format or self._order_of_days()

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

    def _days(self) -> Iterator[str]:
        name = self.of["date"].name
        return (day for row in self._head if isinstance(row, Row) and (day := row.values.get(name)))

    def _take_times_from_days(self) -> None:
        if not any(":" in day for day in self._days()) and any(self._days()):
            msg = "No column is known to have times. Name it: time_column, or --map time=COLUMN."
            raise CsvRefused(msg)
        self.of["time"] = self.of["date"]

    def _order_of_days(self) -> DateFormat | None:
        shown = {order_shown(day) for day in self._days()}
        orders = shown - {None, DateFormat.ISO}
        if len(orders) == 1:
            return orders.pop()
        if not orders and (None not in shown or DateFormat.ISO in shown):
            return None
        days = next((day for day in self._days() if order_shown(day) is not DateFormat.ISO), "")
        msg = (
            f"Days such as {days[:20]} may have the day or the month first, and the first rows do not show which. "
            "Say it: date_format, day_first or month_first."
        )
        raise CsvRefused(msg)


def is_header(names: Sequence[str], chosen: Mapping[str, str]) -> bool:
    """Tell whether a row with these cells names the columns: two or more of the fields."""
    given = set(names)
    wanted = {field: (column_name(chosen[field]),) if field in chosen else usual for field, usual in _USUAL.items()}
    return sum(not given.isdisjoint(columns) for columns in wanted.values()) > 1


def _find_columns(rows: CsvRows, chosen: Mapping[str, str]) -> dict[str, TillColumn]:
    titles = dict(zip(rows.names, rows.header, strict=True))
    found = {}
    for field, usual in _USUAL.items():
        wanted = (column_name(chosen[field]),) if field in chosen else usual
        name = next((name for name in wanted if name and name in titles), None)
        if name is not None:
            found[field] = TillColumn(name, titles[name].strip()[:_SHOWN])
        elif field in chosen or field in _REQUIRED:
            header = ", ".join(title.strip() for title in rows.header[:30])
            what = f"has no column {chosen[field]}" if field in chosen else f"names no column for the {field}"
            msg = f"The header {what}. Name one: {field}_column, or --map {field}=COLUMN. It has: {header[:500]}."
            raise CsvRefused(msg)
    return found
