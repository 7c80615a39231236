"""Webhooks and their deliveries."""

from httpx import AsyncClient

from tests.support.access.kit import ADMINS, Act, act
from tests.support.answers import created
from tests.support.shop import TestShop

MAY_PASS = {
    "GET /api/webhooks": ADMINS,
    "POST /api/webhooks": ADMINS,
    "GET /api/webhooks/{webhook_id}": ADMINS,
    "PATCH /api/webhooks/{webhook_id}": ADMINS,
    "DELETE /api/webhooks/{webhook_id}": ADMINS,
    "POST /api/webhooks/{webhook_id}/secret": ADMINS,
    "POST /api/webhooks/{webhook_id}/test": ADMINS,
    "GET /api/webhook-deliveries": ADMINS,
    "GET /api/webhook-deliveries/{delivery_id}": ADMINS,
    "POST /api/webhook-deliveries/{delivery_id}/retry": ADMINS,
}
NEW = {"url": "https://books.example/hook", "events": ["sale.refunded"]}


async def acts(_: TestShop, admin: AsyncClient) -> dict[str, Act]:
    kept, other = [created(await admin.post("/api/webhooks", json=NEW)) for _ in range(2)]
    delivery = created(await admin.post(f"/api/webhooks/{kept['id']}/test"))
    return {
        "GET /api/webhooks": act("GET", "/webhooks"),
        "POST /api/webhooks": act("POST", "/webhooks", NEW),
        "GET /api/webhooks/{webhook_id}": act("GET", f"/webhooks/{kept['id']}"),
        "PATCH /api/webhooks/{webhook_id}": act("PATCH", f"/webhooks/{kept['id']}", {"description": "Books"}),
        "DELETE /api/webhooks/{webhook_id}": act("DELETE", f"/webhooks/{other['id']}"),
        "POST /api/webhooks/{webhook_id}/secret": act("POST", f"/webhooks/{kept['id']}/secret"),
        "POST /api/webhooks/{webhook_id}/test": act("POST", f"/webhooks/{kept['id']}/test"),
        "GET /api/webhook-deliveries": act("GET", "/webhook-deliveries"),
        "GET /api/webhook-deliveries/{delivery_id}": act("GET", f"/webhook-deliveries/{delivery['id']}"),
        "POST /api/webhook-deliveries/{delivery_id}/retry": act("POST", f"/webhook-deliveries/{delivery['id']}/retry"),
    }
