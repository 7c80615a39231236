"""The import of a catalogue: a file with our own columns, or an unchanged product export of Shopify."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.barcode import padded
from app.core.csv.escaping import unescape_text
from app.core.csv.reader import BadRow, CsvRows, column_name
from app.repositories.files.catalogue_imports import CatalogueImportRepository
from app.schemas.category import CategoryCreate
from app.schemas.sweet import SweetReplace
from app.services.common.access import Actor
from app.services.common.audit import AuditEntry, AuditService
from app.services.common.context import ShopContext
from app.services.files import shopify
from app.services.files.import_rows import (
    BatchResult,
    Candidate,
    Columns,
    Reading,
    Refusal,
    RowRefused,
    audit_entry,
    first_reason,
    number,
)
from app.services.stock.alerts import AlertService

COLUMNS = Columns(
    required=("sku", "name", "category", "price", "unit"),
    optional=(
        "description",
        "quantity_step",
        "min_quantity",
        "low_stock_threshold",
        "shelf_life_days",
        "hsn_code",
        "barcode",
        "diet",
        "allergens",
        "archived",
    ),
)
SHOPIFY_COLUMNS = Columns(required=(), optional=shopify.HEEDED)

_TEXTS = ("sku", "name", "description", "hsn_code")
_NUMBERS = ("price", "quantity_step", "min_quantity", "low_stock_threshold", "shelf_life_days")
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_PRICE_PLACES = 2
_BETWEEN_ALLERGENS = re.compile("[,;|/]")
_NO_ALLERGENS = "none"
_KNOWN = {column_name(name): name for name in (*COLUMNS.required, *COLUMNS.optional)}


@dataclass(frozen=True, slots=True)
class SweetRow:
    """The sweet of a row. An empty cell leaves its field unset."""

    new: SweetReplace
    category: str
    archived: bool | None

    def given(self) -> dict[str, Any]:
        """Return the fields that the row sets."""
        return self.new.model_dump(include=self.new.model_fields_set - {"sku", "category_id"})


class CatalogueImporter:
    """Adds and updates sweets, found by SKU without regard to case."""

    def __init__(self, context: ShopContext, actor: Actor | None) -> None:
        self._context = context
        self._actor = actor

    def columns(self, rows: CsvRows) -> Columns:
        """Return the columns of our layout, or those of Shopify if the header is theirs."""
        return SHOPIFY_COLUMNS if shopify.is_shopify(rows) else COLUMNS

    def read(self, rows: CsvRows) -> Iterator[Reading]:
        """Read the sweets of the file."""
        foreign = shopify.is_shopify(rows)
        decimal_comma = rows.has_decimal_commas
        for row in shopify.variants(rows) if foreign else rows:
            if isinstance(row, BadRow):
                yield Refusal(row.line, row.column, row.reason)
                continue
            values = _by_column(row.values)
            if not foreign:
                values = {name: unescape_text(value) for name, value in values.items()}
            try:
                sweet = _sweet(values, decimal_comma=decimal_comma)
            except RowRefused as error:
                yield Refusal(row.line, error.column, error.reason)
            else:
                yield Candidate(row.line, (sweet.new.sku.lower(),), "sku", sweet)

    async def apply(self, session: AsyncSession, batch: Sequence[Candidate]) -> BatchResult:
        """Add the new sweets of a batch, and update those that differ."""
        return await _Batch(session, self._context, self._actor).apply(batch)


def _by_column(values: Mapping[str, str]) -> dict[str, str]:
    return {_KNOWN[name]: value for name, value in values.items() if name in _KNOWN}


def _sweet(values: Mapping[str, str], *, decimal_comma: bool) -> SweetRow:
    for column in COLUMNS.required:
        if not values.get(column):
            raise RowRefused(column, "This is missing.")
    fields: dict[str, Any] = {name: values[name] for name in _TEXTS if values.get(name)}
    for name in _NUMBERS:
        if values.get(name):
            fields[name] = number(values, name, decimal_comma=decimal_comma)
    if fields["price"].as_tuple().exponent < -_PRICE_PLACES:
        # 1.250 may be 1250 or 1.25, and a price is not guessed.
        raise RowRefused("price", "A price has two decimals at most.")
    days = fields.get("shelf_life_days")
    if days is not None and days == int(days):
        fields["shelf_life_days"] = int(days)
    if values.get("barcode"):
        # A spreadsheet takes it for a number, and drops the zeros in front.
        fields["barcode"] = padded(values["barcode"])
    fields |= _label(values)
    try:
        category = CategoryCreate(name=values["category"]).name
    except ValidationError as error:
        raise RowRefused("category", first_reason(error).reason) from error
    try:
        new = SweetReplace(category_id=1, unit=values["unit"].lower(), **fields)
    except ValidationError as error:
        raise first_reason(error) from error
    return SweetRow(new, category, _truth(values.get("archived", "")))


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


class _Batch:
    """One batch in one transaction. It locks categories first, then sweets by id, like everything else."""

    def __init__(self, session: AsyncSession, context: ShopContext, actor: Actor | None) -> None:
        self._now = context.clock()
        self._actor = actor
        self._alerts = AlertService(session, context)
        self._audit = AuditService(session, context)
        self._sweets = CatalogueImportRepository(session)
        self._audit_entries: list[AuditEntry] = []
        self._result = BatchResult()

    async def apply(self, batch: Sequence[Candidate]) -> BatchResult:
        categories = await self._categories(batch)
        known = await self._sweets.lock([one.values.new.sku for one in batch])
        barcodes = await self._barcodes(batch)
        new: list[dict[str, Any]] = []
        changed: dict[int, tuple[Candidate, dict[str, Any], dict[str, Any]]] = {}
        for position, one in enumerate(batch):
            category_id = categories[one.values.category]
            before = known.get(position)
            # A new sweet has no id yet: a number of its own stands for it.
            owner = -1 - position if before is None else before["id"]
            barcode = one.values.new.barcode
            if barcode is not None and barcodes.setdefault(barcode, owner) != owner:
                self._refuse(one, "barcode", "Another sweet has this barcode.")
                continue
            if before is None:
                columns = self._columns({**one.values.new.columns(), "archived_at": None}, one.values, category_id)
                if self._is_on_step(one, columns):
                    new.append(columns)
                continue
            after = self._columns(before | one.values.given(), one.values, category_id)
            if after == before:
                self._result.unchanged += 1
            elif self._is_on_step(one, after):
                changed[before["id"]] = (one, before, after)
        await self._add(new)
        await self._update(changed)
        if self._audit_entries:
            await self._audit.record_all(self._audit_entries)
        return self._result

    async def _barcodes(self, batch: Sequence[Candidate]) -> dict[str, int]:
        """Return which sweets have the barcodes of the batch."""
        wanted = [barcode for one in batch if (barcode := one.values.new.barcode) is not None]
        return await self._sweets.barcode_owners(wanted) if wanted else {}

    async def _categories(self, batch: Sequence[Candidate]) -> dict[str, int]:
        names = {one.values.category for one in batch}
        for category_id, name in await self._sweets.add_categories(sorted(names), self._now):
            self._note("category.created", category_id, None, {"id": category_id, "name": name})
        return await self._sweets.keep_categories(sorted(names))

    def _columns(self, columns: dict[str, Any], row: SweetRow, category_id: int) -> dict[str, Any]:
        columns = columns | {"category_id": category_id}
        if row.archived is not None:
            columns["archived_at"] = (columns["archived_at"] or self._now) if row.archived else None
        return columns

    def _is_on_step(self, one: Candidate, columns: Mapping[str, Any]) -> bool:
        if columns["min_quantity"] % columns["quantity_step"] == 0:
            return True
        self._refuse(one, "min_quantity", "min_quantity has to be a whole number of quantity_step.")
        return False

    async def _add(self, new: Sequence[dict[str, Any]]) -> None:
        if new:
            for sweet_id, columns in zip(await self._sweets.add(new, self._now), new, strict=True):
                self._note("sweet.created", sweet_id, None, columns | {"id": sweet_id})
            self._result.added += len(new)

    async def _update(self, changed: dict[int, tuple[Candidate, dict[str, Any], dict[str, Any]]]) -> None:
        other_unit = [sweet_id for sweet_id, (_, before, after) in changed.items() if before["unit"] != after["unit"]]
        for sweet_id in await self._sweets.frozen(other_unit) if other_unit else ():
            one, _, _ = changed.pop(sweet_id)
            self._refuse(one, "unit", "This sweet has moved, sold before or is on an open order, so its unit stays.")
        if not changed:
            return
        await self._sweets.update({sweet_id: after for sweet_id, (_, _, after) in changed.items()}, self._now)
        await self._alerts.reevaluate(changed)
        for sweet_id, (_, before, after) in changed.items():
            self._note("sweet.updated", sweet_id, before, after)
        self._result.updated += len(changed)

    def _refuse(self, one: Candidate, column: str, reason: str) -> None:
        self._result.refuse([Refusal(one.line, column, reason)])

    def _note(
        self, action: str, entity_id: int, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
    ) -> None:
        self._audit_entries.append(audit_entry(self._actor, action, entity_id, before, after))
