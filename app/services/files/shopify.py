"""Product exports of Shopify: one row for each variant, with the product's own columns in its first row only."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from app.core.barcode import normalise_barcode, padded
from app.core.csv.reader import BadRow, CsvRows, Row

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

UNNAMED_CATEGORY = "Imported"
DEFAULT_OPTION = "Default Title"
UNITS = ("kg", "g", "piece", "box")
MAX_SKU = 64
MAX_DESCRIPTION = 2000

_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_IN_SKU = re.compile(r"[^a-z0-9]+")
_BLOCKS = {"p", "br", "li", "div", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}


def is_shopify(rows: CsvRows) -> bool:
    """Tell by the header whether a file is a product export of Shopify."""
    names = set(rows.names)
    return {"title", "option1value"} <= names and bool(names & set(HANDLE)) and bool(names & set(PRICE))


def variants(rows: CsvRows) -> Iterator[Row | BadRow]:
    """Yield each variant as a row with our own columns."""
    handle, product = "", {}
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        if _first(row.values, HANDLE) != handle or row.values.get("title"):
            handle = _first(row.values, HANDLE)
            product = {name: row.values.get(name, "") for name in (*OF_PRODUCT, *(f"{one}name" for one in OPTIONS))}
        # A row for a further picture has neither.
        if _first(row.values, PRICE) or row.values.get("option1value"):
            yield Row(row.line, _sweet(handle, product, row.values))


def _sweet(handle: str, product: Mapping[str, str], variant: Mapping[str, str]) -> dict[str, str]:
    options = {product[f"{one}name"]: value for one in OPTIONS if (value := variant.get(f"{one}value", ""))}
    shown = [value for value in options.values() if value != DEFAULT_OPTION]
    # An apostrophe keeps spreadsheets from reading 0123 as a number.
    sku = _first(variant, SKU).removeprefix("'") or _made_sku(" ".join((handle, *shown)))
    sweet = {
        "sku": sku,
        "name": ", ".join([product["title"], *shown]) if product["title"] else "",
        "category": _first(product, CATEGORIES).rpartition(">")[2].strip() or UNNAMED_CATEGORY,
        "price": _first(variant, PRICE),
        "unit": next(
            (value.lower() for name, value in options.items() if name.lower() == "unit" and value.lower() in UNITS),
            "piece",
        ),
        "description": _text(_first(product, BODY)),
        "barcode": _barcode(_first(variant, BARCODE).removeprefix("'")),
    }
    if product["status"]:
        sweet["archived"] = "true" if product["status"].lower() in ("archived", "draft") else "false"
    return sweet


def _barcode(text: str) -> str:
    # Any text may stand there, and most of it that is no GTIN is no mistake.
    try:
        return normalise_barcode(padded(text))
    except ValueError:
        return ""


def _first(values: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := values.get(name, ""))), "")


def _made_sku(text: str) -> str:
    sku = _NOT_IN_SKU.sub("-", text.lower()).strip("-")
    # Text in another script, or too long, gets a digest of the whole to tell it apart.
    if len(sku) <= MAX_SKU and text.isascii():
        return sku
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{sku[: MAX_SKU - 9].rstrip('-')}-{digest}".lstrip("-")


class _TextOfHtml(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style")
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self._hidden:
            self._hidden -= 1
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def _text(html: str) -> str:
    parser = _TextOfHtml()
    parser.feed(html)
    parser.close()
    text = _UNPRINTABLE.sub(" ", "".join(parser.pieces))
    text = _BREAKS.sub("\n", _BLANKS.sub(" ", text)).strip()
    return text if len(text) <= MAX_DESCRIPTION else f"{text[: MAX_DESCRIPTION - 1].rstrip()}\u2026"
