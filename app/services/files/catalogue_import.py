"""The import of a catalogue: a file with our own columns, or an unchanged export of another shop's program."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.csv.reader import CsvRows
from app.repositories.files.catalogue_imports import CatalogueImportRepository
from app.schemas.import_job import CatalogueOptions
from app.services.common.access import Actor
from app.services.common.audit import AuditEntry, AuditService
from app.services.common.context import ShopContext
from app.services.files.catalogue_rows import COLUMNS, SweetRow, read_sweets
from app.services.files.import_rows import BatchResult, Candidate, Columns, Reading, Refusal, audit_entry
from app.services.files.layouts import shopify, square, tills, woocommerce
from app.services.files.layouts.layout import FileLayout
from app.services.stock.alerts import AlertService

_LAYOUTS = (shopify.PRODUCTS, woocommerce.PRODUCTS, square.ITEMS, tills.LOYVERSE, tills.VEND)


class CatalogueImporter:
    """Adds and updates sweets, found by SKU without regard to case."""

    def __init__(
        self, context: ShopContext, options: CatalogueOptions, titles: Mapping[str, str], actor: Actor | None
    ) -> None:
        self._context = context
        self._options = options
        self._actor = actor
        self._layout = FileLayout(COLUMNS, _LAYOUTS, titles)

    def is_header(self, names: Sequence[str]) -> bool:
        """Tell whether a row of the file names its columns."""
        return self._layout.is_header(names)

    def columns(self, rows: CsvRows) -> Columns:
        """Return the columns of the file's layout; raise `CsvRefused` if one is missing."""
        return self._layout.columns(rows)

    def notices(self, rows: CsvRows) -> list[str]:
        """Return what is to be known of the file before it is read."""
        return self._layout.notices(rows)

    def read(self, rows: CsvRows) -> Iterator[Reading]:
        """Read the sweets of the file."""
        sweets = self._layout.read(rows, self._context.today())
        return read_sweets(sweets, decimal_comma=rows.has_decimal_commas)

    async def apply(self, session: AsyncSession, batch: Sequence[Candidate]) -> BatchResult:
        """Add the new sweets of a batch, and update those that differ."""
        return await _Batch(session, self._context, self._options, self._actor).apply(batch)


class _Batch:
    """One batch in one transaction. It locks categories and tax classes first, then sweets by id."""

    def __init__(
        self, session: AsyncSession, context: ShopContext, options: CatalogueOptions, actor: Actor | None
    ) -> None:
        self._now = context.clock()
        self._options = options
        self._actor = actor
        self._alerts = AlertService(session, context)
        self._audit = AuditService(session, context)
        self._sweets = CatalogueImportRepository(session)
        self._audit_entries: list[AuditEntry] = []
        self._result = BatchResult()

    async def apply(self, batch: Sequence[Candidate]) -> BatchResult:
        categories = await self._categories(batch)
        tax_classes = await self._tax_classes(batch)
        known = await self._sweets.lock([one.values.new.sku for one in batch])
        barcodes = await self._barcodes(batch)
        new: list[dict[str, Any]] = []
        changed: dict[int, tuple[Candidate, dict[str, Any], dict[str, Any]]] = {}
        for position, one in enumerate(batch):
            before = known.get(position)
            tax_class = one.values.tax_class
            if tax_class is not None and tax_class not in tax_classes:
                self._refuse(one, "tax_class", _unknown_tax_class(tax_class))
                continue
            given = {"category_id": categories[one.values.category]}
            if tax_class is not None:
                given["tax_class_id"] = tax_classes[tax_class]
            # A new sweet has no id yet: a number of its own stands for it.
            owner = -1 - position if before is None else before["id"]
            barcode = one.values.new.barcode
            if barcode is not None and barcodes.setdefault(barcode, owner) != owner:
                self._refuse(one, "barcode", "Another sweet has this barcode.")
                continue
            if before is None:
                columns = self._columns({**one.values.new.columns(), "archived_at": None} | given, one.values)
                if self._is_on_step(one, columns):
                    new.append(columns)
                continue
            after = self._columns(before | one.values.given() | given, one.values)
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

    async def _tax_classes(self, batch: Sequence[Candidate]) -> dict[str, int]:
        names = sorted({one.values.tax_class for one in batch if one.values.tax_class is not None})
        if not names:
            return {}
        if self._options.make_tax_classes:
            for tax_class_id, name in await self._sweets.add_tax_classes(names, self._now):
                self._note("tax_class.created", tax_class_id, None, {"id": tax_class_id, "name": name})
                self._result.notices.append(
                    f"The tax class {name} was made without rates: no tax is due until it has one."
                )
        return await self._sweets.keep_tax_classes(names)

    def _columns(self, columns: dict[str, Any], row: SweetRow) -> dict[str, Any]:
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


def _unknown_tax_class(name: str) -> str:
    return (
        f"There is no tax class {name}. Make it first, or let the import make it without rates: "
        "make_tax_classes=true, or --make-tax-classes on the command line."
    )
