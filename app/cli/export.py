"""`sweetshop export`."""

import sys
from contextlib import aclosing
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from app.cli.books import check_migrated, run
from app.cli.console import fail_validation
from app.database.unit_of_work import Database
from app.schemas.export import ExportKind, ExportQuery
from app.services.files.exports import Exports
from app.services.people.context import LoginContext
from app.services.shop.settings import current_context


def export(
    kind: Annotated[ExportKind, typer.Argument()],
    file: Annotated[Path | None, typer.Argument(dir_okay=False, help="Standard output, unless given.")] = None,
    first_day: Annotated[str | None, typer.Option("--from", help="The first day, such as 2026-04-01.")] = None,
    last_day: Annotated[str | None, typer.Option("--to", help="The last day.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin with the mark by which Excel knows UTF-8.")] = False,
) -> None:
    """Write a part of the books as CSV."""
    try:
        query = ExportQuery.model_validate({"from": first_day, "to": last_day, "bom": bom})
    except ValidationError as error:
        fail_validation(error, named=False)

    async def work(database: Database, context: LoginContext) -> None:
        await check_migrated(database)
        context = await current_context(database, context)
        async with aclosing(Exports(database).pieces(kind, query, context.zone)) as pieces:
            if file is None:
                async for piece in pieces:
                    sys.stdout.buffer.write(piece.encode())
                sys.stdout.buffer.flush()
                return
            with file.open("wb") as target:
                async for piece in pieces:
                    target.write(piece.encode())

    run(work)
