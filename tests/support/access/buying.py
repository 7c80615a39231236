"""Suppliers, orders to them, and returns."""

from httpx import AsyncClient

from tests.support.access.kit import ADMINS, Act, act, stocked_sweet
from tests.support.answers import created
from tests.support.shop import TestShop

MAY_PASS = {
    "GET /api/suppliers": ADMINS,
    "POST /api/suppliers": ADMINS,
    "GET /api/suppliers/{supplier_id}": ADMINS,
    "PUT /api/suppliers/{supplier_id}": ADMINS,
    "PATCH /api/suppliers/{supplier_id}": ADMINS,
    "DELETE /api/suppliers/{supplier_id}": ADMINS,
    "GET /api/purchases": ADMINS,
    "POST /api/purchases": ADMINS,
    "GET /api/purchases/{order_id}": ADMINS,
    "PATCH /api/purchases/{order_id}": ADMINS,
    "POST /api/purchases/{order_id}/order": ADMINS,
    "POST /api/purchases/{order_id}/cancel": ADMINS,
    "POST /api/purchases/{order_id}/close": ADMINS,
    "POST /api/purchases/{order_id}/receive": ADMINS,
    "GET /api/supplier-returns": ADMINS,
    "POST /api/supplier-returns": ADMINS,
    "GET /api/supplier-returns/{return_id}": ADMINS,
}


async def acts(_: TestShop, admin: AsyncClient) -> dict[str, Act]:
    sweet = await stocked_sweet(admin, "BOUGHT")
    dairies = [created(await admin.post("/api/suppliers", json={"name": f"Dairy {n}"})) for n in range(5)]
    supplier = dairies[0]
    line = {"sweet_id": sweet["id"], "packs": 2, "pack_size": "5", "pack_cost": "50"}
    order = {"supplier_id": supplier["id"], "lines": [line]}
    drafts = [created(await admin.post("/api/purchases", json=order)) for _ in range(3)]
    ordered = created(await admin.post("/api/purchases", json=order))
    to_close = created(await admin.post("/api/purchases", json=order))
    for one in (ordered, to_close):
        await admin.post(f"/api/purchases/{one['id']}/order")
    received = created(await admin.post("/api/purchases", json=order | {"receive": True}))
    (lot,) = received["receipts"][0]["lots"]
    returned = {"supplier_id": supplier["id"], "lines": [{"lot_id": lot["lot_id"], "quantity": "1"}]}
    went = created(await admin.post("/api/supplier-returns", json=returned))
    return {
        "GET /api/suppliers": act("GET", "/suppliers"),
        "POST /api/suppliers": act("POST", "/suppliers", {"name": "New Dairy"}),
        "GET /api/suppliers/{supplier_id}": act("GET", f"/suppliers/{dairies[1]['id']}"),
        "PUT /api/suppliers/{supplier_id}": act("PUT", f"/suppliers/{dairies[2]['id']}", {"name": "Put"}),
        "PATCH /api/suppliers/{supplier_id}": act("PATCH", f"/suppliers/{dairies[3]['id']}", {"note": "Patched"}),
        "DELETE /api/suppliers/{supplier_id}": act("DELETE", f"/suppliers/{dairies[4]['id']}"),
        "GET /api/purchases": act("GET", "/purchases"),
        "POST /api/purchases": act("POST", "/purchases", order),
        "GET /api/purchases/{order_id}": act("GET", f"/purchases/{ordered['id']}"),
        "PATCH /api/purchases/{order_id}": act("PATCH", f"/purchases/{drafts[0]['id']}", {"note": "Patched"}),
        "POST /api/purchases/{order_id}/order": act("POST", f"/purchases/{drafts[1]['id']}/order"),
        "POST /api/purchases/{order_id}/cancel": act("POST", f"/purchases/{drafts[2]['id']}/cancel"),
        "POST /api/purchases/{order_id}/close": act("POST", f"/purchases/{to_close['id']}/close", {"reason": "Gone."}),
        "POST /api/purchases/{order_id}/receive": act("POST", f"/purchases/{ordered['id']}/receive", {}),
        "GET /api/supplier-returns": act("GET", "/supplier-returns"),
        "POST /api/supplier-returns": act("POST", "/supplier-returns", returned),
        "GET /api/supplier-returns/{return_id}": act("GET", f"/supplier-returns/{went['id']}"),
    }
