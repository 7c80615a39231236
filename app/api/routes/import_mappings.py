"""Mappings of columns that are kept for files that come again. For admins."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, AdminReaderDep, IdempotencyKey
from app.api.responses import created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.import_mapping import ImportMappingCreate, ImportMappingPage, ImportMappingQuery, ImportMappingRead
from app.services.common.idempotency import RequestKey
from app.services.files.import_mappings import ImportMappingService

router = ShopRouter("/import-mappings", tags=["files"])

MappingId = Annotated[Id, Path()]


@router.get("", response_model=ImportMappingPage, responses=problems(401, 403))
async def list_import_mappings(
    request: Request,
    query: Annotated[ImportMappingQuery, Query()],
    _: AdminReaderDep,
    service: Reading[ImportMappingService],
) -> Response:
    """List the mappings that are kept, by name."""
    return list_response(request, await service.list_mappings(query, query.page()))


@router.post("", status_code=201, response_model=ImportMappingRead, responses=problems(401, 403, 409, body=True))
async def create_import_mapping(
    request: Request,
    new: ImportMappingCreate,
    actor: AdminDep,
    service: Writing[ImportMappingService],
    key: IdempotencyKey = None,
) -> Response:
    """Keep which column of a kind of file is which field. An import uses it by its name: `preset`."""
    request_key = RequestKey.of(key, request.scope["path"], new.model_dump_json())
    return created_response(await service.create(actor, new, request_key), "/api/import-mappings")


@router.get("/{mapping_id:id}", response_model=ImportMappingRead, responses=problems(401, 403, 404))
async def get_import_mapping(
    mapping_id: MappingId, _: AdminReaderDep, service: Reading[ImportMappingService]
) -> Response:
    """Show a mapping."""
    return json_response(await service.get(mapping_id))


@router.delete("/{mapping_id:id}", status_code=204, responses=problems(401, 403, 404))
async def delete_import_mapping(mapping_id: MappingId, actor: AdminDep, service: Writing[ImportMappingService]) -> None:
    """Delete a mapping. Imports that used it stay as they are."""
    await service.delete(actor, mapping_id)
