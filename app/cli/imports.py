"""`sweetshop import`: a command for each kind of file."""

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from app.cli.books import check_migrated, run
from app.cli.console import fail, fail_validation
from app.cli.import_file import import_file
from app.core.csv.dates import DateFormat
from app.database.unit_of_work import Database
from app.models import ImportKind, Unit
from app.schemas.import_job import TILL_FIELDS, ImportCreate, UnknownItems
from app.services.people.context import LoginContext
from app.services.shop.settings import current_context

imports = typer.Typer(no_args_is_help=True, help="Read CSV files. The same file twice changes nothing.")

CsvFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The CSV file.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would become of the rows, and change nothing.")]
Report = Annotated[Path | None, typer.Option("--report", dir_okay=False, help="Write every refused row into this CSV.")]


@imports.command("catalogue")
def import_catalogue(file: CsvFile, dry_run: DryRun = False, report: Report = None) -> None:
    """Add and change sweets from our own columns, or from a product export of Shopify; exit 1 if rows were refused."""
    _import({"kind": ImportKind.CATALOGUE, "dry_run": dry_run}, file, report)


@imports.command("customers")
def import_customers(file: CsvFile, dry_run: DryRun = False, report: Report = None) -> None:
    """Add and change customers, found by phone, else by e-mail and name; exit 1 if rows were refused."""
    _import({"kind": ImportKind.CUSTOMERS, "dry_run": dry_run}, file, report)


@imports.command("till-history")
def import_till_history(
    file: CsvFile,
    columns: Annotated[
        list[str] | None, typer.Option("--map", help="Which column is what, such as ticket='Bill no'; may be repeated.")
    ] = None,
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
    chosen = [one.partition("=") for one in columns or []]
    if not all(field in TILL_FIELDS and title for field, _, title in chosen):
        fail(f"--map takes FIELD=COLUMN, and the fields are {', '.join(TILL_FIELDS)}.")
    options = {
        **{f"{field}_column": title for field, _, title in chosen},
        "unknown": unknown,
        "category": category,
        "unit": unit,
        "date_format": date_format,
        "ignore": ",".join(ignore) if ignore else None,
    }
    given = {name: value for name, value in options.items() if value is not None}
    _import({"kind": ImportKind.TILL_HISTORY, "dry_run": dry_run, **given}, file, report)


def _import(wanted: dict[str, Any], file: Path, report: Path | None) -> None:
    try:
        options = ImportCreate.model_validate(wanted)
    except ValidationError as error:
        fail_validation(error)

    async def work(database: Database, context: LoginContext) -> int:
        await check_migrated(database)
        return await import_file(database, await current_context(database, context), options, file, report)

    refused = run(work)
    if refused:
        fail(f"{refused} rows were refused.")
