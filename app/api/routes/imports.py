"""Importing files."""

import csv
import io
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response

from app.api.csv_stream import CsvStream, csv_answer
from app.api.deps import AdminCallerDep, AdminDep, AdminReaderDep, IdempotencyKey, ShopDep
from app.api.responses import answer_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.core.csv.escaping import escape_text
from app.core.errors import UnsupportedMediaType
from app.models import ImportKind
from app.schemas.base import Id
from app.schemas.import_job import ImportCreate, ImportHeader, ImportPage, ImportQuery, ImportRead
from app.services.common.idempotency import RequestKey
from app.services.files.imports import ImportService
from app.services.files.take_backs import TakeBackService

router = ShopRouter("/imports", tags=["files"])

PIECE_CHARACTERS = 30_000

ImportId = Annotated[Id, Path()]

_CSV_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself. See docs/import-export.md for its columns.",
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": "sku,name,category,price,unit\nMIL-GULAB,Gulab Jamun,Milk sweets,480.00,kg\n",
            }
        },
    }
}


@router.post(
    "",
    status_code=202,
    response_model=ImportRead,
    responses=problems(401, 403, 404, 429, body=True),
    openapi_extra=_CSV_BODY,
)
async def create_import(
    request: Request, wanted: Annotated[ImportCreate, Query()], caller: AdminCallerDep, shop: ShopDep
) -> Response:
    """Import a CSV file, in the background: ask at the Location how far it is. The same file twice changes nothing."""
    _refuse_unless_csv(request)
    import_id, body = await shop.imports.take(caller, wanted, request.stream())
    return json_response(body, 202, Location=f"/api/imports/{import_id}")


@router.post("/header", responses=problems(401, 403, body=True), openapi_extra=_CSV_BODY)
async def find_import_header(
    request: Request, kind: Annotated[ImportKind, Query()], _: AdminReaderDep, service: Reading[ImportService]
) -> ImportHeader:
    """Find the columns of a file by its beginning, of which 64 KiB are enough, and change nothing."""
    _refuse_unless_csv(request)
    return await service.find_header(kind, await request.body())


@router.get("", response_model=ImportPage, responses=problems(401, 403))
async def list_imports(
    request: Request, query: Annotated[ImportQuery, Query()], _: AdminReaderDep, service: Reading[ImportService]
) -> Response:
    """List imports, the newest first."""
    return list_response(request, await service.list_imports(query, query.page()))


@router.get("/{import_id:id}", response_model=ImportRead, responses=problems(401, 403, 404))
async def get_import(import_id: ImportId, _: AdminReaderDep, service: Reading[ImportService]) -> Response:
    """Show how far an import is, what became of its rows, and the first of those it refused."""
    return json_response(await service.get(import_id))


@router.get(
    "/{import_id:id}/refused",
    status_code=200,
    response_class=CsvStream,
    responses={200: csv_answer(), **problems(401, 403, 404)},
)
async def get_refused_rows(import_id: ImportId, _: AdminReaderDep, shop: ShopDep) -> Response:
    """Send every row that an import refused, with its line and the reason, as CSV."""
    return await CsvStream.begin(_as_csv(shop.imports.refused_rows(import_id)), f"import-{import_id}-refused.csv")


@router.post("/{import_id:id}/take-back", response_model=ImportRead, responses=problems(401, 403, 404, 409))
async def take_import_back(
    request: Request,
    import_id: ImportId,
    actor: AdminDep,
    service: Writing[TakeBackService],
    key: IdempotencyKey = None,
) -> Response:
    """Take the rows of a till's history out of the books again. The file can then be imported anew.

    Nothing may stand on them: an import that added lines to the same tickets later is taken back first.
    """
    request_key = RequestKey.of(key, request.scope["path"], "")
    return answer_response(await service.take_back(actor, import_id, request_key))


def _refuse_unless_csv(request: Request) -> None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "text/csv":
        raise UnsupportedMediaType("unsupported_media_type", "Send the file itself, with Content-Type: text/csv.")


async def _as_csv(rows: AsyncGenerator[tuple[int, str | None, str], None]) -> AsyncGenerator[str, None]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(("line", "column", "reason"))
    async with aclosing(rows):
        async for line, column, reason in rows:
            # A column is called what its file calls it.
            writer.writerow((line, escape_text(column or ""), escape_text(reason)))
            if buffer.tell() > PIECE_CHARACTERS:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
    yield buffer.getvalue()
