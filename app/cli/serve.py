"""`sweetshop serve`."""

import asyncio
import os
import sys
from typing import Annotated

import structlog
import typer

from app import server
from app.cli.books import Books, books_of
from app.cli.console import console, fail, load_settings
from app.cli.demo import fill_with_demo
from app.core.config import Environment, Settings
from app.core.logging import configure_logging
from app.database.advice import FORGETS_STATEMENTS
from app.database.engine import connector
from app.database.pooler import Pooler, find_pooler
from app.database.roles import is_too_strong
from app.services.people.context import login_context
from app.services.people.first_admin import FirstAdmin, FirstAdminService

_log = structlog.get_logger("cli")
_PLAIN_ROLE = "Migrate with MIGRATION_DATABASE_URL, the owner's, and name a role in DATABASE_URL that owns nothing."

_PAST_THE_POOLER = (
    "A pooler in transaction mode passes no announcements on: events reach open pages up to 15 seconds late. "
    "Set DATABASE_LISTEN_URL to the database itself."
)


def serve(
    host: Annotated[str | None, typer.Option(help="HOST, unless given here.")] = None,
    port: Annotated[int | None, typer.Option(help="PORT, unless given here.")] = None,
    workers: Annotated[int | None, typer.Option(help="WORKERS, unless given here.")] = None,
) -> None:
    """Open the shop: migrate, fill an empty embedded shop with the demo, and serve until Ctrl-C."""
    server.leave_on_sigterm(0)
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
    if not books.embedded:
        # Not before: to migrate is what makes the role of the shop.
        await _look_for_pooler(settings, books.url)
    async with books.open() as database:
        async with database.reading() as session:
            if await is_too_strong(session):
                _log.warning("database_role_too_strong", advice=_PLAIN_ROLE)
        context = login_context(settings)
        if books.embedded and await FirstAdminService(database, context).is_shop_empty():
            context = await fill_with_demo(database, context)
        first_admin = FirstAdminService(database, context)
        admin = await first_admin.ensure()
        has_admin = await first_admin.has_admin()
        context.hasher.close()
    _print_addresses(settings, admin, has_admin=has_admin)


async def _look_for_pooler(settings: Settings, url: str) -> None:
    """Refuse to open behind a pooler that would mix statements up."""
    prepared = settings.database_prepared_statements
    pooler = await find_pooler(connector(url, timeouts=settings.database_timeouts, prepared_statements=prepared))
    if pooler is Pooler.FORGETS and prepared:
        fail(FORGETS_STATEMENTS)
    if pooler in (Pooler.FORGETS, Pooler.TRANSACTIONS) and settings.database_listen_url is None:
        _log.warning("live_events_are_late", advice=_PAST_THE_POOLER)


def _print_addresses(settings: Settings, admin: FirstAdmin | None, *, has_admin: bool) -> None:
    address = f"http://{settings.host}:{settings.port}"
    console.print(f"\n[bold]Sweet Shop[/] {address}")
    console.print(f"  Counter  {address}/counter")
    if settings.docs:
        console.print(f"  API      {address}/docs")
    if admin is not None:
        shown = admin.password if settings.environment is Environment.DEVELOPMENT else None
        console.print(f"  Admin    {admin.email}  {shown or '(password as set)'}", markup=False)
    elif not has_admin:
        console.print("  Admin    none yet: set ADMIN_EMAIL and ADMIN_PASSWORD, or run `sweetshop create-admin`")
    console.print()
