"""Product exports of WooCommerce: a variation is a sweet, and the variable product above it is none."""

import re
from collections.abc import Mapping
from datetime import date

from app.core.csv.numbers import parse_number
from app.core.csv.reader import BadRow, CsvRows, Row
from app.services.files.layouts.html_text import text_of
from app.services.files.layouts.layout import (
    UNNAMED_CATEGORY,
    Layout,
    Rows,
    barcode_or_none,
    first,
    made_sku,
    unit_of,
)

GTIN = "gtinupceanorisbn"
_ATTRIBUTES = tuple((f"attribute{number}name", f"attribute{number}values") for number in range(1, 21))
_DESCRIPTIONS = ("description", "shortdescription")
HEEDED = (
    *("id", "type", "sku", GTIN, "name", "published", *_DESCRIPTIONS, "datesalepricestarts", "datesalepriceends"),
    *("taxclass", "saleprice", "regularprice", "categories", "parent"),
    *(name for pair in _ATTRIBUTES for name in pair),
)
_TELLING = frozenset({"parent", "visibilityincatalog", "isfeatured", "attribute1name"})
_PUBLISHED = "1"
_BETWEEN = re.compile(r"(?<!\\),")


def _is_woocommerce(names: frozenset[str]) -> bool:
    return {"type", "name", "regularprice"} <= names and bool(names & _TELLING)


def _products(rows: CsvRows, today: date) -> Rows:
    parents: dict[str, Mapping[str, str]] = {}
    early: list[Row] = []
    decimal_comma = rows.has_decimal_commas
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        types = {one.strip() for one in row.values.get("type", "").lower().split(",")}
        if "variation" in types:
            if row.values.get("parent", "") not in parents:
                early.append(row)
                continue
            yield Row(row.line, _variation(row.values, parents, today, decimal_comma=decimal_comma))
        elif "variable" in types:
            for key in (row.values.get("sku", ""), f"id:{row.values.get('id', '')}"):
                parents.setdefault(key, row.values)
        elif "grouped" not in types:
            yield Row(row.line, _sweet(row.values, row.values, today, decimal_comma=decimal_comma))
    for row in early:
        if row.values.get("parent", "") in parents:
            yield Row(row.line, _variation(row.values, parents, today, decimal_comma=decimal_comma))
        else:
            yield BadRow(row.line, "The product that this is a variation of is not in the file.", "parent")


def _variation(
    values: Mapping[str, str], parents: Mapping[str, Mapping[str, str]], today: date, *, decimal_comma: bool
) -> dict[str, str]:
    parent = parents[values["parent"]]
    chosen = ", ".join(_unescaped(value) for _, name in _ATTRIBUTES if (value := values.get(name, "")))
    if chosen:
        values = {**values, "name": f"{parent.get('name', '')} {chosen}"}
    return _sweet(values, parent, today, decimal_comma=decimal_comma)


def _sweet(values: Mapping[str, str], parent: Mapping[str, str], today: date, *, decimal_comma: bool) -> dict[str, str]:
    tax_class = values.get("taxclass", "")
    category = _BETWEEN.split(values.get("categories") or parent.get("categories", ""))[0]
    html = first(values, _DESCRIPTIONS) or first(parent, _DESCRIPTIONS)
    options = {values.get(name, ""): values.get(value, "") for name, value in _ATTRIBUTES}
    name = values.get("name", "")
    return {
        "sku": values.get("sku") or made_sku(name),
        "name": name,
        "category": _unescaped(category.rpartition(">")[2]).strip() or UNNAMED_CATEGORY,
        "price": _price(values, today, decimal_comma=decimal_comma),
        "unit": unit_of(options),
        # The export writes a line break as a backslash and an n.
        "description": text_of(html.replace("\\n", "\n")),
        "tax_class": parent.get("taxclass", "") if tax_class == "parent" else tax_class,
        "barcode": barcode_or_none(values.get(GTIN, "")),
        "archived": "false" if values.get("published", _PUBLISHED) == _PUBLISHED else "true",
    }


def _price(values: Mapping[str, str], today: date, *, decimal_comma: bool) -> str:
    """Return the sale price if it is less than the regular one and today is one of its days."""
    regular, sale = values.get("regularprice", ""), values.get("saleprice", "")
    try:
        is_less = (
            0 < parse_number(sale, decimal_comma=decimal_comma) < parse_number(regular, decimal_comma=decimal_comma)
        )
        begin, end = (_day(values.get(f"datesaleprice{name}", "")) for name in ("starts", "ends"))
    except ValueError:
        return regular
    is_on = (begin is None or begin <= today) and (end is None or today <= end)
    return sale if is_less and is_on else regular


def _day(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _unescaped(text: str) -> str:
    return text.replace("\\,", ",")


PRODUCTS = Layout("a product export of WooCommerce", HEEDED, _is_woocommerce, _products)
