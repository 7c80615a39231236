"""What the shop is owed: by customers on account, and for orders that are not paid."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.dues import DuesRead
from tests.support.accounts import charge, charge_before, paid, with_limit
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.requests import NewSweet, new_customer, purchase
from tests.support.shop import TestShop


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> dict[str, Any]:
    """One that costs 100."""
    return await new_sweet(price="100", stock="100")


async def dues(admin: AsyncClient, **params: Any) -> dict[str, Any]:
    body: dict[str, Any] = ok(await admin.get("/api/dashboard/dues", params=params))
    read_strictly(DuesRead, body)
    return body


async def test_a_shop_that_is_owed_nothing_says_so(admin: AsyncClient) -> None:
    nothing = {"days_30": "0.00", "days_60": "0.00", "days_90": "0.00"}
    found = await dues(admin)
    assert {name: found[name] for name in found if name != "day"} == {
        "owed": "0.00",
        "deposits": "0.00",
        "customers": {"count": 0, "balance": "0.00", "overdue": nothing, "items": []},
        "orders": {"count": 0, "due": "0.00", "items": []},
    }


async def test_dues_are_those_of_every_customer_who_owes_and_every_unpaid_order(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha, ravi, meena = [await with_limit(admin, name=name) for name in ("Asha", "Ravi", "Meena")]
    await charge_before(shop, admin, asha, sweet, "2", 100)
    newer = await charge_before(shop, admin, asha, sweet, "1", 45)
    await paid(admin, asha, "250")
    for days, quantity in ((95, "1"), (65, "1"), (0, "1")):
        await charge_before(shop, admin, ravi, sweet, quantity, days)
    await paid(admin, meena, "80")
    settled = await with_limit(admin, name="Settled")
    await charge(admin, settled, sweet)
    await paid(admin, settled, "100")
    order = created(await purchase(customer, sweet, "2"))

    found = await dues(admin)
    assert (found["owed"], found["deposits"]) == ("550.00", "80.00")
    customers = found["customers"]
    assert (customers["count"], customers["balance"]) == (2, "350.00")
    assert customers["overdue"] == {"days_30": "250.00", "days_60": "200.00", "days_90": "100.00"}
    first, second = customers["items"]
    assert (first["name"], first["balance"], first["credit_limit"]) == ("Ravi", "300.00", "1000.00")
    assert first["overdue"] == {"days_30": "200.00", "days_60": "200.00", "days_90": "100.00"}
    assert (second["customer_id"], second["balance"]) == (asha["id"], "50.00")
    assert second["overdue"] == {"days_30": "50.00", "days_60": "0.00", "days_90": "0.00"}
    day_of = {one["sale_id"]: one["business_day"] for one in (await account(admin, asha))}
    assert second["oldest"] == day_of[newer["id"]]
    (due,) = found["orders"]["items"]
    assert (found["orders"]["count"], found["orders"]["due"]) == (1, "200.00")
    assert (due["sale_id"], due["number"], due["due"], due["days"]) == (order["id"], order["number"], "200.00", 0)
    assert due["held_until"] is not None

    some = await dues(admin, limit=1)
    assert [one["name"] for one in some["customers"]["items"]] == ["Ravi"]
    assert some["customers"]["count"] == 2


async def account(admin: AsyncClient, customer: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ok(await admin.get(f"/api/customers/{customer['id']}/account"))["items"]
    return items


async def test_the_dues_of_a_customer_are_those_of_their_account(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin, "5000")
    for days, quantity, amount in ((92, "3", "120"), (70, "2", "10"), (33, "1", "55.50"), (1, "4", "0.25")):
        await charge_before(shop, admin, asha, sweet, quantity, days)
        await paid(admin, asha, amount)
    (one,) = (await dues(admin))["customers"]["items"]
    shown = ok(await admin.get(f"/api/customers/{asha['id']}/account"))
    assert {name: one[name] for name in ("balance", "overdue")} == {
        name: shown[name] for name in ("balance", "overdue")
    }


async def test_dues_are_for_admins(salesperson: AsyncClient, admin: AsyncClient) -> None:
    problem(await salesperson.get("/api/dashboard/dues"), 403, "forbidden")
    for params in ({"limit": 0}, {"limit": 201}, {"days": 30}):
        problem(await admin.get("/api/dashboard/dues", params=params), 422, "invalid_request")
    await new_customer(admin, "Asha")
    assert (await dues(admin))["customers"]["count"] == 0
