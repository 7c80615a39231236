"""Importing in tests."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.csv.lines import ByteSource
from app.models import ImportKind
from app.schemas.import_job import CatalogueOptions, ImportCreate, TillHistoryOptions
from app.services.files.catalogue_import import CatalogueImporter
from app.services.files.customer_import import CustomerImporter
from app.services.files.import_rows import BatchResult, Importer, Refusal
from app.services.files.import_run import ImportRun
from app.services.files.till.importer import TillHistoryImporter
from tests.support.shop import TestShop


@dataclass
class Imported:
    """The outcome of an import."""

    counts: BatchResult = field(default_factory=BatchResult)
    refused: list[Refusal] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def added_updated_unchanged(self) -> tuple[int, int, int]:
        return self.counts.added, self.counts.updated, self.counts.unchanged

    @property
    def lines_refused(self) -> list[tuple[int, str | None]]:
        return [(one.line, one.column) for one in self.refused]


async def run_import(shop: TestShop, importer: Importer, data: bytes | str, *, dry_run: bool = False) -> Imported:
    source = io.BytesIO(data if isinstance(data, bytes) else data.encode())
    run = ImportRun(shop.database, importer, source, dry_run=dry_run)
    imported = Imported(ignored=run.ignored, notices=run.notices)

    async def keep(result: BatchResult, _: int) -> None:
        imported.refused += result.refusals
        imported.unknown += result.new_unknown
        imported.notices += result.notices

    imported.counts = await run.run(keep)
    assert imported.counts.refused == len(imported.refused)
    return imported


async def import_catalogue(
    shop: TestShop,
    data: bytes | str,
    *,
    dry_run: bool = False,
    titles: Mapping[str, str] | None = None,
    make_tax_classes: bool = False,
) -> Imported:
    options = CatalogueOptions(make_tax_classes=make_tax_classes)
    return await run_import(shop, CatalogueImporter(shop.context, options, titles or {}, None), data, dry_run=dry_run)


async def import_customers(
    shop: TestShop, data: bytes | str, *, dry_run: bool = False, titles: Mapping[str, str] | None = None
) -> Imported:
    return await run_import(shop, CustomerImporter(shop.context, titles or {}, None), data, dry_run=dry_run)


async def import_till_history(shop: TestShop, data: bytes | str, *, dry_run: bool = False, **options: Any) -> Imported:
    preset = options.pop("preset", None)
    wanted = ImportCreate.model_validate({"kind": ImportKind.TILL_HISTORY, **options})
    importer = TillHistoryImporter(shop.context, wanted, wanted.titles(), None, preset)
    return await run_import(shop, importer, data, dry_run=dry_run)


def history_run(shop: TestShop, source: ByteSource) -> ImportRun:
    """Return an import of a till's history that is still to be run."""
    importer = TillHistoryImporter(shop.context, TillHistoryOptions(), {}, None)
    return ImportRun(shop.database, importer, source, dry_run=False)


async def history_books(shop: TestShop) -> list[tuple[Any, ...]]:
    """Return the lines of a till's history as they are in the books."""
    rows = await shop.sql(
        """
        SELECT business_day, ticket, line_no, item, quantity, amount
        FROM history_lines JOIN history_tickets ON id = ticket_id ORDER BY business_day, ticket, line_no
        """
    )
    return [tuple(row) for row in rows]
