"""Sales."""

from httpx import AsyncClient

from app.models import Role
from tests.support.access.kit import EVERYBODY, STAFF, USERS, Act, act, stocked_sweet
from tests.support.answers import created, ok
from tests.support.shop import PASSWORDS, TestShop

MAY_PASS = {
    "POST /api/sweets/{sweet_id}/purchase": USERS,
    "POST /api/sales": USERS,
    "POST /api/sales/quote": EVERYBODY,
    "GET /api/sales": USERS,
    "GET /api/sales/{sale_id}": USERS,
    "POST /api/sales/{sale_id}/payments": STAFF,
    "POST /api/sales/{sale_id}/collect": STAFF,
    "POST /api/sales/{sale_id}/void": STAFF,
    "PUT /api/sales/{sale_id}/customer": STAFF,
    "POST /api/sales/{sale_id}/refunds": STAFF,
    "POST /api/sales/{sale_id}/refunds/quote": STAFF,
    "GET /api/sales/{sale_id}/refunds": USERS,
    "GET /api/sales/{sale_id}/refunds/{refund_id}": USERS,
    "GET /api/refunds": STAFF,
    "GET /api/upi-code": STAFF,
    "GET /api/sales/{sale_id}/upi-code": USERS,
    "GET /api/tickets": STAFF,
    "POST /api/tickets": STAFF,
    "GET /api/tickets/{ticket_id}": STAFF,
    "POST /api/tickets/{ticket_id}/take-up": STAFF,
    "DELETE /api/tickets/{ticket_id}": STAFF,
}


async def acts(shop: TestShop, admin: AsyncClient) -> dict[str, Act]:
    stocked = await stocked_sweet(admin, "SOLD")
    sale = created(await admin.post(f"/api/sweets/{stocked['id']}/purchase", json={"quantity": "3"}))
    regretted = created(await admin.post(f"/api/sweets/{stocked['id']}/purchase", json={"quantity": "1"}))
    refunds = f"/sales/{sale['id']}/refunds"
    back = {"lines": [{"line_no": 1, "quantity": "1"}]}
    refunded = created(await admin.post(f"/api{refunds}", json=back))
    customer = created(await admin.post("/api/customers", json={"name": "Late"}))
    over_counter = created(
        await admin.post("/api/sales", json={"lines": [{"sweet_id": stocked["id"], "quantity": "1"}]})
    )
    basket = {"lines": [{"sweet_id": stocked["id"], "quantity": "1"}]}
    async with await shop.log_in("customer@example.com", PASSWORDS[Role.CUSTOMER]) as customer_client:
        orders = [created(await customer_client.post("/api/sales", json=basket)) for _ in range(3)]
    whole = {"tender": "cash", "amount": orders[0]["due"]}
    ok(await admin.put("/api/settings", json={"upi_id": "mithai@upi"}))
    held = [created(await admin.post("/api/tickets", json=basket)) for _ in range(3)]
    return {
        "POST /api/sweets/{sweet_id}/purchase": act("POST", f"/sweets/{stocked['id']}/purchase", {"quantity": "1"}),
        "POST /api/sales": act("POST", "/sales", {"lines": [{"sweet_id": stocked["id"], "quantity": "1"}]}),
        "GET /api/sales": act("GET", "/sales"),
        "GET /api/sales/{sale_id}": act("GET", f"/sales/{sale['id']}"),
        "POST /api/sales/{sale_id}/payments": act("POST", f"/sales/{orders[0]['id']}/payments", whole),
        "POST /api/sales/{sale_id}/collect": act("POST", f"/sales/{orders[1]['id']}/collect", {"payments": [whole]}),
        "POST /api/sales/{sale_id}/void": act("POST", f"/sales/{regretted['id']}/void", {"reason": "A mistake."}),
        "PUT /api/sales/{sale_id}/customer": act(
            "PUT", f"/sales/{over_counter['id']}/customer", {"customer_id": customer["id"]}
        ),
        "POST /api/sales/{sale_id}/refunds": act("POST", refunds, back),
        "POST /api/sales/{sale_id}/refunds/quote": act("POST", f"{refunds}/quote", back),
        "GET /api/sales/{sale_id}/refunds": act("GET", refunds),
        "GET /api/sales/{sale_id}/refunds/{refund_id}": act("GET", f"{refunds}/{refunded['id']}"),
        "GET /api/refunds": act("GET", "/refunds"),
        "GET /api/upi-code": act("GET", "/upi-code?amount=10"),
        "GET /api/sales/{sale_id}/upi-code": act("GET", f"/sales/{orders[2]['id']}/upi-code"),
        "GET /api/tickets": act("GET", "/tickets"),
        "POST /api/tickets": act("POST", "/tickets", basket),
        "GET /api/tickets/{ticket_id}": act("GET", f"/tickets/{held[0]['id']}"),
        "POST /api/tickets/{ticket_id}/take-up": act("POST", f"/tickets/{held[1]['id']}/take-up"),
        "DELETE /api/tickets/{ticket_id}": act("DELETE", f"/tickets/{held[2]['id']}"),
    }
