"""Stock and its ledger."""

from httpx import AsyncClient

from tests.support.access.kit import STAFF, Act, act, stocked_sweet
from tests.support.answers import ok
from tests.support.shop import TestShop

MAY_PASS = {
    "POST /api/sweets/{sweet_id}/restock": STAFF,
    "GET /api/stock-movements": STAFF,
    "GET /api/stock-movements/{movement_id}": STAFF,
}


async def acts(_: TestShop, admin: AsyncClient) -> dict[str, Act]:
    stocked = await stocked_sweet(admin, "MOVED")
    (movement,) = ok(await admin.get("/api/stock-movements", params={"limit": 1}))["items"]
    return {
        "POST /api/sweets/{sweet_id}/restock": act("POST", f"/sweets/{stocked['id']}/restock", {"quantity": "1"}),
        "GET /api/stock-movements": act("GET", "/stock-movements"),
        "GET /api/stock-movements/{movement_id}": act("GET", f"/stock-movements/{movement['id']}"),
    }
