"""Product exports of Shopify: one row for each variant, with the product's own columns in its first row only."""

from collections.abc import Mapping
from datetime import date

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

# The present layout and the one before it.
HANDLE = ("handle", "urlhandle")
PRICE = ("variantprice", "price")
SKU = ("variantsku", "sku")
BARCODE = ("variantbarcode", "barcode")
BODY = ("bodyhtml", "description")
CATEGORIES = (
    "type",
    "customproducttype",
    "productcategory",
    "standardproducttype",
    "googleshoppinggoogleproductcategory",
)
OPTIONS = ("option1", "option2", "option3")
OF_PRODUCT = ("title", "status", *BODY, *CATEGORIES)
HEEDED = (
    *HANDLE,
    *PRICE,
    *SKU,
    *BARCODE,
    *OF_PRODUCT,
    *(f"{option}{part}" for option in OPTIONS for part in ("name", "value")),
)

DEFAULT_OPTION = "Default Title"


def _is_shopify(names: frozenset[str]) -> bool:
    return {"title", "option1value"} <= names and bool(names & set(HANDLE)) and bool(names & set(PRICE))


def _variants(rows: CsvRows, _: date) -> Rows:
    handle, product = "", {}
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        if first(row.values, HANDLE) != handle or row.values.get("title"):
            handle = first(row.values, HANDLE)
            product = {name: row.values.get(name, "") for name in (*OF_PRODUCT, *(f"{one}name" for one in OPTIONS))}
        # A row for a further picture has neither.
        if first(row.values, PRICE) or row.values.get("option1value"):
            yield Row(row.line, _sweet(handle, product, row.values))


def _sweet(handle: str, product: Mapping[str, str], variant: Mapping[str, str]) -> dict[str, str]:
    options = {product[f"{one}name"]: value for one in OPTIONS if (value := variant.get(f"{one}value", ""))}
    shown = [value for value in options.values() if value != DEFAULT_OPTION]
    sweet = {
        "sku": first(variant, SKU) or made_sku(" ".join((handle, *shown))),
        "name": ", ".join([product["title"], *shown]) if product["title"] else "",
        "category": first(product, CATEGORIES).rpartition(">")[2].strip() or UNNAMED_CATEGORY,
        "price": first(variant, PRICE),
        "unit": unit_of(options),
        "description": text_of(first(product, BODY)),
        "barcode": barcode_or_none(first(variant, BARCODE)),
    }
    if product["status"]:
        sweet["archived"] = "true" if product["status"].lower() in ("archived", "draft") else "false"
    return sweet


PRODUCTS = Layout("a product export of Shopify", HEEDED, _is_shopify, _variants)
