"""Requests that front ends of such a shop send: they work, or the answer says exactly what to change."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.models import Role
from tests.support.answers import created, field_errors, ok, problem
from tests.support.requests import NewSweet
from tests.support.shop import PASSWORDS, TestShop, new_client

ASHA = {"email": "asha@example.com", "password": "saffron and rose"}


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


async def test_a_page_registers_and_buys_with_the_tokens_of_that_answer(
    client: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="3")
    answer = await client.post("/api/auth/register", params={"login": "true"}, json=ASHA)
    tokens = created(answer)
    assert (tokens["user"]["email"], tokens["user"]["role"]) == ("asha@example.com", "customer")
    assert tokens["refresh_token"]
    assert answer.headers["Location"] == "/api/auth/me"
    headers = bearer(tokens)
    assert ok(await client.get("/api/auth/me", headers=headers)) == tokens["user"]
    created(await client.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": 1}, headers=headers))


async def test_a_page_registers_into_a_cookie(shop: TestShop) -> None:
    page = new_client(shop.app)
    strange = await page.post("/api/auth/register?cookie=true", json=ASHA, headers={"Origin": "https://evil.example"})
    problem(strange, 403, "origin_not_allowed")
    answer = await page.post("/api/auth/register?cookie=true", json=ASHA, headers={"Origin": "http://shop.test"})
    assert created(answer)["refresh_token"] is None
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert (await page.post("/api/auth/refresh", headers={"Origin": "http://shop.test"})).status_code == 200


@pytest.mark.parametrize("kind", ["json", "data"])
async def test_a_page_logs_in_by_email(client: AsyncClient, kind: str) -> None:
    login: Any = {"email": "Customer@Example.com ", "password": PASSWORDS[Role.CUSTOMER]}
    tokens = ok(await client.post("/api/auth/login", **{kind: login}))
    assert ok(await client.get("/api/auth/me", headers=bearer(tokens)))["email"] == "customer@example.com"


@pytest.mark.parametrize("kind", ["json", "data"])
@pytest.mark.parametrize(
    ("names", "code"), [({}, "missing"), ({"email": "a@example.com", "username": "a@example.com"}, "given_twice")]
)
async def test_a_login_names_the_account_exactly_once(
    client: AsyncClient, kind: str, names: dict[str, str], code: str
) -> None:
    login: Any = names | {"password": "saffron and rose"}
    error = field_errors(await client.post("/api/auth/login", **{kind: login}))["/username"]
    assert error[0] == code
    assert error[1].startswith("Give username or email")


async def test_a_registration_with_a_name_and_a_role_gets_advice_on_both(client: AsyncClient) -> None:
    errors = field_errors(await client.post("/api/auth/register", json=ASHA | {"name": "Asha", "role": "user"}))
    assert "Did you mean full_name?" in errors["/name"][1]
    assert "POST /api/invitations" in errors["/role"][1]
    user = created(await client.post("/api/auth/register", json=ASHA | {"full_name": "Asha"}))
    assert user["full_name"] == "Asha"


async def test_an_admin_page_adds_a_sweet_with_its_category_by_name_and_its_quantity(
    admin: AsyncClient, category: dict[str, Any]
) -> None:
    form = {"name": "Kaju Katli", "category": "milk sweets", "price": 45.5, "quantity": 20}
    errors = field_errors(await admin.post("/api/sweets", json=form))
    assert errors["/unit"][0] == "missing"
    assert "Did you mean opening_stock?" in errors["/quantity"][1]
    del form["quantity"]
    sweet = created(await admin.post("/api/sweets", json=form | {"unit": "piece", "opening_stock": 20}))
    assert (sweet["category"]["name"], sweet["on_hand"], sweet["price"]) == ("Milk sweets", "20.000", "45.50")


async def test_an_admin_page_changes_the_quantity_and_the_price(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="1")
    address = f"/api/sweets/{sweet['id']}"

    async def put(body: dict[str, Any], **headers: str) -> Response:
        whole = {name: sweet[name] for name in ("sku", "name", "category_id", "unit")}
        return await admin.put(address, json=whole | body, headers=headers)

    errors = field_errors(await put({"price": 50, "quantity": 5}))
    assert "POST /api/sweets/{id}/restock" in errors["/quantity"][1]
    assert "If-Match: *" in problem(await put({"price": 50}), 428, "if_match_required")["detail"]
    assert ok(await put({"price": 50}, **{"If-Match": "*"}))["price"] == "50.00"
    assert created(await admin.post(f"{address}/restock", json={"quantity": 5}))["sweet"]["on_hand"] == "6.000"


async def test_an_admin_page_deletes_a_sweet_and_thinks_again(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="1")
    address = f"/api/sweets/{sweet['id']}"
    assert (await admin.delete(address)).status_code == 204
    assert ok(await admin.get("/api/sweets"))["items"] == []
    assert ok(await admin.post(f"{address}/restore"))["archived_at"] is None
    assert [one["id"] for one in ok(await admin.get("/api/sweets"))["items"]] == [sweet["id"]]


async def test_a_search_box_finds_by_name_and_price(client: AsyncClient, new_sweet: NewSweet) -> None:
    await new_sweet(name="Barfi", price="10")
    await new_sweet(name="Kaju Barfi", price="90")
    errors = field_errors(await client.get("/api/sweets/search?name=barfi&minPrice=50&maxPrice=100"))
    assert "Did you mean min_price?" in errors["minPrice"][1]
    assert "Did you mean max_price?" in errors["maxPrice"][1]
    found = ok(await client.get("/api/sweets/search?name=barfi&min_price=50&max_price=100"))["items"]
    assert [one["name"] for one in found] == ["Kaju Barfi"]


async def test_a_cart_of_items_gets_the_format_of_a_sale(customer: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="5")
    errors = field_errors(await customer.post("/api/sales", json={"items": [{"id": sweet["id"], "qty": 2}]}))
    assert errors["/lines"][0] == "missing"
    assert "Did you mean lines?" in errors["/items"][1]
    errors = field_errors(await customer.post("/api/sales", json={"lines": [{"id": sweet["id"], "qty": 2}]}))
    assert "Did you mean sweet_id?" in errors["/lines/0/id"][1]
    assert "Did you mean quantity?" in errors["/lines/0/qty"][1]
    created(await customer.post("/api/sales", json={"lines": [{"sweet_id": sweet["id"], "quantity": 2}]}))
