"""How sweets are taxed."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, StaffReaderDep
from app.api.once import Once
from app.api.responses import created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.tax_class import TaxClassCreate, TaxClassPage, TaxClassQuery, TaxClassRead, TaxClassUpdate
from app.services.catalogue.tax_classes import TaxClassService

router = ShopRouter("/tax-classes", tags=["catalogue"])

TaxClassId = Annotated[Id, Path()]


@router.get("", response_model=TaxClassPage, responses=problems(401, 403))
async def list_tax_classes(
    request: Request, query: Annotated[TaxClassQuery, Query()], _: StaffReaderDep, service: Reading[TaxClassService]
) -> Response:
    """List the tax classes with all their rates."""
    return list_response(request, await service.list_tax_classes(query, query.page()))


@router.post("", status_code=201, response_model=TaxClassRead, responses=problems(401, 403, 409, body=True))
async def create_tax_class(
    new: TaxClassCreate, actor: AdminDep, service: Writing[TaxClassService], once: Once
) -> Response:
    """Add a tax class. The shop knows no rates of its own: ask who keeps your books."""
    return created_response(await once(actor, new, service.create), "/api/tax-classes")


@router.get("/{tax_class_id:id}", response_model=TaxClassRead, responses=problems(401, 403, 404))
async def get_tax_class(tax_class_id: TaxClassId, _: StaffReaderDep, service: Reading[TaxClassService]) -> Response:
    """Show a tax class."""
    return json_response(await service.get(tax_class_id))


@router.put("/{tax_class_id:id}", response_model=TaxClassRead, responses=problems(401, 403, 404, 409, body=True))
async def replace_tax_class(
    tax_class_id: TaxClassId, new: TaxClassCreate, actor: AdminDep, service: Writing[TaxClassService]
) -> Response:
    """Change the whole of a tax class. Once something was sold under it, what was due before today stays."""
    return json_response(await service.replace(actor, tax_class_id, new))


@router.patch("/{tax_class_id:id}", response_model=TaxClassRead, responses=problems(401, 403, 404, 409, body=True))
async def update_tax_class(
    tax_class_id: TaxClassId, changes: TaxClassUpdate, actor: AdminDep, service: Writing[TaxClassService]
) -> Response:
    """Change what is given of a tax class; rates are given all together."""
    return json_response(await service.update(actor, tax_class_id, changes))


@router.delete("/{tax_class_id:id}", status_code=204, responses=problems(401, 403, 404, 409))
async def delete_tax_class(tax_class_id: TaxClassId, actor: AdminDep, service: Writing[TaxClassService]) -> None:
    """Remove a tax class that no sweet and no sale names."""
    await service.delete(actor, tax_class_id)
