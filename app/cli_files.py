"""`sweetshop import` and `sweetshop export`: files in and out, with a progress bar."""

import csv
import os
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import system_clock
from app.core.config import Settings
from app.core.csv_cells import escape_text
from app.core.csv_rows import CsvRows
from app.database.unit_of_work import Database
from app.models import ImportKind
from app.schemas.export import ExportKind, ExportQuery
from app.schemas.setting import ShopSettings
from app.services.audit import AuditService
from app.services.catalogue_import import CatalogueImporter
from app.services.customer_import import CustomerImporter
from app.services.exports import Exports
from app.services.import_rows import Counts, Importer, Refusal, Tally, deed
from app.services.import_run import ImportRun
from app.services.settings import SettingsService, default_settings

REFUSALS_SHOWN = 100


async def import_file(
    database: Database,
    settings: Settings,
    console: Console,
    kind: ImportKind,
    file: Path,
    report: Path | None,
    *,
    dry_run: bool,
) -> Counts:
    """Import a file and say what became of its rows."""
    now = await _current(database, settings)
    importer: Importer = (
        CatalogueImporter(system_clock, now.zone, None)
        if kind is ImportKind.CATALOGUE
        else CustomerImporter(system_clock, now.phone_region, None)
    )
    shown: list[Refusal] = []
    counts = Counts()
    with file.open("rb") as source, _Report(report) as refused:
        run = ImportRun(database, importer, CsvRows(source), dry_run=dry_run)
        if run.ignored:
            console.print(f"Columns that mean nothing here: {', '.join(run.ignored)}", markup=False)
        columns = (TextColumn(file.name, markup=False), BarColumn(), DownloadColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("import", total=os.fstat(source.fileno()).st_size)

            async def on_batch(tally: Tally, bytes_read: int) -> None:
                counts.add(tally)
                shown.extend(tally.refused[: REFUSALS_SHOWN - len(shown)])
                refused.write(tally.refused)
                progress.update(task, completed=bytes_read)

            async with _written_down(database, kind, counts, dry_run=dry_run):
                try:
                    await run.run(on_batch)
                finally:
                    progress.stop()
                    _say(console, counts, shown, dry_run=dry_run)
    return counts


async def export_file(
    database: Database, settings: Settings, kind: ExportKind, file: Path | None, query: ExportQuery
) -> None:
    """Write an export into a file, or to standard output."""
    zone = (await _current(database, settings)).zone
    async with aclosing(Exports(database).pieces(kind, query, zone)) as pieces:
        if file is None:
            async for piece in pieces:
                sys.stdout.buffer.write(piece.encode())
            sys.stdout.buffer.flush()
            return
        with file.open("wb") as target:
            async for piece in pieces:
                target.write(piece.encode())


@asynccontextmanager
async def _written_down(database: Database, kind: ImportKind, counts: Counts, *, dry_run: bool) -> AsyncIterator[None]:
    async def record(session: AsyncSession, action: str, after: dict[str, object]) -> None:
        await AuditService(session, system_clock).record_all([deed(None, action, None, None, after)])

    if dry_run:
        yield
        return
    async with database.unit_of_work() as session:
        await record(session, "import.started", {"kind": kind, "dry_run": False})
    try:
        yield
    finally:
        async with database.unit_of_work() as session:
            numbers = {name: getattr(counts, name) for name in ("read", "added", "updated", "unchanged", "refused")}
            await record(session, "import.finished", {"kind": kind, "dry_run": False, **numbers})


def _say(console: Console, counts: Counts, shown: list[Refusal], *, dry_run: bool) -> None:
    for one in shown:
        column = f" {one.column}:" if one.column else ""
        console.print(f"  line {one.line}:{column} {one.reason}", markup=False)
    if counts.refused > len(shown):
        console.print(f"  and {counts.refused - len(shown)} more; --report FILE writes all of them down.")
    would = "Nothing was changed. An import would have: " if dry_run else ""
    console.print(
        f"{would}{counts.read} rows read: {counts.added} added, {counts.updated} updated, "
        f"{counts.unchanged} unchanged, {counts.refused} refused."
    )


async def _current(database: Database, settings: Settings) -> ShopSettings:
    async with database.reading() as session:
        return await SettingsService(session, system_clock, default_settings(settings)).current()


class _Report:
    """Every refused row, in a CSV of its own if one is wanted."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def __enter__(self) -> "_Report":
        if self._path is not None:
            self._file = self._path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow(("line", "column", "reason"))
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, refused: list[Refusal]) -> None:
        """Write down rows that were refused."""
        if self._file is not None:
            rows = ((one.line, one.column or "", escape_text(one.reason)) for one in refused)
            csv.writer(self._file).writerows(rows)
