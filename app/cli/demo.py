"""`sweetshop demo`."""

import secrets
from dataclasses import replace
from typing import Annotated

import typer
from pydantic import SecretStr
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.cli.books import run
from app.cli.console import console
from app.database.unit_of_work import Database
from app.services.demo.demo import DAYS, DEMO_ADMIN_EMAIL, DemoService
from app.services.demo.scale import MONTHS, ScaledDemo
from app.services.insight.kept_demand import KeptDemand
from app.services.people.context import LoginContext


def demo(
    scale: Annotated[int, typer.Option(min=0, help="The number of sales of ten years to add.")] = 0,
) -> None:
    """Fill an empty shop: a catalogue, three users, ninety days of trade; with --scale, ten years of it."""
    run(fill_with_demo, migrate_first=True)
    if scale:
        run(lambda database, context: _fill_to_scale(database, context, scale), as_owner=True)
    run(_keep_forecasts)


async def fill_with_demo(database: Database, context: LoginContext) -> LoginContext:
    """Fill an empty shop; return the context with the passwords drawn for the demo's users."""
    installation = context.installation
    drawn = {
        "admin_email": installation.admin_email or DEMO_ADMIN_EMAIL,
        "admin_password": installation.admin_password or SecretStr(secrets.token_urlsafe(15)),
        "demo_password": installation.demo_password or SecretStr(secrets.token_urlsafe(9)),
    }
    context = replace(context, installation=installation.model_copy(update=drawn))
    columns = (TextColumn("Filling the demo shop"), BarColumn(), MofNCompleteColumn(), TextColumn("days"))
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        task = progress.add_task("demo", total=DAYS)
        async with database.unit_of_work() as session:
            filled = await DemoService(session, context).fill(lambda day: progress.update(task, completed=day))
    console.print(f"The demo shop has made {filled.sales} sales. Its users:")
    for email, password in filled.users.items():
        console.print(f"  {email}  {password or '(password as set)'}", markup=False)
    return context


async def _fill_to_scale(database: Database, context: LoginContext, sales: int) -> None:
    columns = (TextColumn("Filling ten years"), BarColumn(), MofNCompleteColumn(), TextColumn("months"))
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        task = progress.add_task("scale", total=MONTHS)
        email = context.installation.admin_email or DEMO_ADMIN_EMAIL
        await ScaledDemo(database, context, email).fill(sales, lambda month: progress.update(task, completed=month))
    console.print(f"{sales} sales of ten years were added.")


async def _keep_forecasts(database: Database, context: LoginContext) -> None:
    columns = (TextColumn("Forecasting demand"), TimeElapsedColumn(), TextColumn("{task.completed} sweets"))
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("forecasts", total=None)
        await KeptDemand(database, lambda: context).keep_all(lambda sweets: progress.advance(task, sweets))
