"""Sales."""

from httpx import AsyncClient

from tests.support.access.kit import EVERYBODY, STAFF, USERS, Act, act, stocked_sweet
from tests.support.answers import created
from tests.support.shop import TestShop

MAY_PASS = {
    "POST /api/sweets/{sweet_id}/purchase": USERS,
    "POST /api/sales": USERS,
    "POST /api/sales/quote": EVERYBODY,
    "GET /api/sales": USERS,
    "GET /api/sales/{sale_id}": USERS,
    "POST /api/sales/{sale_id}/void": STAFF,
    "POST /api/sales/{sale_id}/refunds": STAFF,
    "GET /api/sales/{sale_id}/refunds": USERS,
    "GET /api/sales/{sale_id}/refunds/{refund_id}": USERS,
}


async def acts(_: TestShop, admin: AsyncClient) -> dict[str, Act]:
    stocked = await stocked_sweet(admin, "SOLD")
    sale = created(await admin.post(f"/api/sweets/{stocked['id']}/purchase", json={"quantity": "3"}))
    regretted = created(await admin.post(f"/api/sweets/{stocked['id']}/purchase", json={"quantity": "1"}))
    refunds = f"/sales/{sale['id']}/refunds"
    back = {"lines": [{"line_no": 1, "quantity": "1"}]}
    refunded = created(await admin.post(f"/api{refunds}", json=back))
    return {
        "POST /api/sweets/{sweet_id}/purchase": act("POST", f"/sweets/{stocked['id']}/purchase", {"quantity": "1"}),
        "POST /api/sales": act("POST", "/sales", {"lines": [{"sweet_id": stocked["id"], "quantity": "1"}]}),
        "GET /api/sales": act("GET", "/sales"),
        "GET /api/sales/{sale_id}": act("GET", f"/sales/{sale['id']}"),
        "POST /api/sales/{sale_id}/void": act("POST", f"/sales/{regretted['id']}/void", {"reason": "A mistake."}),
        "POST /api/sales/{sale_id}/refunds": act("POST", refunds, back),
        "GET /api/sales/{sale_id}/refunds": act("GET", refunds),
        "GET /api/sales/{sale_id}/refunds/{refund_id}": act("GET", f"{refunds}/{refunded['id']}"),
    }
