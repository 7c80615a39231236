"""Goods that go back to their supplier. For admins."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, AdminReaderDep, IdempotencyKey
from app.api.responses import created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.supplier_return import (
    SupplierReturnCreate,
    SupplierReturnPage,
    SupplierReturnQuery,
    SupplierReturnRead,
)
from app.services.buying.supplier_returns import SupplierReturnService
from app.services.common.idempotency import RequestKey

router = ShopRouter("/supplier-returns", tags=["buying"])

ReturnId = Annotated[Id, Path()]


@router.get("", response_model=SupplierReturnPage, responses=problems(401, 403))
async def list_supplier_returns(
    request: Request,
    query: Annotated[SupplierReturnQuery, Query()],
    _: AdminReaderDep,
    service: Reading[SupplierReturnService],
) -> Response:
    """List what went back to suppliers, newest first, without the lines."""
    return list_response(request, await service.list_returns(query, query.page()))


@router.post("", status_code=201, response_model=SupplierReturnRead, responses=problems(401, 403, 409, body=True))
async def create_supplier_return(
    request: Request,
    new: SupplierReturnCreate,
    actor: AdminDep,
    service: Writing[SupplierReturnService],
    key: IdempotencyKey = None,
) -> Response:
    """Send goods back, all of them or none: from lots of this supplier, no more than is left, expired or not."""
    request_key = RequestKey.of(key, request.scope["path"], new.model_dump_json())
    return created_response(await service.create(actor, new, request_key), "/api/supplier-returns")


@router.get("/{return_id:id}", response_model=SupplierReturnRead, responses=problems(401, 403, 404))
async def get_supplier_return(
    return_id: ReturnId, _: AdminReaderDep, service: Reading[SupplierReturnService]
) -> Response:
    """Show what went back."""
    return json_response(await service.get(return_id))
