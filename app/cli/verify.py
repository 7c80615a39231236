"""`sweetshop verify`."""

from app.cli.books import migrated, run
from app.cli.console import console, fail
from app.database.unit_of_work import Database
from app.services.insight.verification import VerificationService
from app.services.people.context import LoginContext


def verify() -> None:
    """Recompute stock, sales, documents and alerts over the whole database; exit 1 naming each row that differs."""
    differing = run(differing_rows)
    if differing:
        fail(f"{differing} rows break a promise.")
    console.print("[green]Every promise holds.[/]")


async def differing_rows(database: Database, context: LoginContext) -> int:
    """Print each row that breaks a promise; return how many there are."""
    async with migrated(database) as session:
        differences = await VerificationService(session, context).verify(
            lambda promise: console.print(f"Checking: {promise}")
        )
    for difference in differences:
        console.print(f"[red]DIFFERS[/] {difference.row}: {difference.detail} ({difference.promise})")
    return len(differences)
