"""`sweetshop serve`."""

import asyncio
import os
import sys
from typing import Annotated

import structlog
import typer

from app import server
from app.cli.books import Books, books_of
from app.cli.console import console, load_settings
from app.cli.demo import fill_with_demo
from app.core.config import Environment, Settings
from app.core.logging import configure_logging
from app.database.roles import is_too_strong
from app.services.people.context import login_context
from app.services.people.first_admin import FirstAdmin, FirstAdminService

_log = structlog.get_logger("cli")
_PLAIN_ROLE = "Migrate with MIGRATION_DATABASE_URL, the owner's, and name a role in DATABASE_URL that owns nothing."


def serve(
    host: Annotated[str | None, typer.Option(help="HOST, unless given here.")] = None,
    port: Annotated[int | None, typer.Option(help="PORT, unless given here.")] = None,
    workers: Annotated[int | None, typer.Option(help="WORKERS, unless given here.")] = None,
) -> None:
    """Open the shop: migrate, fill an empty embedded shop with the demo, and serve until Ctrl-C."""
    settings = load_settings()
    options = {"host": host, "port": port, "workers": workers}
    settings = settings.model_copy(update={name: value for name, value in options.items() if value is not None})
    configure_logging(settings.log_level)
    with books_of(settings) as books:
        asyncio.run(_prepare(settings, books))
        # The workers read their settings from the environment, a secret drawn for this run included. They never need
        # the login of the database's owner.
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
            # With no embedded server to stop, the web server replaces this process and frees what it has loaded.
            sys.stdout.flush()
            os.execv(sys.executable, [sys.executable, "-P", "-m", server.__name__])  # noqa: S606 - no shell is wanted.


async def _prepare(settings: Settings, books: Books) -> None:
    await books.migrate()
    async with books.open() as database:
        async with database.reading() as session:
            if await is_too_strong(session):
                _log.warning("database_role_too_strong", advice=_PLAIN_ROLE)
        context = login_context(settings)
        if books.embedded and await FirstAdminService(database, context).is_shop_empty():
            context = await fill_with_demo(database, context)
        admin = await FirstAdminService(database, context).ensure()
        context.hasher.close()
    _print_addresses(settings, admin)


def _print_addresses(settings: Settings, admin: FirstAdmin | None) -> None:
    address = f"http://{settings.host}:{settings.port}"
    console.print(f"\n[bold]Sweet Shop[/] {address}")
    console.print(f"  Counter  {address}/counter")
    if settings.docs:
        console.print(f"  API      {address}/docs")
    if admin is None:
        console.print("  Admin    none yet: set ADMIN_EMAIL and ADMIN_PASSWORD, or run `sweetshop create-admin`")
    else:
        shown = admin.password if settings.environment is Environment.DEVELOPMENT else None
        console.print(f"  Admin    {admin.email}  {shown or '(password as set)'}", markup=False)
    console.print()
