"""Item exports of Loyverse and Lightspeed (Vend): one row for each variant."""

from collections.abc import Mapping
from datetime import date

from app.core.csv.reader import BadRow, CsvRows, Row
from app.models import Unit
from app.services.files.layouts.html_text import text_of
from app.services.files.layouts.layout import UNNAMED_CATEGORY, Layout, Rows, barcode_or_none, first, made_sku

_LOYVERSE_OPTIONS = ("option1value", "option2value", "option3value")
_VEND_OPTIONS = ("variantoptiononevalue", "variantoptiontwovalue", "variantoptionthreevalue")
_VEND_CATEGORIES = ("productcategory", "type")
_OF_ITEM = ("name", "category", "description", "soldbyweight")
_NO = ("n", "no", "0", "false")


def _loyverse(rows: CsvRows, _: date) -> Rows:
    # Each store of theirs has columns of its own: Price [Main].
    prices = [name for name in rows.names if name.startswith(("price", "defaultprice"))]
    offers = [name for name in rows.names if name.startswith("availableforsale")]
    handle, item = "", {}
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        values = row.values
        if values.get("handle", "") != handle or values.get("name"):
            handle = values.get("handle", "")
            item = {name: values.get(name, "") for name in _OF_ITEM}
        # A row for a part of a composite item has neither.
        if first(values, prices) or values.get("sku"):
            said = [values[name].casefold() in _NO for name in offers if values.get(name)]
            sweet = _sweet(item["name"], values, _LOYVERSE_OPTIONS) | {
                "category": item["category"] or UNNAMED_CATEGORY,
                "price": first(values, prices),
                "unit": Unit.PIECE if item["soldbyweight"].casefold() in ("", *_NO) else Unit.KG,
                "description": text_of(item["description"]),
                "barcode": barcode_or_none(values.get("barcode", "")),
            }
            yield Row(row.line, sweet | ({"archived": "true" if all(said) else "false"} if said else {}))


def _vend(rows: CsvRows, _: date) -> Rows:
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        values = row.values
        sweet = _sweet(values.get("name", ""), values, _VEND_OPTIONS) | {
            "category": first(values, _VEND_CATEGORIES) or UNNAMED_CATEGORY,
            "price": values.get("retailprice", ""),
            "unit": Unit.PIECE,
            "description": text_of(values.get("description", "")),
        }
        active = values.get("active", "").casefold()
        yield Row(row.line, sweet | ({"archived": "true" if active in _NO else "false"} if active else {}))


def _sweet(item: str, values: Mapping[str, str], options: tuple[str, ...]) -> dict[str, str]:
    shown = [value for name in options if (value := values.get(name, ""))]
    name = ", ".join([item, *shown]) if item else ""
    return {"sku": values.get("sku") or made_sku(name), "name": name}


LOYVERSE = Layout(
    "an item list of Loyverse",
    (*("handle", "sku", "barcode"), *_OF_ITEM, *_LOYVERSE_OPTIONS),
    lambda names: {"handle", "name", "soldbyweight"} <= names and any(name.startswith("price") for name in names),
    _loyverse,
    ("price", "defaultprice", "availableforsale"),
)
VEND = Layout(
    "a product export of Lightspeed (Vend)",
    (*("sku", "name", "retailprice", "description", "active"), *_VEND_CATEGORIES, *_VEND_OPTIONS),
    lambda names: {"handle", "sku", "name", "supplyprice", "retailprice"} <= names,
    _vend,
)
