"""Customers the shop knows by name: kept by staff, and forgotten when they are deleted."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.customer import CustomerPage, CustomerRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.concurrency import until_known
from tests.support.databases import all_rows
from tests.support.requests import new_customer
from tests.support.shop import TestShop

ASHA = {"name": "Asha Rao", "phone": "98765 43210", "email": "Asha@Example.com", "note": "No nuts.\nLikes ghee."}


async def names(client: AsyncClient, **params: Any) -> list[str]:
    body = ok(await client.get("/api/customers", params=params))
    read_strictly(CustomerPage, body)
    return [customer["name"] for customer in body["items"]]


async def user_id_of(client: AsyncClient) -> int:
    user_id: int = ok(await client.get("/api/auth/me"))["id"]
    return user_id


async def entries(shop: TestShop, customer_id: int) -> list[tuple[str, str | None, str | None]]:
    query = "SELECT action, before::text, after::text FROM audit_logs WHERE entity = 'customer' AND entity_id = $1"
    return [tuple(row) for row in await shop.sql(f"{query} ORDER BY id", customer_id)]


async def test_a_new_customer_is_shown_to_staff_as_it_was_made(admin: AsyncClient, salesperson: AsyncClient) -> None:
    answer = await salesperson.post("/api/customers", json=ASHA)
    customer = created(answer)
    expected = ASHA | {"phone": "+919876543210", "email": "asha@example.com", "user_id": None}
    assert {name: customer[name] for name in expected} == expected
    assert answer.headers["Location"] == f"/api/customers/{customer['id']}"
    assert ok(await admin.get(answer.headers["Location"])) == customer
    assert read_strictly(CustomerRead, customer).name == "Asha Rao"
    assert ok(await admin.get("/api/customers"))["items"] == [customer]
    bare = await new_customer(salesperson, "Ravi")
    assert [bare[name] for name in ("phone", "email", "note", "user_id")] == [None] * 4


async def test_a_patch_changes_the_fields_it_names_and_a_put_all_of_them(salesperson: AsyncClient) -> None:
    customer = created(await salesperson.post("/api/customers", json=ASHA))
    address = f"/api/customers/{customer['id']}"
    patched = ok(await salesperson.patch(address, json={"phone": "+1 202 555 0123"}))
    assert {name for name in customer if patched[name] != customer[name]} == {"phone", "updated_at"}
    assert patched["phone"] == "+12025550123"
    assert ok(await salesperson.patch(address, json={"note": None}))["note"] is None
    replaced = ok(await salesperson.put(address, json={"name": "Asha"}))
    assert [replaced[name] for name in ("name", "phone", "email", "note")] == ["Asha", None, None, None]
    assert ok(await salesperson.get(address)) == replaced
    problem(await salesperson.put(address, json={"phone": "98765 43210"}), 422, "invalid_request")
    problem(await salesperson.patch(address, json={"name": None}), 422, "invalid_request")


@pytest.mark.parametrize("spelling", ["9876543210", "+91 98765-43210", "0091 98765 43210", "(098765) 43210"])
async def test_a_phone_number_that_another_has_is_refused_in_every_spelling(
    shop: TestShop, salesperson: AsyncClient, spelling: str
) -> None:
    asha = created(await salesperson.post("/api/customers", json=ASHA))
    other = await new_customer(salesperson, "Ravi")
    before = await all_rows(shop)
    for answer in (
        await salesperson.post("/api/customers", json={"name": "Meera", "phone": spelling}),
        await salesperson.patch(f"/api/customers/{other['id']}", json={"phone": spelling}),
        await salesperson.put(f"/api/customers/{other['id']}", json={"name": "Ravi", "phone": spelling}),
    ):
        problem(answer, 409, "phone_taken")
    assert await all_rows(shop) == before
    # Her own number is not taken from her.
    assert ok(await salesperson.patch(f"/api/customers/{asha['id']}", json={"phone": spelling}))["phone"] == (
        "+919876543210"
    )


@pytest.mark.parametrize(
    "phone", ["12345", "+999 12345678", "98765 4321", "call me", "1800-FLOWERS", "98765 43210 x5", "+49824086298071858"]
)
async def test_a_phone_number_of_no_country_is_refused_and_changes_nothing(
    shop: TestShop, salesperson: AsyncClient, phone: str
) -> None:
    customer = await new_customer(salesperson, "Asha")
    address = f"/api/customers/{customer['id']}"
    before = await all_rows(shop)
    for answer in (
        await salesperson.post("/api/customers", json={"name": "Ravi", "phone": phone}),
        await salesperson.put(address, json={"name": "Asha", "phone": phone}),
        await salesperson.patch(address, json={"phone": phone}),
    ):
        (error,) = problem(answer, 422, "invalid_phone")["errors"]
        assert (error["pointer"], error["code"]) == ("/phone", "invalid_phone")
        assert phone not in answer.text.replace(answer.headers["X-Request-ID"], "")
    answer = await salesperson.get("/api/customers", params={"phone": phone})
    (error,) = problem(answer, 422, "invalid_phone")["errors"]
    assert error["pointer"] == "phone"
    assert await all_rows(shop) == before


@pytest.mark.parametrize(
    "content", ['""', '" "', '"\\u0000"', '"98765\\ud80043210"', f'"{"9" * 51}"', "9876543210", "[]"]
)
async def test_text_that_is_no_phone_number_is_refused(shop: TestShop, salesperson: AsyncClient, content: str) -> None:
    before = await all_rows(shop)
    body = f'{{"name": "Asha", "phone": {content}}}'
    answer = await salesperson.post("/api/customers", content=body, headers={"Content-Type": "application/json"})
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == "/phone"
    assert await all_rows(shop) == before


@pytest.mark.parametrize("name", ["x" * 10_000, "", " ", "a\nb", 5])
async def test_an_invalid_name_is_refused(shop: TestShop, salesperson: AsyncClient, name: object) -> None:
    before = await all_rows(shop)
    answer = await salesperson.post("/api/customers", json={"name": name})
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == "/name"
    assert await all_rows(shop) == before


async def test_a_number_without_a_country_is_one_of_the_country_the_settings_name(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    for region, kept in (("IN", "+919876543210"), ("DE", "+499876543210")):
        ok(await admin.put("/api/settings", json={"phone_region": region}))
        await until_known(shop, "phone_region", region)
        assert (await new_customer(salesperson, region, phone="98765 43210"))["phone"] == kept
        assert await names(salesperson, phone="098765/43210") == [region]


async def test_a_customer_is_linked_to_an_account_that_no_other_is_linked_to(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient
) -> None:
    user_id = await user_id_of(customer)
    asha, ravi = await new_customer(admin, "Asha", user_id=user_id), await new_customer(admin, "Ravi")
    assert asha["user_id"] == user_id
    assert await names(admin, user_id=user_id) == ["Asha"]
    before = await all_rows(shop)
    for answer in (
        await admin.post("/api/customers", json={"name": "Meera", "user_id": user_id}),
        await admin.patch(f"/api/customers/{ravi['id']}", json={"user_id": user_id}),
    ):
        problem(answer, 409, "user_already_linked")
    for answer in (
        await admin.post("/api/customers", json={"name": "Meera", "user_id": 999}),
        await admin.patch(f"/api/customers/{ravi['id']}", json={"user_id": 2**63 - 1}),
    ):
        (error,) = problem(answer, 422, "unknown_user")["errors"]
        assert error["pointer"] == "/user_id"
    for bad in (0, -1, 2**63, "1", 1.5, True):
        answer = await admin.post("/api/customers", json={"name": "Meera", "user_id": bad})
        problem(answer, 422, "invalid_request")
    assert await all_rows(shop) == before
    assert ok(await admin.patch(f"/api/customers/{asha['id']}", json={"user_id": None}))["user_id"] is None
    assert ok(await admin.patch(f"/api/customers/{ravi['id']}", json={"user_id": user_id}))["user_id"] == user_id


async def test_one_phone_number_added_many_times_at_once_is_added_once(salesperson: AsyncClient) -> None:
    spellings = ["98765 43210", "+919876543210", "098765-43210", "0091 98765 43210"]
    answers = await asyncio.gather(
        *(salesperson.post("/api/customers", json={"name": phone, "phone": phone}) for phone in spellings)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert len(await names(salesperson)) == 1


async def test_only_staff_know_the_customers(
    shop: TestShop, client: AsyncClient, admin: AsyncClient, customer: AsyncClient
) -> None:
    # Not even the one who is linked to the caller.
    linked = await new_customer(admin, "Asha", user_id=await user_id_of(customer))
    address = f"/api/customers/{linked['id']}"
    before = await all_rows(shop)
    for method, path, body in (
        ("GET", "/api/customers", None),
        ("POST", "/api/customers", {"name": "Ravi"}),
        ("GET", address, None),
        ("PUT", address, {"name": "Ravi"}),
        ("PATCH", address, {"name": "Ravi"}),
        ("DELETE", address, None),
        ("GET", f"{address}/sales", None),
    ):
        problem(await client.request(method, path, json=body), 401, "not_authenticated")
        problem(await customer.request(method, path, json=body), 403, "forbidden")
    assert await all_rows(shop) == before


async def test_an_address_without_a_customer_is_not_found(admin: AsyncClient, salesperson: AsyncClient) -> None:
    customer = await new_customer(salesperson, "Asha")
    for customer_id in (customer["id"] + 1, 2**63 - 1):
        address = f"/api/customers/{customer_id}"
        for answer in (
            await salesperson.get(address),
            await salesperson.put(address, json={"name": "x"}),
            await salesperson.patch(address, json={"name": "x"}),
            await admin.delete(address),
            await salesperson.get(f"{address}/sales"),
        ):
            problem(answer, 404, "customer_not_found")


async def test_a_customer_who_bought_nothing_is_removed(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    customer = created(await salesperson.post("/api/customers", json=ASHA))
    address = f"/api/customers/{customer['id']}"
    answer = await admin.delete(address)
    assert (answer.status_code, answer.content) == (204, b"")
    problem(await salesperson.get(address), 404, "customer_not_found")
    problem(await admin.delete(address), 404, "customer_not_found")
    assert await shop.sql("SELECT FROM customers") == []
    created(await salesperson.post("/api/customers", json=ASHA))


async def test_the_audit_log_records_an_erased_customer_without_the_erased_values(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    customer = created(await salesperson.post("/api/customers", json=ASHA))
    address = f"/api/customers/{customer['id']}"
    ok(await salesperson.patch(address, json={"note": "Nuts are fine."}))
    assert (await admin.delete(address)).status_code == 204
    made, changed, deleted = await entries(shop, customer["id"])
    assert made[0] == "customer.created"
    assert made[1] is None
    assert '"phone": "[personal]"' in str(made[2])
    assert '"user_id": null' in str(made[2])
    assert changed == (
        "customer.updated",
        '{"note": "[personal]"}',
        '{"note": "[personal]"}',
    )
    assert deleted == ("customer.deleted", None, None)
