"""The trays sweets are sorted into."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, ClaimsIfAny
from app.api.once import Once
from app.api.responses import PUBLIC, created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.category import CategoryCreate, CategoryPage, CategoryQuery, CategoryRead, CategoryUpdate
from app.services.catalogue.categories import CategoryService

router = ShopRouter("/categories", tags=["catalogue"])

CategoryId = Annotated[Id, Path()]


@router.get("", response_model=CategoryPage, openapi_extra=PUBLIC, responses=problems(401))
async def list_categories(
    request: Request, query: Annotated[CategoryQuery, Query()], _: ClaimsIfAny, service: Reading[CategoryService]
) -> Response:
    """List the categories. Anybody may look."""
    return list_response(request, await service.list_categories(query, query.page()))


@router.post("", status_code=201, response_model=CategoryRead, responses=problems(401, 403, 409, body=True))
async def create_category(
    new: CategoryCreate, actor: AdminDep, service: Writing[CategoryService], once: Once
) -> Response:
    """Add a category."""
    return created_response(await once(actor, new, service.create), "/api/categories")


@router.get("/{category_id:id}", response_model=CategoryRead, openapi_extra=PUBLIC, responses=problems(401, 404))
async def get_category(category_id: CategoryId, _: ClaimsIfAny, service: Reading[CategoryService]) -> Response:
    """Show a category. Anybody may look."""
    return json_response(await service.get(category_id))


@router.put("/{category_id:id}", response_model=CategoryRead, responses=problems(401, 403, 404, 409, body=True))
async def replace_category(
    category_id: CategoryId, new: CategoryCreate, actor: AdminDep, service: Writing[CategoryService]
) -> Response:
    """Change the whole of a category."""
    return json_response(await service.replace(actor, category_id, new))


@router.patch("/{category_id:id}", response_model=CategoryRead, responses=problems(401, 403, 404, 409, body=True))
async def update_category(
    category_id: CategoryId, changes: CategoryUpdate, actor: AdminDep, service: Writing[CategoryService]
) -> Response:
    """Change what is given of a category."""
    return json_response(await service.update(actor, category_id, changes))


@router.delete("/{category_id:id}", status_code=204, responses=problems(401, 403, 404, 409))
async def delete_category(category_id: CategoryId, actor: AdminDep, service: Writing[CategoryService]) -> None:
    """Remove a category that no sweet is in."""
    await service.delete(actor, category_id)
