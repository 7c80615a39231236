"""How much a customer may owe is for admins to say; nobody goes away while something is owed."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.accounts import account_of, balance_of, charge, paid, with_limit
from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, new_customer
from tests.support.shop import TestShop


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> dict[str, Any]:
    """One that costs 100."""
    return await new_sweet(price="100", stock="100")


async def test_an_admin_sets_the_limit_and_a_salesperson_leaves_it(
    admin: AsyncClient, salesperson: AsyncClient
) -> None:
    asha = await with_limit(admin, "500")
    assert (asha["credit_limit"], asha["balance"]) == ("500.00", "0.00")
    address = f"/api/customers/{asha['id']}"
    forbidden = [
        await salesperson.post("/api/customers", json={"name": "Ravi", "credit_limit": "5"}),
        await salesperson.patch(address, json={"credit_limit": "600"}),
        await salesperson.patch(address, json={"credit_limit": None}),
        await salesperson.put(address, json={"name": "Asha", "credit_limit": None}),
    ]
    for answer in forbidden:
        problem(answer, 403, "limit_by_admin")
    # The whole of a customer as a salesperson's form sends it, with the limit as it is or without it.
    assert ok(await salesperson.put(address, json={"name": "Asha R"}))["credit_limit"] == "500.00"
    again = {"name": "Asha Rao", "credit_limit": "500"}
    assert ok(await salesperson.put(address, json=again))["credit_limit"] == "500.00"
    assert ok(await salesperson.patch(address, json={"note": "Pays"}))["credit_limit"] == "500.00"
    created(await salesperson.post("/api/customers", json={"name": "Ravi", "credit_limit": None}))
    assert ok(await admin.patch(address, json={"credit_limit": 0}))["credit_limit"] == "0.00"
    assert ok(await admin.put(address, json={"name": "Asha"}))["credit_limit"] is None
    for wrong in ("-1", "0.001", "10000000000", "ten", True):
        problem(await admin.patch(address, json={"credit_limit": wrong}), 422, "invalid_request")


async def test_a_limit_is_never_below_what_is_owed(shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]) -> None:
    asha = await with_limit(admin, "500")
    await charge(admin, asha, sweet, "3")
    address = f"/api/customers/{asha['id']}"
    before = await all_rows(shop)
    for limit in ("299.99", "0", None):
        refusal = problem(await admin.patch(address, json={"credit_limit": limit}), 409, "limit_below_balance")
        assert refusal["balance"] == "300.00"
    problem(await admin.put(address, json={"name": "Asha"}), 409, "limit_below_balance")
    assert await all_rows(shop) == before
    assert ok(await admin.patch(address, json={"credit_limit": "300"}))["credit_limit"] == "300.00"
    assert (await account_of(admin, asha))["left"] == "0.00"


async def test_a_customer_with_a_balance_is_not_deleted(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha, ravi = await with_limit(admin), await new_customer(admin, "Ravi")
    await charge(admin, asha, sweet)
    await paid(admin, ravi, "100")
    before = await all_rows(shop)
    owes = problem(await admin.delete(f"/api/customers/{asha['id']}"), 409, "customer_has_balance")
    assert (owes["detail"], owes["balance"]) == ("Asha owes 100.00. Take the payment first.", "100.00")
    deposit = problem(await admin.delete(f"/api/customers/{ravi['id']}"), 409, "customer_has_balance")
    assert deposit["detail"] == "Ravi has paid 100.00 in advance. Give it back first."
    assert await all_rows(shop) == before


async def test_a_customer_whose_account_is_settled_is_anonymised(shop: TestShop, admin: AsyncClient) -> None:
    asha = await with_limit(admin)
    await paid(admin, asha, "100")
    await paid(admin, asha, "100", kind="payback")
    assert (await admin.delete(f"/api/customers/{asha['id']}")).status_code == 204
    (row,) = await shop.sql("SELECT name, credit_limit FROM customers WHERE id = $1", asha["id"])
    assert tuple(row) == ("Deleted customer", None)


async def test_the_entries_of_who_is_merged_move(shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]) -> None:
    kept, gone = await with_limit(admin), await with_limit(admin, name="A. Rao")
    await charge(admin, kept, sweet)
    sale = await charge(admin, gone, sweet, "2")
    before = await all_rows(shop)
    address, body = f"/api/customers/{kept['id']}/merge", {"from_customer_id": gone["id"]}
    problem(await admin.post(address, json=body), 409, "customer_has_balance")
    assert await all_rows(shop) == before
    await paid(admin, gone, "200")
    ok(await admin.post(address, json=body))
    assert await balance_of(admin, kept) == "100.00"
    items = (await account_of(admin, kept))["items"]
    assert [(one["kind"], one["balance"]) for one in items] == [
        ("payment", "100.00"),
        ("charge", "300.00"),
        ("charge", "100.00"),
    ]
    assert items[1]["sale_id"] == sale["id"]
    answer = await admin.get(f"/api/customers/{gone['id']}/account")
    assert problem(answer, 404, "customer_merged")["merged_into"] == kept["id"]


async def test_the_export_of_customers_has_limits_and_balances(admin: AsyncClient, sweet: dict[str, Any]) -> None:
    asha = await with_limit(admin)
    await charge(admin, asha, sweet)
    await new_customer(admin, "Ravi")
    text = (await admin.get("/api/exports/customers.csv")).text
    assert text.splitlines() == [
        "name,phone,email,note,gstin,address,credit_limit,balance",
        "Asha,,,,,,1000.00,100.00",
        "Ravi,,,,,,,0.00",
    ]
