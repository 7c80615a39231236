"""The trays sweets are sorted into."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.category import CategoryPage, CategoryRead
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, new_category
from tests.support.shop import TestShop

ANY = {"If-Match": "*"}


async def names(client: AsyncClient, **params: Any) -> list[str]:
    body = ok(await client.get("/api/categories", params=params))
    read_strictly(CategoryPage, body)
    return [category["name"] for category in body["items"]]


async def test_a_new_category_is_shown_to_anybody_as_it_was_made(client: AsyncClient, admin: AsyncClient) -> None:
    body = {"name": " Dry fruit ", "description": "Cashew,\nfig and date.", "low_stock_threshold": "2.5"}
    answer = await admin.post("/api/categories", json=body)
    category = created(answer)
    expected = body | {"name": "Dry fruit", "low_stock_threshold": "2.500"}
    assert {name: category[name] for name in expected} == expected
    assert answer.headers["Location"] == f"/api/categories/{category['id']}"
    assert ok(await client.get(answer.headers["Location"])) == category
    assert read_strictly(CategoryRead, category).name == "Dry fruit"
    assert ok(await client.get("/api/categories"))["items"] == [category]
    bare = await new_category(admin, "Bare")
    assert (bare["description"], bare["low_stock_threshold"]) == (None, None)


async def test_a_patch_changes_the_fields_it_names_and_a_put_all_of_them(admin: AsyncClient) -> None:
    category = await new_category(admin, "Dry fruit", description="x", low_stock_threshold="2.000")
    address = f"/api/categories/{category['id']}"
    patched = ok(await admin.patch(address, json={"low_stock_threshold": None}))
    assert {name for name in category if patched[name] != category[name]} == {"low_stock_threshold", "updated_at"}
    assert patched["low_stock_threshold"] is None
    replaced = ok(await admin.put(address, json={"name": "Nuts", "low_stock_threshold": "3"}))
    assert (replaced["name"], replaced["description"], replaced["low_stock_threshold"]) == ("Nuts", None, "3.000")
    assert ok(await admin.get(address)) == replaced
    problem(await admin.put(address, json={"description": "x"}), 422, "invalid_request")


async def test_a_renamed_category_is_renamed_on_its_sweets(
    client: AsyncClient, admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    ok(await admin.patch(f"/api/categories/{category['id']}", json={"name": "Chhena"}))
    shown = ok(await client.get(f"/api/sweets/{sweet['id']}"))
    assert shown["category"] == {"id": category["id"], "name": "Chhena"}
    assert ok(await client.get("/api/sweets", params={"category": "CHHENA"}))["items"] == [shown]


@pytest.mark.parametrize("name", ["dry fruit", "DRY FRUIT", " Dry Fruit "])
async def test_a_taken_name_is_refused_in_any_case(shop: TestShop, admin: AsyncClient, name: str) -> None:
    taken, other = await new_category(admin, "Dry fruit"), await new_category(admin, "Other")
    before = await all_rows(shop)
    for answer in (
        await admin.post("/api/categories", json={"name": name}),
        await admin.patch(f"/api/categories/{other['id']}", json={"name": name}),
        await admin.put(f"/api/categories/{other['id']}", json={"name": name}),
    ):
        problem(answer, 409, "category_name_taken")
    assert await all_rows(shop) == before
    # Its own name is not taken from it.
    assert ok(await admin.patch(f"/api/categories/{taken['id']}", json={"name": name}))["name"] == name.strip()


async def test_a_category_that_no_sweet_is_in_is_removed(shop: TestShop, admin: AsyncClient) -> None:
    address = f"/api/categories/{(await new_category(admin, 'Dry fruit'))['id']}"
    answer = await admin.delete(address)
    assert (answer.status_code, answer.content) == (204, b"")
    problem(await admin.get(address), 404, "category_not_found")
    problem(await admin.delete(address), 404, "category_not_found")
    assert await shop.sql("SELECT id FROM categories") == []
    await new_category(admin, "Dry fruit")


@pytest.mark.parametrize("archived", [False, True], ids=["on the shelf", "archived"])
async def test_a_category_stays_as_long_as_a_sweet_is_in_it(
    shop: TestShop, admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet, archived: bool
) -> None:
    sweet = await new_sweet(stock="1")
    if archived:
        assert (await admin.delete(f"/api/sweets/{sweet['id']}", headers=ANY)).status_code == 204
    before = await all_rows(shop)
    problem(await admin.delete(f"/api/categories/{category['id']}"), 409, "category_in_use")
    assert await all_rows(shop) == before
    other = await new_category(admin, "Other")
    ok(await admin.patch(f"/api/sweets/{sweet['id']}", json={"category_id": other["id"]}, headers=ANY))
    assert (await admin.delete(f"/api/categories/{category['id']}")).status_code == 204
    problem(await admin.delete(f"/api/categories/{other['id']}"), 409, "category_in_use")


async def test_no_sweet_is_left_without_a_category_by_a_removal_at_the_same_moment(
    shop: TestShop, admin: AsyncClient
) -> None:
    for number in range(5):
        category = await new_category(admin, "Here and gone")
        body = {"sku": f"S{number}", "name": "x", "category_id": category["id"], "price": "1", "unit": "piece"}
        address = f"/api/categories/{category['id']}"
        addition, removal = await asyncio.gather(admin.post("/api/sweets", json=body), admin.delete(address))
        assert (addition.status_code, removal.status_code) in [(201, 409), (422, 204)], addition.text + removal.text
        if addition.status_code == 201:
            await admin.delete(f"/api/sweets/{addition.json()['id']}", headers=ANY)
            assert (await admin.delete(address)).status_code == 204


async def test_categories_are_listed_found_and_paged(client: AsyncClient, admin: AsyncClient) -> None:
    for name in ("Namkeen", "Barfi", "Petha", "Ladoo", "Chhena"):
        await new_category(admin, name)
    alphabetical = ["Barfi", "Chhena", "Ladoo", "Namkeen", "Petha"]
    assert await names(client) == alphabetical
    assert await names(client, sort="-name") == alphabetical[::-1]
    assert await names(client, sort="created_at") == ["Namkeen", "Barfi", "Petha", "Ladoo", "Chhena"]
    assert await names(client, name="lADOO") == ["Ladoo"]
    assert await names(client, name="lad") == await names(client, name="l%") == await names(client, name="_adoo") == []
    for sort in ("name", "-name", "created_at", "-created_at,name"):
        pages = await walk(client, "/api/categories", sort=sort, limit=2)
        assert [[category["name"] for category in page] for page in pages] == [
            (await names(client, sort=sort))[start : start + 2] for start in (0, 2, 4)
        ]
    assert ok(await client.get("/api/categories", params={"limit": 1, "count": True}))["total"] == 5
    assert ok(await client.get("/api/categories", params={"count": True, "name": "ladoo"}))["total"] == 1
    await new_category(admin, "Déjà vu")
    assert await names(client, name=" DÉJÀ VU ") == ["Déjà vu"]


async def test_an_address_without_a_category_is_not_found(admin: AsyncClient, category: dict[str, Any]) -> None:
    for category_id in (category["id"] + 1, 2**63 - 1):
        address = f"/api/categories/{category_id}"
        for answer in (
            await admin.get(address),
            await admin.put(address, json={"name": "x"}),
            await admin.patch(address, json={"name": "x"}),
            await admin.delete(address),
        ):
            problem(answer, 404, "category_not_found")
