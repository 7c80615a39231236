"""The whole first slice, as a new customer meets it."""

from decimal import Decimal

from httpx import AsyncClient

from tests.support.answers import created
from tests.support.requests import NewSweet
from tests.support.shop import TestShop


async def test_a_new_customer_finds_buys_and_sees_a_sweet(
    shop: TestShop, client: AsyncClient, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Gulab Jamun", unit="kg", price="480.00", stock="3")
    user = created(
        await client.post("/api/auth/register", json={"email": "asha@example.com", "password": "saffron and rose"})
    )
    assert user["role"] == "customer"
    buyer = await shop.log_in("asha@example.com", "saffron and rose")

    found = (await buyer.get("/api/sweets/search", params={"q": "gulb jamn"})).json()
    assert [item["name"] for item in found["items"]] == ["Gulab Jamun"]

    address, body = f"/api/sweets/{sweet['id']}/purchase", {"quantity": "0.250"}
    first = await buyer.post(address, json=body, headers={"Idempotency-Key": '"one"'})
    again = await buyer.post(address, json=body, headers={"Idempotency-Key": "one"})
    sale = created(first)
    assert again.json() == sale
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert Decimal(sale["total"]) == Decimal("120.00")

    listed = (await buyer.get("/api/sales")).json()
    assert [item["id"] for item in listed["items"]] == [sale["id"]]
    assert (await buyer.get(first.headers["Location"])).json() == listed["items"][0]
    movements = (await admin.get("/api/stock-movements", params={"sale_id": sale["id"]})).json()["items"]
    assert [(item["quantity"], item["kind"], item["actor_id"]) for item in movements] == [
        ("-0.250", "sale", user["id"])
    ]
