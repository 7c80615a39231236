"""The rows of a catalogue: the sweet that each one describes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from app.core.barcode import padded
from app.core.csv.numbers import SHORTENED, ascii_digits, is_shortened
from app.core.csv.reader import BadRow
from app.core.money import places, too_many_decimals
from app.core.names import text_key
from app.schemas.category import CategoryCreate
from app.schemas.sweet import SweetReplace
from app.schemas.tax_class import TaxClassCreate
from app.services.files.import_rows import (
    Candidate,
    Columns,
    Ignored,
    Reading,
    Refusal,
    RowRefused,
    first_reason,
    number,
)
from app.services.files.layouts.layout import Rows
from app.services.files.row_of_totals import is_row_of_totals
from app.services.files.units import parse_unit

COLUMNS = Columns(
    required=("sku", "name", "category", "price", "unit"),
    optional=(
        *("description", "quantity_step", "min_quantity", "low_stock_threshold", "shelf_life_days"),
        *("tax_class", "hsn_code", "barcode", "diet", "allergens", "archived"),
    ),
)

_TEXTS = ("name", "description")
_CODES = ("sku", "hsn_code", "barcode")
_NUMBERS = ("price", "quantity_step", "min_quantity", "low_stock_threshold", "shelf_life_days")
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_PRICE_PLACES = 2
_BETWEEN_ALLERGENS = re.compile("[,;|/]")
_NO_ALLERGENS = "none"


@dataclass(frozen=True, slots=True)
class SweetRow:
    """The sweet of a row. An empty cell leaves its field unset."""

    new: SweetReplace
    category: str
    tax_class: str | None
    archived: bool | None

    def given(self) -> dict[str, Any]:
        """Return the fields that the row sets."""
        return self.new.model_dump(include=self.new.model_fields_set - {"sku", "category_id"})


def read_sweets(rows: Rows, *, decimal_comma: bool) -> Iterator[Reading]:
    """Read the sweets of rows by our own columns."""
    for row in rows:
        if isinstance(row, BadRow):
            yield Refusal(row.line, row.column, row.reason)
            continue
        try:
            sweet = _sweet(row.values, decimal_comma=decimal_comma)
        except RowRefused as error:
            refusal = Refusal(row.line, error.column, error.reason)
            yield Ignored(row.line) if is_row_of_totals(row.values) else refusal
        else:
            yield Candidate(row.line, (text_key(sweet.new.sku),), "sku", sweet)


def _sweet(values: Mapping[str, str], *, decimal_comma: bool) -> SweetRow:
    for column in COLUMNS.required:
        if not values.get(column):
            raise RowRefused(column, "This is missing.")
    fields = _codes(values) | _numbers(values, decimal_comma=decimal_comma) | _label(values)
    fields |= {name: values[name] for name in _TEXTS if values.get(name)}
    unit = parse_unit(values["unit"])
    category = _name(CategoryCreate, {"name": values["category"]}, "category")
    tax_class = None
    if values.get("tax_class"):
        tax_class = _name(TaxClassCreate, {"name": values["tax_class"], "rates": []}, "tax_class")
    try:
        new = SweetReplace(category_id=1, unit=unit, **fields)
    except ValidationError as error:
        raise first_reason(error) from error
    return SweetRow(new, category, tax_class, _truth(values.get("archived", "")))


def _codes(values: Mapping[str, str]) -> dict[str, Any]:
    codes = {name: values[name] for name in _CODES if values.get(name)}
    for name, code in codes.items():
        if is_shortened(code):
            raise RowRefused(name, SHORTENED)
        if name != "sku":
            codes[name] = ascii_digits(code)
    if "barcode" in codes:
        # A spreadsheet takes it for a number, and drops the zeros in front.
        codes["barcode"] = padded(codes["barcode"])
    return codes


def _numbers(values: Mapping[str, str], *, decimal_comma: bool) -> dict[str, Any]:
    numbers: dict[str, Any] = {
        name: number(values, name, decimal_comma=decimal_comma) for name in _NUMBERS if values.get(name)
    }
    if numbers["price"].as_tuple().exponent < -max(places(), _PRICE_PLACES):
        # 1.250 may be 1250 or 1.25, and a price is not guessed.
        raise RowRefused("price", too_many_decimals(numbers["price"]) or "A price has two decimals at most.")
    days = numbers.get("shelf_life_days")
    if days is not None and days == int(days):
        numbers["shelf_life_days"] = int(days)
    return numbers


def _name(schema: type[CategoryCreate | TaxClassCreate], values: dict[str, Any], column: str) -> str:
    try:
        return schema.model_validate(values).name
    except ValidationError as error:
        raise RowRefused(column, first_reason(error).reason) from error


def _label(values: Mapping[str, str]) -> dict[str, Any]:
    """Return the diet and the allergens of a row as a label names them: `non-veg`, `Milk; nuts`, or `none`."""
    label: dict[str, Any] = {}
    if values.get("diet"):
        label["diet"] = values["diet"].lower().replace("-", "_").replace(" ", "_")
    if values.get("allergens"):
        named = [one.strip() for one in _BETWEEN_ALLERGENS.split(values["allergens"].lower())]
        label["allergens"] = [] if named == [_NO_ALLERGENS] else named
    return label


def _truth(text: str) -> bool | None:
    if text and text.lower() not in _TRUTHS:
        raise RowRefused("archived", "Write true or false.")
    return _TRUTHS.get(text.lower())
