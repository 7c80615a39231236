"""Queries over the catalogue."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    Boolean,
    ColumnElement,
    Numeric,
    Text,
    any_,
    bindparam,
    case,
    cast,
    column,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute

from app.core.pagination import Page, Slice
from app.core.pictures import MEDIA_PATH
from app.models import Category, HistoryLine, ImportTakeBack, StockMovement, StocktakeCount, Sweet
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import decimal_text, json_object, moment_text
from app.repositories.common.keyset import (
    Condition,
    KeysetList,
    SortColumn,
    parse_moment,
    parse_money,
    parse_share,
    parse_text,
)
from app.repositories.common.search import has_part
from app.repositories.stock.stock_state import (
    AVAILABLE,
    FIRST_BEST_BEFORE,
    FRESH_TODAY,
    STOCK_STATE,
    SWEET_ROWS,
    is_in_states,
    is_in_stock,
    those_in_states,
)


@dataclass(frozen=True, slots=True)
class SweetForSale:
    """The fields of a sweet that decide and price a line of a sale."""

    id: int
    sku: str
    name: str
    unit: str
    price: Decimal
    quantity_step: Decimal
    min_quantity: Decimal
    archived: bool
    tax_class_id: int | None
    hsn_code: str | None
    barcode: str | None


@dataclass(frozen=True, slots=True)
class LockedSweet(SweetForSale):
    """A sweet as a sale needs it. Nobody else changes it until the transaction ends."""

    shelf_life_days: int | None
    on_hand: Decimal


@dataclass(frozen=True, slots=True)
class OfferedSweet(SweetForSale):
    """A sweet as a quote needs it. It may change at any time."""

    available: Decimal


@dataclass(frozen=True, slots=True)
class ScannedSweet:
    """A sweet that a code names, and which of its codes that is: `barcode`, `sku` or `scale_label`."""

    body: str
    kind: str
    unit: str
    price: Decimal
    quantity_step: Decimal


class SweetRepository(Repository[Sweet]):
    """Reads and writes sweets."""

    _model = Sweet

    async def any(self) -> bool:
        """Tell whether any sweet exists, archived ones included."""
        return bool(await self._session.scalar(select(exists(select(Sweet.id)))))

    async def list_json(self, filters: Mapping[str, Any], page: Page, today: date, day_start: datetime) -> Slice:
        """Return one page of sweets as JSON: one statement, two with the exact total."""
        return await _LIST.fetch(self._session, page, filters, {"today": today, "day_start": day_start})

    async def get_json(self, sweet_id: int, today: date, day_start: datetime) -> tuple[int, str] | None:
        """Return a sweet's version and its JSON."""
        values = {"id": sweet_id, "today": today, "day_start": day_start}
        row = (await self._session.execute(_ONE, values)).one_or_none()
        return None if row is None else (row[0], row[1])

    async def scan(
        self, code: str, barcode: str | None, item_numbers: Sequence[str], today: date, day_start: datetime
    ) -> ScannedSweet | None:
        """Return the sweet with this barcode, or else with this SKU, or else with an item number as its SKU.

        Of several item numbers the longest goes first.
        """
        values = {"code": code, "barcode": barcode, "items": list(item_numbers), "today": today, "day_start": day_start}
        row: Any = (await self._session.execute(_SCANNED, values)).one_or_none()
        return None if row is None else ScannedSweet(*row)

    async def next_id(self) -> int:
        """Draw the id of a new sweet."""
        number: int = (await self._session.execute(_NEXT_ID)).scalar_one()
        return number

    async def has_moved(self, sweet_id: int) -> bool:
        """Tell whether the ledger, a stocktake or a previous till's history names the sweet."""
        moved = exists().where(StockMovement.sweet_id == sweet_id)
        counted = exists().where(StocktakeCount.sweet_id == sweet_id)
        recalled = exists().where(HistoryLine.sweet_id == sweet_id)
        return bool((await self._session.execute(select(or_(moved, counted, recalled)))).scalar())

    async def is_counted(self, sweet_id: int) -> bool:
        """Tell whether any quantity in the books counts in the sweet's unit; what was taken back does not."""
        moved = exists().where(StockMovement.sweet_id == sweet_id)
        counted = exists().where(StocktakeCount.sweet_id == sweet_id)
        taken_back = exists().where(ImportTakeBack.import_id == HistoryLine.import_id)
        recalled = exists().where(HistoryLine.sweet_id == sweet_id, ~taken_back)
        return bool((await self._session.execute(select(or_(moved, counted, recalled)))).scalar())

    async def lock(self, sweet_ids: Collection[int]) -> list[LockedSweet]:
        """Lock sweets in order of id and return those that exist."""
        rows = await self._session.execute(_LOCK, {"ids": list(sweet_ids)})
        return [LockedSweet(*row) for row in rows]


def _address(picture_hash: InstrumentedAttribute[str | None]) -> ColumnElement[str]:
    return func.concat(f"{MEDIA_PATH}/", picture_hash, ".webp")


_PICTURE = case(
    (
        Sweet.picture_small.is_not(None),
        func.json_build_object(
            *("small", _address(Sweet.picture_small)),
            *("large", _address(Sweet.picture_large)),
            *("width", Sweet.picture_width),
            *("height", Sweet.picture_height),
        ),
    )
)

SWEET_JSON = json_object(
    id=Sweet.id,
    sku=Sweet.sku,
    name=Sweet.name,
    description=Sweet.description,
    category=func.json_build_object("id", Category.id, "name", Category.name),
    category_id=Sweet.category_id,
    price=decimal_text(Sweet.price),
    unit=Sweet.unit,
    quantity_step=decimal_text(Sweet.quantity_step),
    min_quantity=decimal_text(Sweet.min_quantity),
    low_stock_threshold=decimal_text(Sweet.low_stock_threshold),
    shelf_life_days=Sweet.shelf_life_days,
    tax_class_id=Sweet.tax_class_id,
    hsn_code=Sweet.hsn_code,
    barcode=Sweet.barcode,
    diet=Sweet.diet,
    allergens=Sweet.allergens,
    picture=_PICTURE,
    on_hand=decimal_text(Sweet.on_hand),
    available=decimal_text(AVAILABLE),
    stock_state=STOCK_STATE,
    best_before=FIRST_BEST_BEFORE,
    fresh_today=FRESH_TODAY,
    version=Sweet.version,
    archived_at=moment_text(Sweet.archived_at),
    created_at=moment_text(Sweet.created_at),
    updated_at=moment_text(Sweet.updated_at),
)

_MATCHES = func.search_sweets(bindparam("q", type_=Text)).table_valued(
    column("sweet_id", BigInteger), column("relevance", REAL), name="matches"
)

_STATES = func.string_to_array(bindparam("stock_state", type_=Text), ",")
_FILTERS: Mapping[str, Condition] = {
    "q": lambda rows: rows.join(_MATCHES, _MATCHES.c.sweet_id == Sweet.id),
    "archived": Sweet.archived_at.is_not(None) == bindparam("archived", type_=Boolean),
    "name": has_part(Sweet.search_text, "name"),
    "category": func.text_key(Category.name) == func.text_key(bindparam("category", type_=Text)),
    "sku": func.text_key(Sweet.sku) == func.text_key(bindparam("sku", type_=Text)),
    "barcode": Sweet.barcode == bindparam("barcode", type_=Text),
    "category_id": Sweet.category_id == bindparam("category_id", type_=BigInteger),
    "min_price": Sweet.price >= bindparam("min_price", type_=Numeric),
    "max_price": Sweet.price <= bindparam("max_price", type_=Numeric),
    "diet": Sweet.diet == any_(func.string_to_array(bindparam("diet", type_=Text), ",")),
    # What is not declared may contain anything: it is left out, because NULL is not true.
    "without": ~Sweet.allergens.overlap(func.string_to_array(bindparam("without", type_=Text), ",")),
    "tax_class_id": Sweet.tax_class_id == bindparam("tax_class_id", type_=BigInteger),
    "has_picture": Sweet.picture_small.is_not(None) == bindparam("has_picture", type_=Boolean),
    "has_barcode": Sweet.barcode.is_not(None) == bindparam("has_barcode", type_=Boolean),
    "in_stock": is_in_stock() == bindparam("in_stock", type_=Boolean),
    "stock_state": is_in_states(_STATES),
}
_COUNTED: Mapping[str, Condition] = {"stock_state": lambda rows: those_in_states(rows, _STATES)}

SORTS: Mapping[str, SortColumn] = {
    "name": SortColumn(Sweet.sort_name, parse_text),
    "sku": SortColumn(func.text_key(Sweet.sku, type_=Text), parse_text),
    "price": SortColumn(Sweet.price, parse_money),
    "created_at": SortColumn(Sweet.created_at, parse_moment),
    "relevance": SortColumn(cast(_MATCHES.c.relevance, REAL), parse_share),
}
"""The sort fields of the list of sweets; `relevance` needs a search."""

_LIST = KeysetList(
    SWEET_ROWS,
    item=SWEET_JSON,
    row_id=Sweet.id,
    sorts=SORTS,
    filters=_FILTERS,
    plain=select(Sweet.id).join(Category, Category.id == Sweet.category_id),
    sieves=("q", "stock_state", "in_stock"),
    counted=_COUNTED,
)

_ONE = SWEET_ROWS.with_only_columns(Sweet.version, SWEET_JSON).where(Sweet.id == bindparam("id", type_=BigInteger))

_HAS_BARCODE = Sweet.barcode == bindparam("barcode", type_=Text)
_HAS_CODE_AS_SKU = func.text_key(Sweet.sku) == func.text_key(bindparam("code", type_=Text))
_HAS_ITEM_AS_SKU = func.text_key(Sweet.sku) == any_(bindparam("items", type_=ARRAY(Text)))
_SCANNED = (
    SWEET_ROWS.with_only_columns(
        SWEET_JSON,
        case((_HAS_BARCODE, "barcode"), (_HAS_CODE_AS_SKU, "sku"), else_="scale_label"),
        Sweet.unit,
        Sweet.price,
        Sweet.quantity_step,
    )
    .where(or_(_HAS_BARCODE, _HAS_CODE_AS_SKU, _HAS_ITEM_AS_SKU))
    .order_by(case((_HAS_BARCODE, 0), (_HAS_CODE_AS_SKU, 1), else_=2), func.length(Sweet.sku).desc())
    .limit(1)
)

_NEXT_ID = text("SELECT nextval(pg_get_serial_sequence('sweets', 'id'))")

SALE_COLUMNS = """
    id, sku, name, unit, price, quantity_step, min_quantity, archived_at IS NOT NULL, tax_class_id, hsn_code, barcode,
    shelf_life_days, on_hand
"""
_LOCK = text(
    f"""
    SELECT {SALE_COLUMNS} FROM sweets WHERE id = ANY(CAST(:ids AS bigint[]))
    ORDER BY id FOR NO KEY UPDATE
    """  # noqa: S608 - our own text.
)
