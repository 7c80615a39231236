"""Lots, and correcting and counting stock."""

from httpx import AsyncClient

from tests.support.access.kit import ADMINS, STAFF, Act, act, stocked_sweet
from tests.support.answers import created, ok
from tests.support.shop import TestShop

MAY_PASS = {
    "GET /api/lots": STAFF,
    "GET /api/lots/{lot_id}": STAFF,
    "GET /api/lots/{lot_id}/recall": STAFF,
    "GET /api/lots/{lot_id}/recall.csv": STAFF,
    "GET /api/sales/{sale_id}/lots": STAFF,
    "GET /api/adjustments": ADMINS,
    "POST /api/adjustments": ADMINS,
    "POST /api/adjustments/expired": ADMINS,
    "GET /api/adjustments/{adjustment_id}": ADMINS,
    "GET /api/stocktakes": ADMINS,
    "POST /api/stocktakes": ADMINS,
    "GET /api/stocktakes/{stocktake_id}": ADMINS,
    "PUT /api/stocktakes/{stocktake_id}/counts": ADMINS,
    "POST /api/stocktakes/{stocktake_id}/post": ADMINS,
    "POST /api/stocktakes/{stocktake_id}/cancel": ADMINS,
}


async def acts(_: TestShop, admin: AsyncClient) -> dict[str, Act]:
    lost, counted, to_count = [await stocked_sweet(admin, sku) for sku in ("LOST", "COUNTED", "TO-COUNT")]
    loss = {"sweet_id": lost["id"], "quantity": "1", "reason": "wastage"}
    created(await admin.post(f"/api/sweets/{lost['id']}/restock", json={"quantity": "1", "best_before": "2020-01-01"}))
    adjustment = created(await admin.post("/api/adjustments", json=loss))
    opened = [created(await admin.post("/api/stocktakes", json={})) for _ in range(3)]
    counts = {"counts": [{"sweet_id": counted["id"], "expected": "10", "counted": "9"}]}
    ok(await admin.put(f"/api/stocktakes/{opened[1]['id']}/counts", json=counts))
    other = {"counts": [{"sweet_id": to_count["id"], "expected": "10", "counted": "9"}]}
    purchase = created(await admin.post(f"/api/sweets/{lost['id']}/purchase", json={"quantity": "1"}))
    return {
        "GET /api/lots": act("GET", "/lots"),
        "GET /api/lots/{lot_id}": act("GET", f"/lots/{adjustment['movements'][0]['lot_id']}"),
        "GET /api/lots/{lot_id}/recall": act("GET", f"/lots/{adjustment['movements'][0]['lot_id']}/recall"),
        "GET /api/lots/{lot_id}/recall.csv": act("GET", f"/lots/{adjustment['movements'][0]['lot_id']}/recall.csv"),
        "GET /api/sales/{sale_id}/lots": act("GET", f"/sales/{purchase['id']}/lots"),
        "GET /api/adjustments": act("GET", "/adjustments"),
        "POST /api/adjustments": act("POST", "/adjustments", loss),
        "POST /api/adjustments/expired": act("POST", "/adjustments/expired"),
        "GET /api/adjustments/{adjustment_id}": act("GET", f"/adjustments/{adjustment['id']}"),
        "GET /api/stocktakes": act("GET", "/stocktakes"),
        "POST /api/stocktakes": act("POST", "/stocktakes", {"note": "The tray by the window."}),
        "GET /api/stocktakes/{stocktake_id}": act("GET", f"/stocktakes/{opened[0]['id']}"),
        "PUT /api/stocktakes/{stocktake_id}/counts": act("PUT", f"/stocktakes/{opened[0]['id']}/counts", other),
        "POST /api/stocktakes/{stocktake_id}/post": act("POST", f"/stocktakes/{opened[1]['id']}/post"),
        "POST /api/stocktakes/{stocktake_id}/cancel": act("POST", f"/stocktakes/{opened[2]['id']}/cancel"),
    }
