"""Notifications, the audit log and settings."""

from httpx import AsyncClient

from tests.support.access.kit import ADMINS, EVERYBODY, STAFF, USERS, Act, act
from tests.support.answers import created
from tests.support.shop import TestShop

MAY_PASS = {
    "GET /api/notifications": USERS,
    "POST /api/notifications": ADMINS,
    "GET /api/notifications/stream": STAFF,
    "GET /api/notifications/{notification_id}": USERS,
    "POST /api/notifications/{notification_id}/read": USERS,
    "POST /api/notifications/read": USERS,
    "GET /api/audit-logs": ADMINS,
    "GET /api/audit-logs/{audit_log_id}": ADMINS,
    "GET /api/shop": EVERYBODY,
    "GET /api/shop/limits": STAFF,
    "GET /api/settings": ADMINS,
    "PUT /api/settings": ADMINS,
}


async def acts(_: TestShop, admin: AsyncClient) -> dict[str, Act]:
    notice = created(await admin.post("/api/notifications", json={"title": "Closed", "body": "On Monday."}))
    return {
        "GET /api/notifications": act("GET", "/notifications"),
        "POST /api/notifications": act("POST", "/notifications", {"title": "Open", "body": "On Tuesday."}),
        "GET /api/notifications/stream": act("GET", "/notifications/stream"),
        "GET /api/notifications/{notification_id}": act("GET", f"/notifications/{notice['id']}"),
        "POST /api/notifications/{notification_id}/read": act("POST", f"/notifications/{notice['id']}/read"),
        "POST /api/notifications/read": act("POST", "/notifications/read"),
        "GET /api/audit-logs": act("GET", "/audit-logs"),
        "GET /api/audit-logs/{audit_log_id}": act("GET", "/audit-logs/1"),
        "GET /api/shop/limits": act("GET", "/shop/limits"),
        "GET /api/settings": act("GET", "/settings"),
        "PUT /api/settings": act("PUT", "/settings", {"shop_name": "Meera's"}),
    }
