"""Whom the shop buys from. For admins."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, AdminReaderDep
from app.api.once import Once
from app.api.responses import created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.supplier import SupplierCreate, SupplierPage, SupplierQuery, SupplierRead, SupplierUpdate
from app.services.buying.suppliers import SupplierService

router = ShopRouter("/suppliers", tags=["buying"])

SupplierId = Annotated[Id, Path()]


@router.get("", response_model=SupplierPage, responses=problems(401, 403))
async def list_suppliers(
    request: Request, query: Annotated[SupplierQuery, Query()], _: AdminReaderDep, service: Reading[SupplierService]
) -> Response:
    """List the suppliers the shop orders from, or find them by name; with `archived=true` the others. For admins."""
    return list_response(request, await service.list_suppliers(query, query.page()))


@router.post("", status_code=201, response_model=SupplierRead, responses=problems(401, 403, 409, body=True))
async def create_supplier(
    new: SupplierCreate, actor: AdminDep, service: Writing[SupplierService], once: Once
) -> Response:
    """Add a supplier. Names are unique in any case, those of archived suppliers included."""
    return created_response(await once(actor, new, service.create), "/api/suppliers")


@router.get("/{supplier_id:id}", response_model=SupplierRead, responses=problems(401, 403, 404))
async def get_supplier(supplier_id: SupplierId, _: AdminReaderDep, service: Reading[SupplierService]) -> Response:
    """Show a supplier."""
    return json_response(await service.get(supplier_id))


@router.put("/{supplier_id:id}", response_model=SupplierRead, responses=problems(401, 403, 404, 409, body=True))
async def replace_supplier(
    supplier_id: SupplierId, new: SupplierCreate, actor: AdminDep, service: Writing[SupplierService]
) -> Response:
    """Change the whole of a supplier."""
    return json_response(await service.replace(actor, supplier_id, new))


@router.patch("/{supplier_id:id}", response_model=SupplierRead, responses=problems(401, 403, 404, 409, body=True))
async def update_supplier(
    supplier_id: SupplierId, changes: SupplierUpdate, actor: AdminDep, service: Writing[SupplierService]
) -> Response:
    """Change what is given of a supplier; `archived: false` takes them out of the archive."""
    return json_response(await service.update(actor, supplier_id, changes))


@router.delete("/{supplier_id:id}", status_code=204, responses=problems(401, 403, 404))
async def delete_supplier(supplier_id: SupplierId, actor: AdminDep, service: Writing[SupplierService]) -> None:
    """Remove a supplier that nothing names; archive any other."""
    await service.delete(actor, supplier_id)
