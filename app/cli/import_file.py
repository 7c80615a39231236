"""The import of one file, with a progress bar and a summary."""

import csv
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from app.cli.console import console
from app.core.csv.escaping import escape_text
from app.database.unit_of_work import Database
from app.schemas.import_job import ImportCreate
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.files.import_mappings import ImportMappingService
from app.services.files.import_rows import BatchResult, Refusal, audit_entry
from app.services.files.import_run import open_import

REFUSALS_SHOWN = 100
UNKNOWN_ITEMS_SHOWN = 20


async def import_file(
    database: Database,
    context: ShopContext,
    wanted: ImportCreate,
    file: Path,
    report: Path | None = None,
    save_map: str | None = None,
) -> int:
    """Import a file and print what became of its rows; return how many were refused.

    `save_map` is the name under which its columns are kept, if it can be imported.
    """
    async with database.reading() as session:
        titles = await ImportMappingService(session, context).titles(wanted)
    total = BatchResult()
    shown: list[Refusal] = []
    unknown: list[str] = []
    notices: list[str] = []
    with file.open("rb") as source, _Report(report) as refused:
        run = open_import(database, context, wanted, titles, source, None)
        _print_lines(run.notices)
        if run.ignored:
            console.print(f"Columns that mean nothing here: {', '.join(run.ignored)}", markup=False)
        columns = (TextColumn(file.name, markup=False), BarColumn(), DownloadColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("import", total=os.fstat(source.fileno()).st_size)

            async def on_batch(result: BatchResult, bytes_read: int) -> None:
                total.add(result)
                shown.extend(result.refusals[: REFUSALS_SHOWN - len(shown)])
                unknown.extend(result.new_unknown[: UNKNOWN_ITEMS_SHOWN - len(unknown)])
                notices.extend(result.notices)
                refused.write(result.refusals)
                progress.update(task, completed=bytes_read)

            async with _audited(database, context, wanted, total):
                try:
                    await run.run(on_batch)
                finally:
                    progress.stop()
                    _print_lines(notices)
                    _print_summary(total, shown, unknown, dry_run=wanted.dry_run)
    if save_map is not None:
        async with database.unit_of_work() as session:
            await ImportMappingService(session, context).keep(wanted.kind, save_map, titles)
    return total.refused


@asynccontextmanager
async def _audited(
    database: Database, context: ShopContext, wanted: ImportCreate, total: BatchResult
) -> AsyncIterator[None]:
    async def record(action: str, **after: object) -> None:
        entry = audit_entry(None, action, None, None, {"kind": wanted.kind, "dry_run": False, **after})
        async with database.unit_of_work() as session:
            await AuditService(session, context).record_all([entry])

    if wanted.dry_run:
        yield
        return
    await record("import.started")
    try:
        yield
    finally:
        await record("import.finished", **total.counts())


def _print_lines(lines: list[str]) -> None:
    for line in lines:
        console.print(line, markup=False)


def _print_summary(total: BatchResult, shown: list[Refusal], unknown: list[str], *, dry_run: bool) -> None:
    for one in shown:
        column = f" {one.column}:" if one.column else ""
        console.print(f"  line {one.line}:{column} {one.reason}", markup=False)
    if total.refused > len(shown):
        console.print(f"  and {total.refused - len(shown)} more; --report FILE writes all of them down.")
    if total.unknown_items:
        more = ", ..." if total.unknown_items > len(unknown) else ""
        console.print(f"{total.unknown_items} items no sweet was known for: {', '.join(unknown)}{more}", markup=False)
    ignored = f"{total.ignored} ignored, " if total.ignored else ""
    would = "Nothing was changed. An import would have: " if dry_run else ""
    console.print(
        f"{would}{total.read} rows read: {total.added} added, {total.updated} updated, "
        f"{total.unchanged} unchanged, {ignored}{total.refused} refused."
    )


class _Report:
    """Writes every refused row into a CSV, if the caller wants one."""

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
        """Write refused rows."""
        if self._file is not None:
            rows = ((one.line, escape_text(one.column or ""), escape_text(one.reason)) for one in refused)
            csv.writer(self._file).writerows(rows)
