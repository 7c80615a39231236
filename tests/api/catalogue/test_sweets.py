"""The catalogue as admins keep it."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.sweet import SweetRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, new_category, purchase
from tests.support.shop import TestShop

ANY = {"If-Match": "*"}


def new_body(category: dict[str, Any], **fields: Any) -> dict[str, Any]:
    body = {"sku": "KAJU", "name": "Kaju Katli", "category_id": category["id"], "price": "900.00", "unit": "kg"}
    return body | fields


async def test_a_new_sweet_is_shown_to_anybody_as_it_was_made(
    client: AsyncClient, admin: AsyncClient, category: dict[str, Any]
) -> None:
    fields = {
        "description": "Cashew,\nand little else.",
        "quantity_step": "0.050",
        "min_quantity": "0.100",
        "low_stock_threshold": "2.500",
        "shelf_life_days": 30,
        "hsn_code": "17049020",
        "barcode": "8901030865275",
        "diet": "veg",
        "allergens": ["milk", "nuts"],
    }
    answer = await admin.post("/api/sweets", json=new_body(category, **fields))
    sweet = created(answer)
    expected = new_body(category, **fields) | {
        "category": {"id": category["id"], "name": "Milk sweets"},
        "tax_class_id": None,
        "on_hand": "0.000",
        "available": "0.000",
        "stock_state": "out",
        "version": 1,
        "archived_at": None,
    }
    assert {name: sweet[name] for name in expected} == expected
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Location"] == f"/api/sweets/{sweet['id']}"
    shown = await client.get(answer.headers["Location"])
    assert ok(shown) == sweet
    assert shown.headers["ETag"] == '"1"'
    read_strictly(SweetRead, sweet)


async def test_prices_and_quantities_may_come_as_json_numbers_and_leave_as_strings(
    admin: AsyncClient, category: dict[str, Any]
) -> None:
    body = new_body(category, price=899.9, quantity_step=0.1, min_quantity=1, low_stock_threshold=0)
    sweet = created(await admin.post("/api/sweets", json=body))
    names = ("price", "quantity_step", "min_quantity", "low_stock_threshold")
    assert [sweet[name] for name in names] == ["899.90", "0.100", "1.000", "0.000"]


async def test_the_step_follows_from_the_unit_and_the_minimum_from_the_step(
    admin: AsyncClient, category: dict[str, Any]
) -> None:
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"unit": "kg"}, "0.001", "0.001"),
        ({"unit": "g"}, "1.000", "1.000"),
        ({"unit": "piece"}, "1.000", "1.000"),
        ({"unit": "box"}, "1.000", "1.000"),
        ({"unit": "kg", "quantity_step": "0.250"}, "0.250", "0.250"),
        ({"unit": "g", "min_quantity": "100"}, "1.000", "100.000"),
        ({"unit": "piece", "quantity_step": None, "min_quantity": None}, "1.000", "1.000"),
    ]
    for number, (fields, step, minimum) in enumerate(cases):
        sweet = created(await admin.post("/api/sweets", json=new_body(category, sku=f"S{number}", **fields)))
        assert (sweet["quantity_step"], sweet["min_quantity"]) == (step, minimum), fields


async def test_a_patch_changes_the_fields_it_names_and_null_empties_optional_ones(
    admin: AsyncClient, category: dict[str, Any]
) -> None:
    optional = {"description": "x", "low_stock_threshold": "2.000", "shelf_life_days": 5, "hsn_code": "1704"}
    optional |= {"barcode": "8901030865275", "diet": "vegan", "allergens": []}
    sweet = created(await admin.post("/api/sweets", json=new_body(category, **optional)))
    address = f"/api/sweets/{sweet['id']}"
    repriced = ok(await admin.patch(address, json={"price": "950"}, headers=ANY))
    unlike = {name for name in sweet if repriced[name] != sweet[name]}
    assert unlike == {"price", "version", "updated_at"}
    assert repriced["price"] == "950.00"
    emptied = ok(await admin.patch(address, json=dict.fromkeys(optional), headers=ANY))
    assert {name: emptied[name] for name in optional} == dict.fromkeys(optional)
    assert ok(await admin.get(address)) == emptied


async def test_a_put_replaces_the_whole_sweet_and_keeps_its_stock(
    admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(description="x", shelf_life_days=5, quantity_step="5", stock="10")
    other = await new_category(admin, "Dry fruit")
    body = new_body(other, unit="piece")
    answer = await admin.put(f"/api/sweets/{sweet['id']}", json=body, headers=ANY)
    replaced = ok(answer)
    expected = body | {
        "category": {"id": other["id"], "name": "Dry fruit"},
        "description": None,
        "shelf_life_days": None,
        "quantity_step": "1.000",
        "min_quantity": "1.000",
        "on_hand": "10.000",
        "version": 2,
    }
    assert {name: replaced[name] for name in expected} == expected
    assert answer.headers["ETag"] == '"2"'
    half = {"sku": "HALF", "name": "Half a sweet"}
    problem(await admin.put(f"/api/sweets/{sweet['id']}", json=half, headers=ANY), 422, "invalid_request")


@pytest.mark.parametrize(
    "changes",
    [{"min_quantity": "0.075"}, {"quantity_step": "0.040"}, {"quantity_step": "0.300", "min_quantity": "0.200"}],
)
async def test_a_minimum_off_the_step_is_refused(
    shop: TestShop, admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet, changes: dict[str, str]
) -> None:
    steps = {"unit": "kg", "quantity_step": "0.050", "min_quantity": "0.100"}
    sweet = await new_sweet(**steps)
    before = await all_rows(shop)
    for answer in (
        await admin.post("/api/sweets", json=new_body(category, **steps | changes)),
        await admin.put(f"/api/sweets/{sweet['id']}", json=new_body(category, **steps | changes), headers=ANY),
        await admin.patch(f"/api/sweets/{sweet['id']}", json=changes, headers=ANY),
    ):
        assert problem(answer, 422, "min_quantity_off_step")["errors"][0]["pointer"] == "/min_quantity"
    assert await all_rows(shop) == before


async def test_an_unknown_category_is_refused(
    shop: TestShop, admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet
) -> None:
    address = f"/api/sweets/{(await new_sweet())['id']}"
    before = await all_rows(shop)
    unknown = {"category_id": category["id"] + 1000}
    for answer in (
        await admin.post("/api/sweets", json=new_body(category) | unknown),
        await admin.put(address, json=new_body(category) | unknown, headers=ANY),
        await admin.patch(address, json=unknown, headers=ANY),
    ):
        assert problem(answer, 422, "unknown_category")["errors"][0]["pointer"] == "/category_id"
    assert await all_rows(shop) == before


@pytest.mark.parametrize("archived", [False, True], ids=["on the shelf", "archived"])
async def test_a_taken_sku_is_refused_in_any_case(
    shop: TestShop, admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet, archived: bool
) -> None:
    taken = await new_sweet(sku="Kajū-1")
    if archived:
        ok(await admin.patch(f"/api/sweets/{taken['id']}", json={"archived": True}, headers=ANY))
    address = f"/api/sweets/{(await new_sweet())['id']}"
    before = await all_rows(shop)
    for answer in (
        await admin.post("/api/sweets", json=new_body(category, sku="KAJŪ-1")),
        await admin.put(address, json=new_body(category, sku="kajū-1"), headers=ANY),
        await admin.patch(address, json={"sku": " kAJū-1 "}, headers=ANY),
    ):
        problem(answer, 409, "sku_taken")
    assert await all_rows(shop) == before
    ok(await admin.patch(f"/api/sweets/{taken['id']}", json={"sku": "kajū-1"}, headers=ANY))


async def test_the_unit_is_free_until_the_first_movement_and_frozen_after_it(
    admin: AsyncClient, customer: AsyncClient, category: dict[str, Any], new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(unit="piece")
    address = f"/api/sweets/{sweet['id']}"
    assert ok(await admin.patch(address, json={"unit": "box"}, headers=ANY))["unit"] == "box"
    created(await admin.post(f"{address}/restock", json={"quantity": "1"}))
    problem(await admin.patch(address, json={"unit": "piece"}, headers=ANY), 409, "unit_frozen")
    problem(await admin.put(address, json=new_body(category, unit="piece"), headers=ANY), 409, "unit_frozen")
    # Having nothing left does not undo having moved.
    created(await purchase(customer, sweet, "1"))
    problem(await admin.patch(address, json={"unit": "piece"}, headers=ANY), 409, "unit_frozen")
    assert ok(await admin.put(address, json=new_body(category, unit="box"), headers=ANY))["unit"] == "box"
