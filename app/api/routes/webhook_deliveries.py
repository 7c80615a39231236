"""What became of each event that an endpoint was to be told of. For admins."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, AdminReaderDep
from app.api.responses import json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.webhook import WebhookDeliveryDetail, WebhookDeliveryPage, WebhookDeliveryQuery
from app.services.shop.webhooks.deliveries import WebhookDeliveryService

router = ShopRouter("/webhook-deliveries", tags=["webhooks"])

DeliveryId = Annotated[Id, Path()]


@router.get("", response_model=WebhookDeliveryPage, responses=problems(401, 403))
async def list_webhook_deliveries(
    request: Request,
    query: Annotated[WebhookDeliveryQuery, Query()],
    _: AdminReaderDep,
    service: Reading[WebhookDeliveryService],
) -> Response:
    """List the deliveries, newest first: those that wait, those that were delivered within 30 days, and dead ones."""
    return list_response(request, await service.list_deliveries(query, query.page()))


@router.get("/{delivery_id:id}", response_model=WebhookDeliveryDetail, responses=problems(401, 403, 404))
async def get_webhook_delivery(
    delivery_id: DeliveryId, _: AdminReaderDep, service: Reading[WebhookDeliveryService]
) -> Response:
    """Show a delivery with its payload and its tries."""
    return json_response(await service.get(delivery_id))


@router.post("/{delivery_id:id}/retry", response_model=WebhookDeliveryDetail, responses=problems(401, 403, 404, 409))
async def retry_webhook_delivery(
    delivery_id: DeliveryId, actor: AdminDep, service: Writing[WebhookDeliveryService]
) -> Response:
    """Send a delivery again, whatever became of it, with the same `webhook-id` and body."""
    return json_response(await service.retry(actor, delivery_id))
