"""The import of one file, with a progress bar and a summary."""

import csv
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from app.cli.console import console
from app.core.csv.escaping import escape_text
from app.core.csv.lines import CsvRefused
from app.database.unit_of_work import Database
from app.models import ImportKind
from app.schemas.import_job import ImportCreate
from app.services.common.context import ShopContext
from app.services.files.import_mappings import ImportMappingService
from app.services.files.import_record import ImportRecord, begin, brought_by
from app.services.files.import_rows import BatchResult, Refusal
from app.services.files.import_run import ImportRun, open_import

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
    shown: list[Refusal] = []
    unknown: list[str] = []
    notices: list[str] = []
    with file.open("rb") as source, _Report(report) as refused:
        run = open_import(database, context, wanted, titles, source, None)
        _print_lines(run.notices)
        size = os.fstat(source.fileno()).st_size
        if run.ignored:
            console.print(f"Columns that mean nothing here: {', '.join(run.ignored)}", markup=False)
        columns = (TextColumn(file.name, markup=False), BarColumn(), DownloadColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("import", total=size)
            async with _recorded(database, context, wanted, run, size) as record:

                async def on_batch(result: BatchResult, bytes_read: int) -> None:
                    await record.add(result, bytes_read)
                    shown.extend(result.refusals[: REFUSALS_SHOWN - len(shown)])
                    unknown.extend(result.new_unknown[: UNKNOWN_ITEMS_SHOWN - len(unknown)])
                    notices.extend(result.notices)
                    refused.write(result.refusals)
                    progress.update(task, completed=bytes_read)

                try:
                    await run.run(on_batch)
                finally:
                    progress.stop()
                    _print_lines(notices)
                    await _print_summary(database, record.total, shown, unknown, dry_run=wanted.dry_run)
    if save_map is not None:
        async with database.unit_of_work() as session:
            await ImportMappingService(session, context).keep(wanted.kind, save_map, titles)
    return record.total.refused


@asynccontextmanager
async def _recorded(
    database: Database, context: ShopContext, wanted: ImportCreate, run: ImportRun, size: int
) -> AsyncIterator["ImportRecord | _DryRun"]:
    if wanted.dry_run:
        yield _DryRun()
        return
    async with database.unit_of_work() as session:
        import_id = await begin(session, context, wanted, run, size, None)
    record = ImportRecord(database, context, import_id, wanted, None)
    await record.start()
    failure: str | None = "It was interrupted. Import the file again: what it stored already is left alone."
    try:
        yield record
        failure = None
    except CsvRefused as error:
        failure = str(error)
        raise
    finally:
        await record.finish(failure)
    if wanted.kind is ImportKind.TILL_HISTORY and record.total.added:
        console.print(f"To take it out of the books again: sweetshop import take-back {import_id}")


def _print_lines(lines: list[str]) -> None:
    for line in lines:
        console.print(line, markup=False)


class _DryRun:
    """Adds up what an import would do, and writes nothing down."""

    def __init__(self) -> None:
        self.total = BatchResult()

    async def add(self, result: BatchResult, _: int) -> None:
        """Add up a batch."""
        self.total.add(result)


async def _print_summary(
    database: Database, total: BatchResult, shown: list[Refusal], unknown: list[str], *, dry_run: bool
) -> None:
    for one in shown:
        column = f" {one.column}:" if one.column else ""
        console.print(f"  line {one.line}:{column} {one.reason}", markup=False)
    if total.refused > len(shown):
        console.print(f"  and {total.refused - len(shown)} more; --report FILE writes all of them down.")
    if total.unknown_items:
        more = ", ..." if total.unknown_items > len(unknown) else ""
        console.print(f"{total.unknown_items} items no sweet was known for: {', '.join(unknown)}{more}", markup=False)
    ignored = f"{total.ignored} ignored, " if total.ignored else ""
    cancelled = f"{total.cancelled} cancelled, " if total.cancelled else ""
    would = "Nothing was changed. An import would have: " if dry_run else ""
    console.print(
        f"{would}{total.read} rows read: {total.added} added, {total.updated} updated, "
        f"{total.unchanged} unchanged, {ignored}{cancelled}{total.refused} refused."
    )
    async with database.reading() as session:
        brought = await brought_by(session, total, dry_run=dry_run)
    if brought is not None:
        _print_brought(brought)


def _print_brought(brought: Mapping[str, Any]) -> None:
    tax = f", and {brought['tax']} tax" if Decimal(brought["tax"]) else ""
    refunded = f", {brought['refunded']} refunded" if Decimal(brought["refunded"]) else ""
    console.print(
        f"{brought['tickets']} tickets on {brought['days']} days from {brought['first_day']} to {brought['last_day']}: "
        f"{brought['sold']} sold{refunded}, {brought['net']} net{tax}."
    )
    for one in brought["top_items"]:
        console.print(f"  {one['item']}: {one['quantity']} for {one['amount']}", markup=False)
    if (books := brought["books"]) is not None:
        console.print(
            f"The books have {books['tickets']} sales on {books['days']} of these days already: {books['total']}."
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
