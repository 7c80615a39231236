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

from app.core.config import Settings
from app.core.csv.escaping import escape_text
from app.core.csv.reader import CsvRows
from app.database.unit_of_work import Database
from app.schemas.export import ExportKind, ExportQuery
from app.schemas.import_job import ImportCreate
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.files.exports import Exports
from app.services.files.import_rows import BatchResult, Refusal, audit_entry
from app.services.files.import_run import ImportRun, importer_of
from app.services.people.context import login_context
from app.services.shop.settings import SettingsService

REFUSALS_SHOWN = 100
UNKNOWN_ITEMS_SHOWN = 20


async def import_file(
    database: Database,
    settings: Settings,
    console: Console,
    wanted: ImportCreate,
    file: Path,
    report: Path | None,
) -> BatchResult:
    """Import a file and say what became of its rows."""
    context = await _current(database, settings)
    importer = importer_of(wanted, context, None)
    shown: list[Refusal] = []
    unknown: list[str] = []
    counts = BatchResult()
    with file.open("rb") as source, _Report(report) as refused:
        run = ImportRun(database, importer, CsvRows(source), dry_run=wanted.dry_run)
        if run.ignored:
            console.print(f"Columns that mean nothing here: {', '.join(run.ignored)}", markup=False)
        columns = (TextColumn(file.name, markup=False), BarColumn(), DownloadColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("import", total=os.fstat(source.fileno()).st_size)

            async def on_batch(result: BatchResult, bytes_read: int) -> None:
                counts.add(result)
                unknown.extend(result.new_unknown[: UNKNOWN_ITEMS_SHOWN - len(unknown)])
                shown.extend(result.refusals[: REFUSALS_SHOWN - len(shown)])
                refused.write(result.refusals)
                progress.update(task, completed=bytes_read)

            async with _written_down(database, context, wanted, counts):
                try:
                    await run.run(on_batch)
                finally:
                    progress.stop()
                    _say(console, counts, shown, unknown, dry_run=wanted.dry_run)
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
async def _written_down(
    database: Database, context: ShopContext, wanted: ImportCreate, counts: BatchResult
) -> AsyncIterator[None]:
    async def record(session: AsyncSession, action: str, after: dict[str, object]) -> None:
        await AuditService(session, context).record_all([audit_entry(None, action, None, None, after)])

    if wanted.dry_run:
        yield
        return
    async with database.unit_of_work() as session:
        await record(session, "import.started", {"kind": wanted.kind, "dry_run": False})
    try:
        yield
    finally:
        async with database.unit_of_work() as session:
            await record(session, "import.finished", {"kind": wanted.kind, "dry_run": False, **counts.counts()})


def _say(console: Console, counts: BatchResult, shown: list[Refusal], unknown: list[str], *, dry_run: bool) -> None:
    for one in shown:
        column = f" {one.column}:" if one.column else ""
        console.print(f"  line {one.line}:{column} {one.reason}", markup=False)
    if counts.refused > len(shown):
        console.print(f"  and {counts.refused - len(shown)} more; --report FILE writes all of them down.")
    if counts.unknown_items:
        more = ", ..." if counts.unknown_items > len(unknown) else ""
        console.print(f"{counts.unknown_items} items no sweet was known for: {', '.join(unknown)}{more}", markup=False)
    ignored = f"{counts.ignored} ignored, " if counts.ignored else ""
    would = "Nothing was changed. An import would have: " if dry_run else ""
    console.print(
        f"{would}{counts.read} rows read: {counts.added} added, {counts.updated} updated, "
        f"{counts.unchanged} unchanged, {ignored}{counts.refused} refused."
    )


async def _current(database: Database, settings: Settings) -> ShopContext:
    context = login_context(settings)
    async with database.reading() as session:
        return context.with_settings(await SettingsService(session, context).current())


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
            rows = ((one.line, escape_text(one.column or ""), escape_text(one.reason)) for one in refused)
            csv.writer(self._file).writerows(rows)
