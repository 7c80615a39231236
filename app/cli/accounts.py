"""`sweetshop create-admin` and `sweetshop remove-second-factor`."""

from typing import Annotated

import typer
from pydantic import ValidationError

from app.cli.books import migrated, run
from app.cli.console import console, fail_validation
from app.database.unit_of_work import Database
from app.models import Role
from app.schemas.auth import Registration
from app.services.people.auth import AuthService
from app.services.people.context import LoginContext
from app.services.people.second_factors import SecondFactorService


def create_admin(
    email: Annotated[str, typer.Option(prompt=True)],
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, envvar="ADMIN_PASSWORD")
    ],
    full_name: Annotated[str | None, typer.Option()] = None,
) -> None:
    """Add an admin. Asks for what is not given, so that no password ends up in the shell's history."""
    try:
        given = Registration(email=email, password=password, full_name=full_name)
    except ValidationError as error:
        fail_validation(error, named=False)

    async def work(database: Database, context: LoginContext) -> None:
        async with migrated(database) as session:
            await AuthService(session, context).add_user(given.email, given.password, given.full_name, Role.ADMIN)

    run(work)
    console.print(f"{given.email} is an admin now.")


def remove_second_factor(email: Annotated[str, typer.Argument(help="Whose phone is lost.")]) -> None:
    """Remove a user's second factor, for the last admin who lost it; another admin can do it in the shop."""
    address = email.strip().lower()

    async def work(database: Database, context: LoginContext) -> None:
        async with migrated(database) as session:
            await SecondFactorService(session, context).remove_by_hand(address)

    run(work)
    console.print(f"{address} logs in by the password alone now.")
