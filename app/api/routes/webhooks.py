"""Endpoints that the shop tells of its events. For admins."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, AdminReaderDep, IdempotencyKey
from app.api.once import Once
from app.api.responses import created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.webhook import (
    WebhookCreate,
    WebhookDeliveryRead,
    WebhookPage,
    WebhookQuery,
    WebhookRead,
    WebhookUpdate,
    WebhookWithSecret,
)
from app.services.common.idempotency import RequestKey
from app.services.shop.webhooks.webhooks import WebhookService

router = ShopRouter("/webhooks", tags=["webhooks"])

WebhookId = Annotated[Id, Path()]


@router.get("", response_model=WebhookPage, responses=problems(401, 403))
async def list_webhooks(
    request: Request, query: Annotated[WebhookQuery, Query()], _: AdminReaderDep, service: Reading[WebhookService]
) -> Response:
    """List the endpoints that are told of events, the first that was added first."""
    return list_response(request, await service.list_webhooks(query, query.page()))


@router.post("", status_code=201, response_model=WebhookWithSecret, responses=problems(401, 403, 409, body=True))
async def create_webhook(new: WebhookCreate, actor: AdminDep, service: Writing[WebhookService], once: Once) -> Response:
    """Add an endpoint, and tell it of each event of these kinds from now on. Its secret is shown this once.
    A retry with the same Idempotency-Key shows it again.
    """
    return created_response(await service.create(actor, new, once.request_key(new)), "/api/webhooks")


@router.get("/{webhook_id:id}", response_model=WebhookRead, responses=problems(401, 403, 404))
async def get_webhook(webhook_id: WebhookId, _: AdminReaderDep, service: Reading[WebhookService]) -> Response:
    """Show an endpoint."""
    return json_response(await service.get(webhook_id))


@router.patch("/{webhook_id:id}", response_model=WebhookRead, responses=problems(401, 403, 404, body=True))
async def update_webhook(
    webhook_id: WebhookId, changes: WebhookUpdate, actor: AdminDep, service: Writing[WebhookService]
) -> Response:
    """Change what is given of an endpoint. While it is disabled nothing is written for it, and nothing is sent;
    what waits is sent once it is enabled again.
    """
    return json_response(await service.update(actor, webhook_id, changes))


@router.delete("/{webhook_id:id}", status_code=204, responses=problems(401, 403, 404))
async def delete_webhook(webhook_id: WebhookId, actor: AdminDep, service: Writing[WebhookService]) -> None:
    """Delete an endpoint. What waits for it is not sent, and is deleted within an hour."""
    await service.delete(actor, webhook_id)


@router.post("/{webhook_id:id}/secret", response_model=WebhookWithSecret, responses=problems(401, 403, 404))
async def replace_webhook_secret(webhook_id: WebhookId, actor: AdminDep, service: Writing[WebhookService]) -> Response:
    """Give an endpoint a new secret, which is shown this once. For 24 hours the old one signs deliveries too."""
    return json_response(await service.replace_secret(actor, webhook_id))


@router.post(
    "/{webhook_id:id}/test", status_code=201, response_model=WebhookDeliveryRead, responses=problems(401, 403, 404, 409)
)
async def ping_webhook(
    request: Request,
    webhook_id: WebhookId,
    actor: AdminDep,
    service: Writing[WebhookService],
    key: IdempotencyKey = None,
) -> Response:
    """Send a `ping` to an endpoint. Its delivery tells how that went, in a moment."""
    request_key = RequestKey.of(key, request.scope["path"], "")
    return created_response(await service.ping(actor, webhook_id, request_key), "/api/webhook-deliveries")
