"""The command `sweetshop`."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import structlog
import typer
from alembic.util import CommandError
from asyncpg import PostgresError
from pydantic import SecretStr, ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app import server
from app.cli_database import Books, books_of
from app.cli_files import export_file, import_file
from app.core.config import Environment, Settings
from app.core.csv.dates import DateFormat
from app.core.errors import DomainError
from app.core.logging import configure_logging
from app.database.errors import database_errors, is_refused_to_role
from app.database.revisions import current_revision, head_revision
from app.database.roles import is_too_strong
from app.database.unit_of_work import Database
from app.models import ImportKind, Role, Unit
from app.schemas.auth import Registration
from app.schemas.export import ExportKind, ExportQuery
from app.schemas.import_job import TILL_FIELDS, ImportCreate, UnknownItems
from app.services.demo.demo import DAYS, DEMO_ADMIN_EMAIL, DemoService
from app.services.files.import_rows import BatchResult
from app.services.insight.verification import VerificationService
from app.services.people.auth import AuthService
from app.services.people.context import LoginContext, login_context
from app.services.people.first_admin import FirstAdminService
from app.services.people.second_factors import SecondFactorService

Result = TypeVar("Result")

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="The software one sweet shop runs on.")
imports = typer.Typer(no_args_is_help=True, help="Read CSV files. The same file twice changes nothing.")
app.add_typer(imports, name="import")
console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

_log = structlog.get_logger("cli")
_PLAIN_ROLE = "Migrate with MIGRATION_DATABASE_URL, the owner's, and name a role in DATABASE_URL that owns nothing."


CsvFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The CSV file.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would become of the rows, and change nothing.")]
Report = Annotated[Path | None, typer.Option("--report", dir_okay=False, help="Write every refused row into this CSV.")]


def main() -> None:
    """Run a command; what goes wrong on purpose is said in a line, not in a traceback."""
    server.leave_on_sigterm()
    try:
        app()
    except DomainError as error:
        _fail(error.detail)
    except (CommandError, PostgresError, ValueError) as error:
        _fail(str(error))
    except DBAPIError as error:
        if not is_refused_to_role(error):
            raise
        _fail(
            "This role may not do that to the database. Run `sweetshop migrate` as its owner: MIGRATION_DATABASE_URL."
        )
    except KeyboardInterrupt:
        sys.exit(130)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="HOST, unless given here.")] = None,
    port: Annotated[int | None, typer.Option(help="PORT, unless given here.")] = None,
    workers: Annotated[int | None, typer.Option(help="WORKERS, unless given here.")] = None,
) -> None:
    """Open the shop: migrate, fill an empty embedded shop with the demo, and serve until Ctrl-C."""
    settings = _settings()
    options = {"host": host, "port": port, "workers": workers}
    settings = settings.model_copy(update={name: value for name, value in options.items() if value is not None})
    configure_logging(settings.log_level)
    with books_of(settings) as books:
        asyncio.run(_prepare(settings, books))
        # The workers read their settings from the environment, a secret drawn for this run included. None of them
        # needs what the owner of the books logs in with.
        os.environ.pop("MIGRATION_DATABASE_URL", None)
        os.environ |= {
            "DATABASE_URL": books.url,
            "SECRET_KEY": settings.secret_key.get_secret_value(),
            "HOST": settings.host,
            "PORT": str(settings.port),
            "WORKERS": str(settings.workers),
        }
        if books.embedded:
            server.serve(settings)
        else:
            # Nothing of ours has to outlive the server: it takes this process, and none of what was loaded to get here.
            sys.stdout.flush()
            os.execv(sys.executable, [sys.executable, "-P", "-m", server.__name__])  # noqa: S606 - no shell is wanted.


@app.command()
def migrate(revision: Annotated[str, typer.Argument(help="head, base or a revision.")] = "head") -> None:
    """Bring the database to the newest schema, or to the one named."""

    with books_of(_settings()) as books:
        asyncio.run(books.migrate(revision))
    console.print(f"The database is at {head_revision() if revision == 'head' else revision}.")


@app.command()
def create_admin(
    email: Annotated[str, typer.Option(prompt=True)],
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, envvar="ADMIN_PASSWORD")
    ],
    full_name: Annotated[str | None, typer.Option()] = None,
) -> None:
    """Add an admin. Asks for what is not given, so that no password ends up in the shell's history."""
    settings = _settings()
    try:
        given = Registration(email=email, password=password, full_name=full_name)
    except ValidationError as error:
        _fail("; ".join(str(one["msg"]) for one in error.errors(include_input=False)))

    async def work(database: Database) -> None:
        async with _migrated(database) as session:
            await AuthService(session, login_context(settings)).add_user(
                given.email, given.password, given.full_name, Role.ADMIN
            )

    _run(settings, work)
    console.print(f"{given.email} is an admin now.")


@app.command()
def remove_second_factor(email: Annotated[str, typer.Argument(help="Whose phone is lost.")]) -> None:
    """Remove a user's second factor, for the last admin who lost it; another admin can do it in the shop."""
    settings = _settings()
    address = email.strip().lower()

    async def work(database: Database) -> None:
        async with _migrated(database) as session:
            await SecondFactorService(session, login_context(settings)).remove_by_hand(address)

    _run(settings, work)
    console.print(f"{address} logs in by the password alone now.")


@app.command()
def demo() -> None:
    """Fill an empty shop: a catalogue, three users, ninety days of sales."""
    settings = _settings()

    async def work(database: Database) -> None:
        await _fill_with_demo(database, login_context(settings))

    _run(settings, work, migrate_first=True)


@app.command()
def verify() -> None:
    """Recompute stock, sales, documents and alerts over the whole database; exit 1 naming each row that differs."""
    settings = _settings()

    async def work(database: Database) -> int:
        async with _migrated(database) as session:
            differences = await VerificationService(session, login_context(settings)).verify(
                lambda promise: console.print(f"Checking: {promise}")
            )
        for difference in differences:
            console.print(f"[red]DIFFERS[/] {difference.row}: {difference.detail} ({difference.promise})")
        return len(differences)

    differing = _run(settings, work)
    if differing:
        _fail(f"{differing} rows break a promise.")
    console.print("[green]Every promise holds.[/]")


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
    unknown: Annotated[UnknownItems | None, typer.Option(help="What becomes of items no sweet is known for.")] = None,
    category: Annotated[str | None, typer.Option(help="The category of sweets made for them: Previous till.")] = None,
    unit: Annotated[Unit | None, typer.Option(help="The unit of such sweets: piece.")] = None,
    date_format: Annotated[DateFormat | None, typer.Option(help="The order of days such as 03/04/2026.")] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(help="An item that is none, instead of NONE; may be repeated.")
    ] = None,
    dry_run: DryRun = False,
    report: Report = None,
) -> None:
    """Read what a previous till sold, without moving any stock; exit 1 if rows were refused."""
    chosen = [one.partition("=") for one in columns or []]
    if not all(field in TILL_FIELDS and title for field, _, title in chosen):
        _fail(f"--map takes FIELD=COLUMN, and the fields are {', '.join(TILL_FIELDS)}.")
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


@app.command()
def export(
    kind: Annotated[ExportKind, typer.Argument()],
    file: Annotated[Path | None, typer.Argument(dir_okay=False, help="Standard output, unless given.")] = None,
    first_day: Annotated[str | None, typer.Option("--from", help="The first day, such as 2026-04-01.")] = None,
    last_day: Annotated[str | None, typer.Option("--to", help="The last day.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin with the mark by which Excel knows UTF-8.")] = False,
) -> None:
    """Write a part of the books as CSV."""
    settings = _settings()
    try:
        query = ExportQuery.model_validate({"from": first_day, "to": last_day, "bom": bom})
    except ValidationError as error:
        _fail("; ".join(str(one["msg"]) for one in error.errors(include_input=False)))

    async def work(database: Database) -> None:
        async with _migrated(database):
            pass
        await export_file(database, settings, kind, file, query)

    _run(settings, work)


def _import(wanted: dict[str, Any], file: Path, report: Path | None) -> None:
    settings = _settings()
    try:
        options = ImportCreate.model_validate(wanted)
    except ValidationError as error:
        _fail("; ".join(": ".join([*map(str, one["loc"]), one["msg"]]) for one in error.errors(include_input=False)))

    async def work(database: Database) -> BatchResult:
        async with _migrated(database):
            pass
        return await import_file(database, settings, console, options, file, report)

    counts = _run(settings, work)
    if counts.refused:
        _fail(f"{counts.refused} rows were refused.")


async def _prepare(settings: Settings, books: Books) -> None:
    await books.migrate()
    async with books.open() as database:
        async with database.reading() as session:
            if await is_too_strong(session):
                _log.warning("database_role_too_strong", advice=_PLAIN_ROLE)
        context = login_context(settings)
        if books.embedded and await FirstAdminService(database, context).is_shop_empty():
            context = await _fill_with_demo(database, context)
        admin = await FirstAdminService(database, context).ensure()
        context.hasher.close()
    console.print(f"\n[bold]Sweet Shop[/] http://{settings.host}:{settings.port}")
    if settings.docs:
        console.print(f"  API      http://{settings.host}:{settings.port}/docs")
    if admin is None:
        console.print("  Admin    none yet: set ADMIN_EMAIL and ADMIN_PASSWORD, or run `sweetshop create-admin`")
    else:
        shown = admin.password if settings.environment is Environment.DEVELOPMENT else None
        console.print(f"  Admin    {admin.email}  {shown or '(password as set)'}", markup=False)
    console.print()


async def _fill_with_demo(database: Database, context: LoginContext) -> LoginContext:
    settings = context.installation
    drawn = {
        "admin_email": settings.admin_email or DEMO_ADMIN_EMAIL,
        "admin_password": settings.admin_password or SecretStr(secrets.token_urlsafe(15)),
        "demo_password": settings.demo_password or SecretStr(secrets.token_urlsafe(9)),
    }
    context = replace(context, installation=settings.model_copy(update=drawn))
    columns = (TextColumn("Filling the demo shop"), BarColumn(), MofNCompleteColumn(), TextColumn("days"))
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        task = progress.add_task("demo", total=DAYS)
        async with database.unit_of_work() as session:
            filled = await DemoService(session, context).fill(lambda day: progress.update(task, completed=day))
    console.print(f"The demo shop has made {filled.sales} sales. Its users:")
    for email, password in filled.users.items():
        console.print(f"  {email}  {password or '(password as set)'}", markup=False)
    return context


def _run(settings: Settings, work: Callable[[Database], Awaitable[Result]], *, migrate_first: bool = False) -> Result:
    async def run(books: Books) -> Result:
        if migrate_first:
            await books.migrate()
        async with books.open() as database:
            with database_errors():
                return await work(database)

    with books_of(settings) as books:
        return asyncio.run(run(books))


@asynccontextmanager
async def _migrated(database: Database) -> AsyncIterator[AsyncSession]:
    """Open a unit of work on a database whose schema is the newest."""
    async with database.reading() as session:
        if await current_revision(session) != head_revision():
            _fail("This database is not at the newest schema. Run `sweetshop migrate` first.")
    async with database.unit_of_work() as session:
        yield session


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        _fail("\n".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False)))


def _fail(message: str) -> NoReturn:
    errors.print(message, style="red", markup=False)
    sys.exit(1)
