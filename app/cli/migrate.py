"""`sweetshop migrate`."""

import asyncio
from typing import Annotated

import typer

from app.cli.books import books_of
from app.cli.console import console, load_settings
from app.database.revisions import head_revision


def migrate(revision: Annotated[str, typer.Argument(help="head, base or a revision.")] = "head") -> None:
    """Bring the database to the newest schema, or to the one named."""
    with books_of(load_settings()) as books:
        asyncio.run(books.migrate(revision))
    console.print(f"The database is at {head_revision() if revision == 'head' else revision}.")
