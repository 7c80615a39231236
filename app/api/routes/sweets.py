"""What the shop sells, buying one of it, and putting more of it on the shelf."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, CallerDep, ClaimsIfAny, IdempotencyKey, IfMatch, ShopDep, StaffDep, StaffReaderDep
from app.api.responses import PUBLIC, created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.sale import PurchaseCreate, SaleRead
from app.schemas.scan import ScanQuery, ScanRead
from app.schemas.stock import RestockCreate, RestockRead
from app.schemas.sweet import SweetCreate, SweetPage, SweetQuery, SweetRead, SweetReplace, SweetUpdate
from app.schemas.sweet_edit import SweetsUpdate, SweetsUpdateRead
from app.services.buying.restocks import RestockService
from app.services.catalogue.scan import ScanService
from app.services.catalogue.sweet_edits import SweetEditService
from app.services.catalogue.sweets import FIRST_VERSION, SweetService, etag
from app.services.common.idempotency import RequestKey
from app.services.selling.basket import Basket, BasketLine

router = ShopRouter("/sweets")

SweetId = Annotated[Id, Path()]


@router.get("", tags=["catalogue"], response_model=SweetPage, openapi_extra=PUBLIC, responses=problems(401))
async def list_sweets(
    request: Request, query: Annotated[SweetQuery, Query()], _: ClaimsIfAny, shop: ShopDep
) -> Response:
    """List the sweets, filtered and sorted. Anybody may look."""
    return list_response(request, await shop.storefront.list_sweets(query))


@router.get("/search", tags=["catalogue"], response_model=SweetPage, openapi_extra=PUBLIC, responses=problems(401))
async def search_sweets(
    request: Request, query: Annotated[SweetQuery, Query()], _: ClaimsIfAny, shop: ShopDep
) -> Response:
    """Search the sweets: `q` forgives typing errors and sorts by relevance. Takes what the list takes."""
    return list_response(request, await shop.storefront.list_sweets(query))


@router.get("/scan", tags=["catalogue"], response_model=ScanRead, responses=problems(401, 403, 404))
async def scan_sweet(
    query: Annotated[ScanQuery, Query()], _: StaffReaderDep, service: Reading[ScanService]
) -> Response:
    """Find the sweet that a scanned code names: its barcode, its SKU, or a scale's label with the quantity in it."""
    return json_response(await service.scan(query.code))


@router.post(
    "", tags=["catalogue"], status_code=201, response_model=SweetRead, responses=problems(401, 403, 409, body=True)
)
async def create_sweet(
    request: Request, new: SweetCreate, actor: AdminDep, service: Writing[SweetService], key: IdempotencyKey = None
) -> Response:
    """Add a sweet, with what there is of it on the shelf already as `opening_stock`."""
    request_key = RequestKey.of(key, request.scope["path"], new.model_dump_json())
    response = created_response(await service.create(actor, new, request_key), "/api/sweets")
    response.headers["ETag"] = etag(FIRST_VERSION)
    return response


@router.patch(
    "", tags=["catalogue"], response_model=SweetsUpdateRead, responses=problems(401, 403, 409, 412, body=True)
)
async def update_sweets(update: SweetsUpdate, actor: AdminDep, service: Writing[SweetEditService]) -> Response:
    """Change many sweets, all or nothing, each in the version that is named; the answer has what undoes it."""
    return json_response(await service.update(actor, update))


@router.get(
    "/{sweet_id:id}", tags=["catalogue"], response_model=SweetRead, openapi_extra=PUBLIC, responses=problems(401, 404)
)
async def get_sweet(sweet_id: SweetId, _: ClaimsIfAny, shop: ShopDep) -> Response:
    """Show a sweet. Its ETag names the version for If-Match. Anybody may look."""
    version, body = await shop.storefront.get(sweet_id)
    return json_response(body, ETag=etag(version))


@router.put(
    "/{sweet_id:id}",
    tags=["catalogue"],
    response_model=SweetRead,
    responses=problems(401, 403, 404, 409, 412, 428, body=True),
)
async def replace_sweet(
    sweet_id: SweetId, new: SweetReplace, actor: AdminDep, service: Writing[SweetService], if_match: IfMatch = None
) -> Response:
    """Change the whole of a sweet."""
    version, body = await service.replace(actor, sweet_id, new, if_match)
    return json_response(body, ETag=etag(version))


@router.patch(
    "/{sweet_id:id}",
    tags=["catalogue"],
    response_model=SweetRead,
    responses=problems(401, 403, 404, 409, 412, 428, body=True),
)
async def update_sweet(
    sweet_id: SweetId, changes: SweetUpdate, actor: AdminDep, service: Writing[SweetService], if_match: IfMatch = None
) -> Response:
    """Change what is given of a sweet."""
    version, body = await service.update(actor, sweet_id, changes, if_match)
    return json_response(body, ETag=etag(version))


@router.delete("/{sweet_id:id}", tags=["catalogue"], status_code=204, responses=problems(401, 403, 404, 409, 412))
async def delete_sweet(
    sweet_id: SweetId, actor: AdminDep, service: Writing[SweetService], if_match: IfMatch = None
) -> None:
    """Remove a sweet that never moved; archive any other. Without If-Match, whatever version it has."""
    await service.delete(actor, sweet_id, if_match)


@router.post("/{sweet_id:id}/restore", tags=["catalogue"], response_model=SweetRead, responses=problems(401, 403, 404))
async def restore_sweet(sweet_id: SweetId, actor: AdminDep, service: Writing[SweetService]) -> Response:
    """Bring an archived sweet back. One that is not archived stays as it is."""
    version, body = await service.restore(actor, sweet_id)
    return json_response(body, ETag=etag(version))


@router.post(
    "/{sweet_id:id}/purchase",
    status_code=201,
    response_model=SaleRead,
    tags=["selling"],
    responses=problems(401, 404, 409, body=True),
)
async def purchase_sweet(
    request: Request,
    sweet_id: SweetId,
    purchase: PurchaseCreate,
    caller: CallerDep,
    shop: ShopDep,
    key: IdempotencyKey = None,
) -> Response:
    """Buy some of one sweet: a sale of one line."""
    basket = Basket(
        caller=caller,
        lines=(BasketLine(sweet_id, purchase.quantity),),
        placed_at=shop.context.clock(),
        request_key=RequestKey.of(key, request.scope["path"], purchase.model_dump_json()),
    )
    return created_response(await shop.checkout.place(basket), "/api/sales")


@router.post(
    "/{sweet_id:id}/restock",
    status_code=201,
    response_model=RestockRead,
    tags=["stock"],
    responses=problems(401, 403, 404, 409, body=True),
)
async def restock_sweet(
    request: Request,
    sweet_id: SweetId,
    restock: RestockCreate,
    actor: StaffDep,
    service: Writing[RestockService],
    key: IdempotencyKey = None,
) -> Response:
    """Put goods on the shelf without an order: one lot, one movement. For salespeople if the settings say so."""
    request_key = RequestKey.of(key, request.scope["path"], restock.model_dump_json())
    return created_response(await service.restock(actor, sweet_id, restock, request_key), "/api/stock-movements")
