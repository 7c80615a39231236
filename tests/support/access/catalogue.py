"""Sweets and categories."""

from httpx import AsyncClient

from tests.support.access.kit import ADMINS, EVERYBODY, STAFF, Act, act, new_sweet
from tests.support.pictures import photo, put_picture
from tests.support.requests import new_category
from tests.support.shop import TestShop

MAY_PASS = {
    "GET /api/categories": EVERYBODY,
    "POST /api/categories": ADMINS,
    "GET /api/categories/{category_id}": EVERYBODY,
    "PUT /api/categories/{category_id}": ADMINS,
    "PATCH /api/categories/{category_id}": ADMINS,
    "DELETE /api/categories/{category_id}": ADMINS,
    "GET /api/sweets": EVERYBODY,
    "POST /api/sweets": ADMINS,
    "PATCH /api/sweets": ADMINS,
    "POST /api/labels": STAFF,
    "GET /api/sweets/search": EVERYBODY,
    "GET /api/sweets/scan": STAFF,
    "GET /api/sweets/{sweet_id}": EVERYBODY,
    "PUT /api/sweets/{sweet_id}": ADMINS,
    "PATCH /api/sweets/{sweet_id}": ADMINS,
    "DELETE /api/sweets/{sweet_id}": ADMINS,
    "POST /api/sweets/{sweet_id}/restore": ADMINS,
    "PUT /api/sweets/{sweet_id}/picture": ADMINS,
    "DELETE /api/sweets/{sweet_id}/picture": ADMINS,
}


async def acts(_: TestShop, admin: AsyncClient) -> dict[str, Act]:
    category = await new_category(admin, "To be changed")
    free = [await new_sweet(admin, category, f"FREE-{n}") for n in range(4)]
    await put_picture(admin, free[3]["id"], photo())
    gone = await new_sweet(admin, category, "GONE")
    await admin.patch(f"/api/sweets/{gone['id']}", json={"archived": True}, headers={"If-Match": "*"})
    empty = [await new_category(admin, f"Empty {n}") for n in range(3)]
    new = {"sku": "NEW", "name": "New", "category_id": category["id"], "price": "5.00", "unit": "piece"}
    repriced = {"sweets": [{"sweet_id": free[3]["id"], "version": 2}], "changes": {"price_change": "1.00"}}
    match = {"If-Match": "*"}
    return {
        "POST /api/categories": act("POST", "/categories", {"name": "New"}),
        "PUT /api/categories/{category_id}": act("PUT", f"/categories/{empty[0]['id']}", {"name": "Put"}),
        "PATCH /api/categories/{category_id}": act("PATCH", f"/categories/{empty[1]['id']}", {"name": "Patched"}),
        "DELETE /api/categories/{category_id}": act("DELETE", f"/categories/{empty[2]['id']}"),
        "GET /api/sweets/scan": act("GET", "/sweets/scan?code=free-0"),
        "POST /api/sweets": act("POST", "/sweets", new),
        "POST /api/labels": act("POST", "/labels", {"size": "38x25", "labels": [{"sweet_id": free[3]["id"]}]}),
        "PATCH /api/sweets": act("PATCH", "/sweets", repriced),
        "PUT /api/sweets/{sweet_id}": act("PUT", f"/sweets/{free[0]['id']}", new | {"sku": "PUT"}, match),
        "PATCH /api/sweets/{sweet_id}": act("PATCH", f"/sweets/{free[1]['id']}", {"price": "6.00"}, match),
        "DELETE /api/sweets/{sweet_id}": act("DELETE", f"/sweets/{free[2]['id']}", None, match),
        "POST /api/sweets/{sweet_id}/restore": act("POST", f"/sweets/{gone['id']}/restore"),
        "PUT /api/sweets/{sweet_id}/picture": lambda client: put_picture(client, free[0]["id"], photo()),
        "DELETE /api/sweets/{sweet_id}/picture": act("DELETE", f"/sweets/{free[3]['id']}/picture"),
    }
