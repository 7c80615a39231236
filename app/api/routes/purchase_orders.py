"""Orders to suppliers, and receiving their goods. For admins."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, AdminReaderDep, IdempotencyKey
from app.api.responses import answer_response, created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.purchase_order import (
    GoodsReceiptCreate,
    PurchaseOrderClose,
    PurchaseOrderCreate,
    PurchaseOrderPage,
    PurchaseOrderQuery,
    PurchaseOrderRead,
    PurchaseOrderUpdate,
)
from app.services.buying.purchase_orders import PurchaseOrderService
from app.services.common.idempotency import RequestKey

router = ShopRouter("/purchases", tags=["buying"])

OrderId = Annotated[Id, Path()]


@router.get("", response_model=PurchaseOrderPage, responses=problems(401, 403))
async def list_purchase_orders(
    request: Request,
    query: Annotated[PurchaseOrderQuery, Query()],
    _: AdminReaderDep,
    service: Reading[PurchaseOrderService],
) -> Response:
    """List the orders to suppliers, newest first, without their lines. What has no expected day sorts as latest."""
    return list_response(request, await service.list_orders(query, query.page()))


@router.post("", status_code=201, response_model=PurchaseOrderRead, responses=problems(401, 403, 409, body=True))
async def create_purchase_order(
    request: Request,
    new: PurchaseOrderCreate,
    actor: AdminDep,
    service: Writing[PurchaseOrderService],
    key: IdempotencyKey = None,
) -> Response:
    """Draft an order; with `receive: true` it is ordered and all of it received in the same transaction."""
    request_key = RequestKey.of(key, request.scope["path"], new.model_dump_json())
    return created_response(await service.create(actor, new, request_key), "/api/purchases")


@router.get("/{order_id:id}", response_model=PurchaseOrderRead, responses=problems(401, 403, 404))
async def get_purchase_order(order_id: OrderId, _: AdminReaderDep, service: Reading[PurchaseOrderService]) -> Response:
    """Show an order with its lines and what was received of them."""
    return json_response(await service.get(order_id))


@router.patch("/{order_id:id}", response_model=PurchaseOrderRead, responses=problems(401, 403, 404, 409, body=True))
async def update_purchase_order(
    order_id: OrderId, changes: PurchaseOrderUpdate, actor: AdminDep, service: Writing[PurchaseOrderService]
) -> Response:
    """Change a draft; of an order that is still to come the expected day, the supplier's number and the note.

    `lines` replaces all of them.
    """
    return json_response(await service.update(actor, order_id, changes))


@router.post("/{order_id:id}/order", response_model=PurchaseOrderRead, responses=problems(401, 403, 404, 409))
async def order_purchase_order(order_id: OrderId, actor: AdminDep, service: Writing[PurchaseOrderService]) -> Response:
    """Order a draft. From now on its lines are fixed."""
    return json_response(await service.order(actor, order_id))


@router.post("/{order_id:id}/cancel", response_model=PurchaseOrderRead, responses=problems(401, 403, 404, 409))
async def cancel_purchase_order(order_id: OrderId, actor: AdminDep, service: Writing[PurchaseOrderService]) -> Response:
    """Cancel an order of which nothing has come in."""
    return json_response(await service.cancel(actor, order_id))


@router.post(
    "/{order_id:id}/close", response_model=PurchaseOrderRead, responses=problems(401, 403, 404, 409, body=True)
)
async def close_purchase_order(
    request: Request,
    order_id: OrderId,
    given: PurchaseOrderClose,
    actor: AdminDep,
    service: Writing[PurchaseOrderService],
    key: IdempotencyKey = None,
) -> Response:
    """Close an order whose rest will not come. What came in stays, and nothing more of it is on order."""
    request_key = RequestKey.of(key, request.scope["path"], given.model_dump_json())
    return answer_response(await service.close(actor, order_id, given, request_key))


@router.post(
    "/{order_id:id}/receive",
    status_code=201,
    response_model=PurchaseOrderRead,
    responses=problems(401, 403, 404, 409, body=True),
)
async def receive_purchase_order(
    request: Request,
    order_id: OrderId,
    receipt: GoodsReceiptCreate,
    actor: AdminDep,
    service: Writing[PurchaseOrderService],
    key: IdempotencyKey = None,
) -> Response:
    """Receive some of an order, or without lines all that is outstanding. Each line becomes a lot.

    More than was ordered is refused, naming each line; goods in kg or g may be weighed, and then come to a tenth more.
    A lot costs, for one unit, the cost of a pack by the size ordered, rounded half up to four places. Sweets that were
    archived since are received: their goods are there.
    """
    request_key = RequestKey.of(key, request.scope["path"], receipt.model_dump_json())
    return created_response(await service.receive(actor, order_id, receipt, request_key), "/api/purchases")
