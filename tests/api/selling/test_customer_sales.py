"""Sales to known customers: who may name one, who sees them, and what is left after a deletion."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.models import Role
from app.schemas.sale import SalePage
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, new_customer, purchase
from tests.support.shop import TestShop, log_in_as

Sweet = dict[str, Any]


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> Sweet:
    return await new_sweet(stock="100")


async def sell(
    staff: AsyncClient, sweet: Sweet, customer_id: object, key: str | None = None, **fields: Any
) -> Response:
    body = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}], "customer_id": customer_id} | fields
    return await staff.post("/api/sales", json=body, headers={"Idempotency-Key": key} if key else {})


async def listed(client: AsyncClient, path: str = "/api/sales", **params: Any) -> list[int]:
    body = ok(await client.get(path, params=params))
    read_strictly(SalePage, body)
    return [sale["id"] for sale in body["items"]]


async def linked(staff: AsyncClient, buyer: AsyncClient) -> dict[str, Any]:
    """A customer who is linked to the account of a buyer, by their leave."""
    return await new_customer(staff, "Asha", link_code=ok(await buyer.post("/api/auth/link-code"))["code"])


async def register(shop: TestShop, email: str) -> AsyncClient:
    account = {"email": email, "password": "saffron and rose"}
    created(await shop.client.post("/api/auth/register", json=account))
    return await shop.log_in(email, "saffron and rose")


async def test_staff_name_the_customer_they_sell_to(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: Sweet
) -> None:
    asha, ravi = await new_customer(salesperson, "Asha"), await new_customer(salesperson, "Ravi")
    sales = [created(await sell(staff, sweet, asha["id"])) for staff in (admin, salesperson)]
    other, nobodys = created(await sell(admin, sweet, ravi["id"])), created(await sell(admin, sweet, None))
    assert [sale["customer_id"] for sale in (*sales, other, nobodys)] == [asha["id"], asha["id"], ravi["id"], None]
    assert ok(await salesperson.get(f"/api/sales/{sales[0]['id']}")) == sales[0]
    newest_first = [sale["id"] for sale in sales[::-1]]
    assert await listed(salesperson, customer_id=asha["id"]) == newest_first
    assert await listed(salesperson, customer_id=asha["id"], buyer_id=1) == []
    assert await listed(salesperson, f"/api/customers/{asha['id']}/sales") == newest_first
    assert await listed(salesperson) == [nobodys["id"], other["id"], *newest_first]
    (entry,) = await shop.sql(
        "SELECT after::text FROM audit_logs WHERE action = 'sale.created' AND entity_id = $1", sales[0]["id"]
    )
    assert f'"customer_id": {asha["id"]}' in entry["after"]


async def test_a_customer_does_not_say_who_they_are(
    shop: TestShop, customer: AsyncClient, salesperson: AsyncClient, sweet: Sweet
) -> None:
    own, other = await linked(salesperson, customer), await new_customer(salesperson, "Ravi")
    before = await all_rows(shop)
    for customer_id in (own["id"], other["id"], 999):
        problem(await sell(customer, sweet, customer_id), 403, "forbidden")
    assert await all_rows(shop) == before


async def test_a_sale_to_a_customer_who_is_not_there_is_refused_and_sells_nothing(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: Sweet
) -> None:
    gone, forgotten = await new_customer(salesperson, "Asha"), await new_customer(salesperson, "Ravi")
    created(await sell(salesperson, sweet, forgotten["id"]))
    for one in (gone, forgotten):
        assert (await admin.delete(f"/api/customers/{one['id']}")).status_code == 204
    before = await all_rows(shop)
    for customer_id in (gone["id"], forgotten["id"], 999, 2**63 - 1):
        problem(await sell(salesperson, sweet, customer_id), 404, "customer_not_found")
    not_an_id: list[object] = [0, -1, 2**63, "1", 1.5, True, [], {}]
    for bad in not_an_id:
        answer = await sell(salesperson, sweet, bad)
        (error,) = problem(answer, 422, "invalid_request")["errors"]
        assert error["pointer"] == "/customer_id"
    assert await all_rows(shop) == before


async def test_the_customer_is_part_of_the_request_a_key_stands_for(
    admin: AsyncClient, salesperson: AsyncClient, sweet: Sweet
) -> None:
    asha, ravi = await new_customer(salesperson, "Asha"), await new_customer(salesperson, "Ravi")
    first = created(await sell(salesperson, sweet, asha["id"], "key"))
    for other in (ravi["id"], None):
        problem(await sell(salesperson, sweet, other, "key"), 422, "idempotency_key_reused")
    # A retry is answered as the first try was, although nothing could be sold to the customer any more.
    assert (await admin.delete(f"/api/customers/{asha['id']}")).status_code == 204
    again = await sell(salesperson, sweet, asha["id"], "key")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert created(again) == first


async def test_a_linked_customer_also_sees_their_purchases_over_the_counter(
    shop: TestShop, salesperson: AsyncClient, sweet: Sweet
) -> None:
    asha, ravi = await register(shop, "asha@example.com"), await register(shop, "ravi@example.com")
    customer, stranger = await linked(salesperson, asha), await new_customer(salesperson, "Meera")
    bought = created(await purchase(asha, sweet, "1"))
    over_the_counter = created(await sell(salesperson, sweet, customer["id"], tender="upi"))
    bought_again = created(await purchase(asha, sweet, "2"))
    others = [created(await purchase(ravi, sweet, "1")), created(await sell(salesperson, sweet, stranger["id"]))]
    everything = [bought_again["id"], over_the_counter["id"], bought["id"]]
    assert await listed(asha) == everything
    assert await listed(asha, sort="created_at") == everything[::-1]
    assert await listed(asha, tender="upi") == [over_the_counter["id"]]
    assert ok(await asha.get("/api/sales", params={"count": True, "limit": 1}))["total"] == 3
    for sort, expected in (("-created_at", everything), ("created_at", everything[::-1])):
        pages = await walk(asha, "/api/sales", sort=sort, limit=1)
        assert [sale["id"] for page in pages for sale in page] == expected
    assert ok(await asha.get(f"/api/sales/{over_the_counter['id']}")) == over_the_counter
    assert ok(await asha.get(f"/api/sales/{bought['id']}")) == bought
    for sale in others:
        problem(await asha.get(f"/api/sales/{sale['id']}"), 404, "sale_not_found")
    for sale_id in everything:
        problem(await ravi.get(f"/api/sales/{sale_id}"), 404, "sale_not_found")
    assert await listed(asha, customer_id=stranger["id"]) == await listed(ravi, customer_id=customer["id"]) == []
    assert await listed(ravi) == [others[0]["id"]]


async def test_staff_see_a_customers_purchases_with_and_without_the_account(
    shop: TestShop, salesperson: AsyncClient, sweet: Sweet
) -> None:
    asha = await register(shop, "asha@example.com")
    customer = await linked(salesperson, asha)
    address = f"/api/customers/{customer['id']}/sales"
    assert await listed(salesperson, address) == []
    bought = created(await purchase(asha, sweet, "1"))["id"]
    sold = created(await sell(salesperson, sweet, customer["id"], tender="card"))["id"]
    created(await sell(salesperson, sweet, None))
    assert await listed(salesperson, address) == [sold, bought]
    assert await listed(salesperson, address, sort="created_at") == [bought, sold]
    assert await listed(salesperson, address, tender="card") == [sold]
    assert await listed(salesperson, address, status="voided") == []
    assert await listed(salesperson, address, created_to="2020-01-01T00:00:00Z") == []
    assert ok(await salesperson.get(address, params={"count": True}))["total"] == 2
    assert [[sale["id"] for sale in page] for page in await walk(salesperson, address, limit=1)] == [[sold], [bought]]
    for name in ("buyer_id", "customer_id"):
        (error,) = problem(await salesperson.get(address, params={name: 1}), 422, "invalid_request")["errors"]
        assert error["pointer"] == name
    ok(await salesperson.patch(f"/api/customers/{customer['id']}", json={"user_id": None}))
    assert await listed(salesperson, address) == [sold]
    assert await listed(asha) == [bought]
    problem(await asha.get(f"/api/sales/{sold}"), 404, "sale_not_found")


async def test_only_the_purchases_of_a_deleted_customer_are_left(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, sweet: Sweet
) -> None:
    user_id = ok(await customer.get("/api/auth/me"))["id"]
    who = {"name": "Asha Rao", "phone": "98765 43210", "email": "asha@example.com", "note": "No nuts."}
    asha = created(await admin.post("/api/customers", json=who | {"user_id": user_id}))
    address = f"/api/customers/{asha['id']}"
    sale = created(await sell(salesperson, sweet, asha["id"]))
    answer = await admin.delete(address)
    assert (answer.status_code, answer.content) == (204, b"")
    (row,) = await shop.sql("SELECT * FROM customers")
    assert row["name"] == "Deleted customer"
    assert [row[column] for column in ("phone", "email", "note", "user_id")] == [None] * 4
    assert row["anonymised_at"] is not None
    assert not any(part in row["search_text"] for part in ("asha", "98765"))
    assert ok(await salesperson.get(f"/api/sales/{sale['id']}")) == sale
    assert await listed(salesperson, customer_id=asha["id"]) == [sale["id"]]
    # To staff they are gone, and the account sees only what was bought with it.
    before = await all_rows(shop)
    for answer in (
        await salesperson.get(address),
        await salesperson.put(address, json=who),
        await salesperson.patch(address, json={"name": "Asha"}),
        await admin.delete(address),
        await salesperson.get(f"{address}/sales"),
    ):
        problem(answer, 404, "customer_not_found")
    assert await all_rows(shop) == before
    for params in ({}, {"q": "deleted"}, {"name": "deleted"}, {"user_id": user_id}, {"phone": "98765 43210"}):
        assert ok(await salesperson.get("/api/customers", params=params | {"count": True})) == (
            {"items": [], "next_cursor": None, "total": 0, "total_is_exact": True}
        )
    problem(await customer.get(f"/api/sales/{sale['id']}"), 404, "sale_not_found")
    # The number and the account are free again.
    created(await admin.post("/api/customers", json=who | {"user_id": user_id}))


async def test_the_audit_log_tells_of_a_forgotten_customer_without_saying_who_it_was(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: Sweet
) -> None:
    asha = await new_customer(salesperson, "Asha Rao", phone="98765 43210", note="No nuts.")
    created(await sell(salesperson, sweet, asha["id"]))
    assert (await admin.delete(f"/api/customers/{asha['id']}")).status_code == 204
    (entry,) = await shop.sql("SELECT before, after::text FROM audit_logs WHERE action = 'customer.anonymised'")
    assert entry["before"] is None
    assert entry["after"].startswith('{"anonymised_at": "')
    assert not any(part in entry["after"] for part in ("Asha", "98765", "nuts"))


async def test_a_customer_who_bought_with_their_account_only_is_removed(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, sweet: Sweet
) -> None:
    asha = await linked(salesperson, customer)
    sale = created(await purchase(customer, sweet, "1"))
    assert (await admin.delete(f"/api/customers/{asha['id']}")).status_code == 204
    assert await shop.sql("SELECT FROM customers") == []
    assert await listed(customer) == [sale["id"]]


async def test_a_customer_who_buys_and_is_deleted_at_the_same_moment_is_never_both_gone_and_known(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: Sweet
) -> None:
    for _ in range(10):
        asha = await new_customer(salesperson, "Asha")
        sale, other, removal = await asyncio.gather(
            sell(salesperson, sweet, asha["id"]),
            sell(salesperson, sweet, None),
            admin.delete(f"/api/customers/{asha['id']}"),
        )
        assert removal.status_code == 204, removal.text
        created(other)
        rows = await shop.sql("SELECT name FROM customers WHERE id = $1", asha["id"])
        if sale.status_code == 201:
            assert [row["name"] for row in rows] == ["Deleted customer"]
        else:
            problem(sale, 404, "customer_not_found")
            assert rows == []


async def test_linking_is_seen_by_the_next_request(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: Sweet
) -> None:
    customer = await log_in_as(shop, Role.CUSTOMER)
    asha = await new_customer(salesperson, "Asha")
    sale = created(await sell(salesperson, sweet, asha["id"]))["id"]
    address, user_id = f"/api/customers/{asha['id']}", ok(await customer.get("/api/auth/me"))["id"]
    for link, seen in ((None, []), (user_id, [sale]), (None, [])):
        ok(await admin.patch(address, json={"user_id": link}))
        assert await listed(customer) == seen
