"""The item library of Square: one row for each variation, with all columns of its item."""

import re
from collections.abc import Mapping
from datetime import date

from app.core.csv.reader import BadRow, CsvRows, Row
from app.models import Unit
from app.services.files.layouts.html_text import text_of
from app.services.files.layouts.layout import UNNAMED_CATEGORY, Layout, Rows, barcode_or_none, first, made_sku

_CATEGORIES = ("reportingcategory", "category", "categories")
_UNITS = ("unit", "unitandprecision")
HEEDED = (
    *("token", "itemname", "variationname", "sku", "description", *_CATEGORIES, "gtin", "price", "archived"),
    *_UNITS,
)
_WORD = re.compile(r"[^\W\d_]+")
_ONLY_VARIATION = "regular"


def _is_square(names: frozenset[str]) -> bool:
    return {"itemname", "price"} <= names and bool(names & {"token", "variationname"})


def _items(rows: CsvRows, _: date) -> Rows:
    for row in rows:
        yield row if isinstance(row, BadRow) else Row(row.line, _sweet(row.values))


def _sweet(values: Mapping[str, str]) -> dict[str, str]:
    variation = values.get("variationname", "")
    item = values.get("itemname", "")
    name = f"{item}, {variation}" if item and variation and variation.casefold() != _ONLY_VARIATION else item
    sweet = {
        "sku": values.get("sku") or made_sku(name),
        "name": name,
        "category": first(values, _CATEGORIES).split(",")[0].rpartition(">")[2].strip() or UNNAMED_CATEGORY,
        "price": values.get("price", ""),
        "unit": unit[0] if (unit := _WORD.search(first(values, _UNITS))) else Unit.PIECE,
        "description": text_of(values.get("description", "")),
        "barcode": barcode_or_none(values.get("gtin", "")),
    }
    if values.get("archived"):
        sweet["archived"] = "true" if values["archived"].lower() in ("y", "yes", "true") else "false"
    return sweet


ITEMS = Layout("an item library of Square", HEEDED, _is_square, _items)
