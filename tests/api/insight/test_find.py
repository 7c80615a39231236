"""Anything in the shop is found by a few letters or digits."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.find import FoundRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.requests import NewSweet, new_customer, restock
from tests.support.shop import TestShop


async def found(client: AsyncClient, q: str) -> list[tuple[str, str, str | None]]:
    body = ok(await client.get("/api/find", params={"q": q}))
    read_strictly(FoundRead, body)
    return [(item["kind"], item["title"], item["detail"]) for item in body["items"]]


async def sell(staff: AsyncClient, sweet: dict[str, Any], **fields: Any) -> dict[str, Any]:
    body = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}]} | fields
    return created(await staff.post("/api/sales", json=body))


async def test_a_sweet_is_found_by_its_name_with_typing_errors_or_by_its_sku(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    await new_sweet(name="Gulab Jamun", sku="MIL-GUL")
    gone = await new_sweet(name="Gulab Jamun Mini", sku="MIL-MINI", stock="1")
    assert (await admin.delete(f"/api/sweets/{gone['id']}")).status_code == 204
    await new_sweet(name="Kaju Katli")
    both = [("sweet", "Gulab Jamun", "MIL-GUL"), ("sweet", "Gulab Jamun Mini", "MIL-MINI")]
    assert await found(salesperson, "gulb jamn") == both
    assert (await found(salesperson, "mil-gul"))[0] == both[0]


async def test_a_customer_is_found_by_name_or_phone(salesperson: AsyncClient) -> None:
    await new_customer(salesperson, "Asha Rao", phone="+919876543210")
    await new_customer(salesperson, "Ravi", email="ravi@example.com")
    asha = [("customer", "Asha Rao", "+919876543210")]
    assert await found(salesperson, "asha") == asha
    assert await found(salesperson, "098765 432") == asha
    assert await found(salesperson, "Ravi") == [("customer", "Ravi", "ravi@example.com")]


async def test_a_sale_is_found_by_its_number_or_its_last_digits_the_latest_first(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Barfi", price="10", stock="100")
    asha = await new_customer(salesperson, "Asha Rao")
    first = await sell(salesperson, sweet, customer_id=asha["id"])
    year, _, _ = first["number"].partition("/")
    detail = f"{shop.context.today()} · 10.00 INR"
    await shop.sql("UPDATE sale_number_series SET last_number = 1230")
    later = await sell(salesperson, sweet)
    for q in (first["number"], "000001", f"{year}/1"):
        rows = [row for row in await found(salesperson, q) if row[0] == "sale"]
        assert ("sale", first["number"], f"{detail} · Asha Rao") in rows, q
    for q in (later["number"], "1231", "001231", f"{year[-2:]}/1231"):
        assert ("sale", later["number"], detail) in await found(salesperson, q), q
    ending = [title for kind, title, _ in await found(salesperson, "1") if kind == "sale"]
    # The five numbers before it that end so were never sold.
    assert ending == [later["number"]]
    assert [title for kind, title, _ in await found(salesperson, "0001") if kind == "sale"] == [first["number"]]
    assert await found(salesperson, f"1999-00/{later['number'][-6:]}") == []
    assert [row for row in await found(salesperson, "1232") if row[0] == "sale"] == []


async def test_a_lot_is_found_by_its_number(admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet) -> None:
    lot = (await restock(admin, await new_sweet(name="Rasmalai"), "4", best_before="2098-01-01"))["lot"]
    for q in (f"{lot['id']}", f"#{lot['id']}", f"00{lot['id']}"):
        assert ("lot", str(lot["id"]), "Rasmalai · 2098-01-01") in await found(salesperson, q)


async def test_suppliers_their_orders_and_users_are_found_by_admins_alone(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    verma = created(await admin.post("/api/suppliers", json={"name": "Verma Dairy", "contact_name": "Anil"}))
    line = {"sweet_id": sweet["id"], "packs": 1, "pack_size": "5", "pack_cost": "50"}
    order = {"supplier_id": verma["id"], "lines": [line], "expected_on": "2098-01-01"}
    number = created(await admin.post("/api/purchases", json=order))["number"]
    orders = [("purchase_order", number, "Verma Dairy · 2098-01-01")]
    assert await found(admin, "verma") == [("supplier", "Verma Dairy", "Anil"), *orders]
    for q in (number, number.lower(), number.removeprefix("PO-")):
        assert [row for row in await found(admin, q) if row[0] == "purchase_order"] == orders, q
    theirs = created(await admin.post("/api/purchases", json=order | {"supplier_reference": "SO-4711"}))
    orders = [("purchase_order", theirs["number"], "Verma Dairy · SO-4711 · 2098-01-01")]
    assert await found(admin, "so-4711") == orders
    await admin.post(f"/api/purchases/{theirs['id']}/order")
    created(await admin.post(f"/api/purchases/{theirs['id']}/receive", json={"supplier_reference": "Challan 88"}))
    assert await found(admin, "CHALLAN 88") == orders
    assert [(kind, detail) for kind, _, detail in await found(admin, "salesperson@")] == [
        ("user", "salesperson@example.com")
    ]
    for q in ("verma", number, "salesperson@"):
        assert await found(salesperson, q) == []


async def test_at_most_five_of_a_kind_are_found(shop: TestShop, admin: AsyncClient) -> None:
    await shop.sql("INSERT INTO customers (name) SELECT 'Regular ' || n FROM generate_series(1, 9) AS n")
    assert [title for _, title, _ in await found(admin, "regular")] == [f"Regular {n}" for n in range(1, 6)]


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", "((", "1" * 200, "२", "0", "00/00", "#0", "PO-"])
async def test_no_text_is_too_odd_to_look_for(admin: AsyncClient, q: str) -> None:
    assert await found(admin, q) == []


async def test_nothing_is_not_looked_for(admin: AsyncClient) -> None:
    for q in ("", " ", "x" * 201):
        problem(await admin.get("/api/find", params={"q": q}), 422, "invalid_request")


@pytest.mark.parametrize("q", ["barfi", "1", "verma"])
async def test_it_takes_a_statement_for_each_kind_that_the_role_may_see(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, q: str
) -> None:
    # Who is asking, and each kind.
    for client, statements in ((admin, 1 + 8), (salesperson, 1 + 5)):
        async with shop.count_statements() as counter:
            await found(client, q)
        assert len(counter) == statements, counter.statements
