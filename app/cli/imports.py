"""`sweetshop import`: a command for each kind of file."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from app.cli.books import check_migrated, run
from app.cli.console import console, fail, fail_validation
from app.cli.import_file import import_file
from app.core.csv.dates import DateFormat
from app.database.unit_of_work import Database
from app.models import ImportKind, Unit
from app.schemas.import_job import ImportCreate, UnknownItems, Variants
from app.services.files.take_backs import TakeBackService
from app.services.people.context import LoginContext
from app.services.shop.settings import current_context

imports = typer.Typer(no_args_is_help=True, help="Read CSV files. The same file twice changes nothing.")

CsvFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The CSV file.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would become of the rows, and change nothing.")]
Columns = Annotated[
    list[str] | None, typer.Option("--map", help="Which column is what, such as ticket='Bill no'; may be repeated.")
]
Preset = Annotated[
    str | None, typer.Option("--map-name", "--preset", help="A kept mapping, or a layout that is built in.")
]
SaveMap = Annotated[str | None, typer.Option("--save-map", help="Keep the columns of --map under this name.")]
Report = Annotated[Path | None, typer.Option("--report", dir_okay=False, help="Write every refused row into this CSV.")]


@imports.command("catalogue")
def import_catalogue(
    file: CsvFile,
    columns: Columns = None,
    preset: Preset = None,
    save_map: SaveMap = None,
    make_tax_classes: Annotated[
        bool, typer.Option("--make-tax-classes", help="Make tax classes that are not known, without rates.")
    ] = False,
    dry_run: DryRun = False,
    report: Report = None,
) -> None:
    """Add and change sweets from our own columns, or from an export of Shopify, WooCommerce or Square.

    Exits with 1 if rows were refused.
    """
    wanted = {"kind": ImportKind.CATALOGUE, "dry_run": dry_run, "preset": preset, "make_tax_classes": make_tax_classes}
    _import(wanted, columns, file, report, save_map)


@imports.command("customers")
def import_customers(
    file: CsvFile,
    columns: Columns = None,
    preset: Preset = None,
    save_map: SaveMap = None,
    dry_run: DryRun = False,
    report: Report = None,
) -> None:
    """Add and change customers, found by phone, else by e-mail and name; exit 1 if rows were refused."""
    wanted = {"kind": ImportKind.CUSTOMERS, "dry_run": dry_run, "preset": preset}
    _import(wanted, columns, file, report, save_map)


@imports.command("till-history")
def import_till_history(
    file: CsvFile,
    columns: Columns = None,
    preset: Preset = None,
    save_map: SaveMap = None,
    variants: Annotated[Variants | None, typer.Option(help="Whether variants are items of their own: own.")] = None,
    unknown: Annotated[UnknownItems | None, typer.Option(help="What to do with items that match no sweet.")] = None,
    category: Annotated[str | None, typer.Option(help="The category of sweets made for these: Previous till.")] = None,
    unit: Annotated[Unit | None, typer.Option(help="The unit of such sweets: piece.")] = None,
    date_format: Annotated[DateFormat | None, typer.Option(help="The order of days such as 03/04/2026.")] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(help="The text of an item to ignore, instead of NONE; may be repeated.")
    ] = None,
    dry_run: DryRun = False,
    report: Report = None,
) -> None:
    """Read what a previous till sold, without moving any stock; exit 1 if rows were refused."""
    options = {
        "kind": ImportKind.TILL_HISTORY,
        "dry_run": dry_run,
        "preset": preset,
        "variants": variants,
        "unknown": unknown,
        "category": category,
        "unit": unit,
        "date_format": date_format,
        "ignore": ",".join(ignore) if ignore else None,
    }
    _import(options, columns, file, report, save_map)


@imports.command("take-back")
def take_import_back(import_id: Annotated[int, typer.Argument(help="The number of the import.")]) -> None:
    """Take the rows of a till's history out of the books again; the file can then be imported anew."""

    async def work(database: Database, context: LoginContext) -> None:
        await check_migrated(database)
        current = await current_context(database, context)
        async with database.unit_of_work() as session:
            await TakeBackService(session, current).take_back_from_here(import_id)
        console.print(f"The rows of import {import_id} were taken out of the books.")

    run(work)


def _import(
    wanted: dict[str, Any], columns: list[str] | None, file: Path, report: Path | None, save_map: str | None
) -> None:
    chosen = [choice.partition("=") for choice in columns or []]
    if not all(between for _, between, _ in chosen):
        fail("--map takes FIELD=COLUMN, such as item='Dish'.")
    if chosen:
        wanted["columns"] = json.dumps({field: title for field, _, title in chosen})
    if save_map is not None and not (save_map.strip() and (chosen or wanted["preset"])):
        fail("--save-map takes a name, and --map what to keep under it.")
    try:
        options = ImportCreate.model_validate({name: value for name, value in wanted.items() if value is not None})
    except ValidationError as error:
        fail_validation(error)

    async def work(database: Database, context: LoginContext) -> int:
        await check_migrated(database)
        return await import_file(database, await current_context(database, context), options, file, report, save_map)

    refused = run(work)
    if refused:
        fail(f"{refused} rows were refused.")
