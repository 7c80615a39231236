"""One row of a previous till's file: when it was, what was sold or came back, and for how much."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from app.core.csv.dates import has_time, parse_moment
from app.core.csv.numbers import SHORTENED, is_shortened
from app.core.money import (
    MAX_MONEY,
    MAX_QUANTITY,
    QUANTITY_PLACES,
    percent_of,
    places,
    rounded,
    too_many_decimals,
    zero,
)
from app.core.names import text_key, tidy
from app.schemas.base import ONE_LINE
from app.services.common.context import ShopContext
from app.services.files.import_rows import Cancelled, Ignored, RowRefused, number
from app.services.files.till.amounts import gross_of, work_out
from app.services.files.till.columns import TillColumn, TillFile
from app.services.files.till.currencies import OneCurrency
from app.services.files.till.names import MONEY, TAX_PARTS
from app.services.files.till.outcomes import Outcome, is_yes, outcome_of
from app.services.files.till.units import is_variant, unit_named

FIRST_YEAR = 2000
_OUTCOMES = ("type", "status")
_MAX_TICKET = 64
_MAX_ITEM = 200
_WITH_UNIT = re.compile(r"[-+\d.,]+\s*([^\W\d_]+\.?)")
_PER_UNIT = re.compile(r".*\d\s*((?:/|per\s)\s*([^\W\d_]+\.?))")
_ONE_LINE = re.compile(ONE_LINE)
_NOON = time(12)
_BEFORE_NOON = time(11, 59)


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold: the item with its variant, and what else tells which sweet it is."""

    item: str
    sku: str = ""
    variant: str = ""
    unit: str = ""

    @property
    def full_name(self) -> str:
        """The name of the item with its variant, as the books keep it."""
        return f"{self.item}, {self.variant}" if self.variant else self.item


@dataclass(frozen=True, slots=True)
class TillLine:
    """One row: an item sold, or returned if the quantity is negative; then its amount and tax are too."""

    line: int
    sold: Sold
    quantity: Decimal
    unit_price: Decimal | None
    amount: Decimal | None
    discount: Decimal = dataclasses.field(default_factory=zero)
    tax: Decimal = dataclasses.field(default_factory=zero)

    @property
    def key(self) -> "LineKey":
        """The key by which two lines of a ticket are the same."""
        return bare(self.sold.full_name), self.quantity, self.unit_price, self.amount


LineKey = tuple[str, Decimal, Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class TillRow:
    """A valid row. Without a column of tickets it has no number."""

    ticket: str | None
    business_day: date
    moment: datetime
    line: TillLine
    is_refund: bool
    """Whether its type or status says so."""
    subtotal: Decimal | None = None
    """What the whole ticket came to after discounts, if this row says so."""


def bare(item: str) -> str:
    """Return an item's name for comparison: its key, without spaces."""
    return text_key(item).replace(" ", "")


def _unit_behind(quantity: str) -> str:
    """Return the unit that is written behind a quantity: 0.5 kg."""
    found = _WITH_UNIT.fullmatch(quantity)
    return found[1] if found and unit_named(found[1]) else ""


def _unit_of_price(price: str) -> tuple[str, str]:
    """Return the unit of which a price is, and how that is written: 980.00/kg."""
    found = _PER_UNIT.fullmatch(price)
    return (found[2], found[1]) if found and unit_named(found[2]) else ("", "")


class RowReader:
    """Reads the rows of a file."""

    def __init__(self, file: TillFile, context: ShopContext, *, with_variants: bool) -> None:
        self._file = file
        self._of = file.of
        self._money_told = [field for field in MONEY if field in file.of]
        self._tax_parts = [] if "tax" in file.of else [field for field in TAX_PARTS if field in file.of]
        self._titles = {field: column.title for field, column in file.of.items()}
        self._days = context.business_days
        self._now = context.clock()
        self._with_variants = with_variants
        self._currency = OneCurrency(file.currencies, context.settings.currency)
        self._at = _BEFORE_NOON if self._days.day_end == _NOON else _NOON

    def item(self, values: Mapping[str, str]) -> str:
        """Return what the column of items says."""
        return self._cell("item", values)

    def read(self, line: int, values: Mapping[str, str]) -> TillRow | Cancelled | Ignored:
        """Return what a row says, or raise `RowRefused`."""
        outcome = self._outcome(values)
        if outcome is Outcome.CANCELLED:
            return Cancelled(line)
        if outcome is Outcome.NO_GOODS:
            return Ignored(line)
        ticket = self._text("ticket", values, _MAX_TICKET) if "ticket" in self._of else None
        business_day, moment = self._moment(values)
        is_refund = outcome is Outcome.REFUNDED
        till_line = self._line(line, self._sold(values), values, is_refund=is_refund)
        subtotal = self._money("subtotal", values) if "subtotal" in self._of else None
        return TillRow(ticket, business_day, moment, till_line, is_refund, subtotal)

    def _outcome(self, values: Mapping[str, str]) -> Outcome:
        if is_yes(self._cell("cancelled_on", values)):
            return Outcome.CANCELLED
        words = [(field, self._of[field].title, self._cell(field, values)) for field in _OUTCOMES if field in self._of]
        return outcome_of(words, self._file.preset.outcomes if self._file.preset else {})

    def _sold(self, values: Mapping[str, str]) -> Sold:
        variant = tidy(self._cell("variant", values))[:_MAX_ITEM]
        if not self._with_variants or not is_variant(variant):
            variant = ""
        item = self._text("item", values, _MAX_ITEM - len(variant) - 2 if variant else _MAX_ITEM)
        if not _ONE_LINE.match(variant):
            raise RowRefused(self._of["variant"].title, "This text has characters that cannot be used here.")
        unit = self._cell("unit", values) or _unit_behind(self._cell("quantity", values))
        unit_of_price, _ = _unit_of_price(self._cell("price", values))
        if unit and unit_of_price and unit_named(unit) is not unit_named(unit_of_price):
            raise RowRefused(self._of["price"].title, f"The price is for one {unit_of_price}, and {unit} were sold.")
        unit = unit or unit_of_price
        return Sold(item, self._cell("sku", values)[:_MAX_ITEM], variant, unit[:_MAX_ITEM])

    def _line(self, line: int, sold: Sold, values: Mapping[str, str], *, is_refund: bool) -> TillLine:
        quantity = self._quantity(values)
        if "currency" in self._of:
            self._currency.check(self._cell("currency", values), self._of["currency"].title)
        told = {field: money for field in self._money_told if (money := self._money(field, values)) is not None}
        percent = self._cell("discount_percent", values).rstrip("% ")
        if percent and "discount" not in told and (gross := gross_of(abs(quantity), told)) is not None:
            column = self._of["discount_percent"]
            told["discount"] = percent_of(gross, abs(self._number({column.name: percent}, column)))
        parts = [part for name in self._tax_parts if (part := self._money(name, values)) is not None]
        if parts:
            told["tax"] = sum(parts, zero())
        if told.get("price", zero()) < 0:
            reason = "A price is not negative: what came back has a negative quantity."
            raise RowRefused(self._of["price"].title, reason)
        sums = {field: told[field] for field in ("gross", "net", "total") if told.get(field)}
        is_negative = quantity < 0 or any(money < 0 for money in sums.values())
        mixed = next((field for field, money in sums.items() if is_negative and money > 0), None)
        if mixed is not None and not is_refund:
            reason = f"{sums[mixed]} is money taken, but another column of the row says that it was given back."
            raise RowRefused(self._of[mixed].title, reason)
        magnitudes = {field: abs(money) for field, money in told.items()}
        amounts = work_out(abs(quantity), magnitudes, self._titles)
        sign = -1 if is_refund or is_negative else 1
        return TillLine(
            line,
            sold,
            sign * abs(quantity),
            amounts.unit_price,
            None if amounts.net is None else sign * amounts.net,
            amounts.discount,
            sign * amounts.tax,
        )

    def _cell(self, field: str, values: Mapping[str, str]) -> str:
        column = self._of.get(field)
        return "" if column is None else values.get(column.name, "")

    def _text(self, field: str, values: Mapping[str, str], longest: int) -> str:
        title, text = self._of[field].title, tidy(self._cell(field, values))
        if not text:
            raise RowRefused(title, "This is missing.")
        if is_shortened(text):
            raise RowRefused(title, SHORTENED)
        if len(text) > longest:
            raise RowRefused(title, f"This is longer than {longest} characters.")
        if not _ONE_LINE.match(text):
            raise RowRefused(title, "This text has characters that cannot be used here.")
        return text

    def _moment(self, values: Mapping[str, str]) -> tuple[date, datetime]:
        day, clock = self._of["date"], self._of.get("time")
        for column in (day, clock):
            if column is not None and not values.get(column.name):
                raise RowRefused(column.title, "This is missing.")
        text = values[day.name]
        time_text = None if clock is None or clock == day else values[clock.name]
        has_clock = time_text is not None or has_time(text)
        try:
            moment = parse_moment(
                text, time_text, self._days.time_zone, self._file.date_format, None if has_clock else self._at
            )
        except ValueError as error:
            title = day.title if time_text is None or clock is None else f"{day.title}, {clock.title}"
            raise RowRefused(title, str(error)) from error
        if moment.year < FIRST_YEAR:
            raise RowRefused(day.title, f"This is before the year {FIRST_YEAR}.")
        business_day = self._days.of(moment) if moment.year <= self._now.year + 1 else date.max
        # Noon of today is no sale of the future.
        is_future = moment > self._now if has_clock else business_day > self._days.of(self._now)
        if is_future:
            raise RowRefused(day.title, "This is in the future.")
        return business_day, moment.astimezone(UTC)

    def _quantity(self, values: Mapping[str, str]) -> Decimal:
        column = self._of.get("quantity")
        if column is None or not values.get(column.name):
            return Decimal(1)
        text = values[column.name]
        quantity = self._number({column.name: text.removesuffix(_unit_behind(text))}, column)
        if quantity == 0:
            raise RowRefused(column.title, "Nothing was sold: the quantity is 0.")
        if abs(quantity) > MAX_QUANTITY:
            raise RowRefused(column.title, "This is more than the books can hold.")
        kept = quantity.quantize(QUANTITY_PLACES, ROUND_HALF_UP)
        if kept != quantity:
            raise RowRefused(column.title, "A quantity has three decimals at most.")
        return kept

    def _money(self, field: str, values: Mapping[str, str]) -> Decimal | None:
        column = self._of.get(field)
        if column is None or not values.get(column.name):
            return None
        text = values[column.name]
        self._currency.check(text, column.title)
        money = self._number({column.name: text.removesuffix(_unit_of_price(text)[1]).rstrip()}, column)
        if abs(money) > MAX_MONEY:
            raise RowRefused(column.title, "This is more than the books can hold.")
        kept = rounded(money)
        # 1.250 may be 1250 or 1.25; databases write money as 12.5000.
        if kept != money or (money.as_tuple().exponent == -3 != -places() and money != 0):
            what = "A price" if field == "price" else "An amount"
            raise RowRefused(column.title, too_many_decimals(money) or f"{what} has two decimals at most.")
        return kept

    def _number(self, values: Mapping[str, str], column: TillColumn) -> Decimal:
        try:
            return number(values, column.name, decimal_comma=self._file.has_decimal_commas)
        except RowRefused as error:
            raise RowRefused(column.title, error.reason) from error
