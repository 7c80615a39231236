"""`sweetshop backup` and `sweetshop restore`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from app.cli.books import Books, books_of
from app.cli.console import console, fail, load_settings
from app.cli.verify import differing_rows
from app.database import backups
from app.database.engine import normalise_url
from app.services.people.context import login_context


def backup(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to; it must not exist yet.")],
    check: Annotated[bool, typer.Option(help="Restore it into a scratch database and verify that.")] = True,
) -> None:
    """Write the whole database to a file while the shop is open, and try the file, which gets its name then."""
    if file.exists():
        fail(f"There is a file {file} already. Choose another name.")
    if not file.parent.is_dir():
        fail(f"There is no folder {file.parent}. Make it first, or choose another.")
    settings = load_settings()
    with books_of(settings) as books:
        written = file.with_name(f"{file.name}.unchecked") if check else file
        asyncio.run(backups.dump(normalise_url(books.owner_url), written))
        console.print(f"Written: {written}, {written.stat().st_size:,} bytes.")
        if check:
            asyncio.run(_check(books, written))
            written.rename(file)
            console.print(f"Checked: {file}.")


def restore(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What `backup` wrote.")]) -> None:
    """Fill an empty database from a file, migrate it to the newest schema, and verify it."""
    with books_of(load_settings()) as books:
        asyncio.run(_restore(books, file))


async def _check(books: Books, file: Path) -> None:
    async with backups.scratch_database(normalise_url(books.owner_url)) as scratch:
        await _fill(Books(books.settings, scratch, scratch, embedded=books.embedded), file)


async def _restore(books: Books, file: Path) -> None:
    if not await backups.holds_a_shop(file):
        fail(f"{file} has no shop in it. Give a file that `sweetshop backup` wrote.")
    if not await backups.is_empty(normalise_url(books.owner_url)):
        fail("This database is not empty. Restore into a new one, so that nothing is lost.")
    await _fill(books, file)


async def _fill(books: Books, file: Path) -> None:
    await backups.restore(normalise_url(books.owner_url), file)
    await books.migrate()
    async with books.open() as database:
        differing = await differing_rows(database, login_context(books.settings))
    if differing:
        fail(f"{differing} rows of {file} break a promise.")
    console.print("[green]Every promise holds in what was restored.[/]")
