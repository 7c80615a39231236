"""Creating a sweet: a category by name, no SKU, an opening stock."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import created, field_errors, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, restock
from tests.support.shop import TestShop

BODY = {"name": "Gulab Jamun", "price": "480.00", "unit": "kg"}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("name", ["Milk sweets", "  MILK SWEETS "])
async def test_a_category_may_be_named(
    admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet, method: str, name: str
) -> None:
    other = created(await admin.post("/api/categories", json={"name": "Dry fruit"}))
    sweet = await new_sweet(category_id=other["id"])
    address = "/api/sweets" if method == "POST" else f"/api/sweets/{sweet['id']}"
    body = {"category": name} if method == "PATCH" else BODY | {"sku": "GJ", "category": name}
    answer = await admin.request(method, address, json=body, headers={"If-Match": "*"})
    assert answer.is_success, answer.text
    assert answer.json()["category"] == {"id": category["id"], "name": "Milk sweets"}
    assert answer.json()["category_id"] == category["id"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
async def test_a_category_that_does_not_exist_is_not_made(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, method: str
) -> None:
    sweet = await new_sweet()
    before = await all_rows(shop)
    address = "/api/sweets" if method == "POST" else f"/api/sweets/{sweet['id']}"
    answer = await admin.request(
        method, address, json=BODY | {"sku": "GJ", "category": "Milk"}, headers={"If-Match": "*"}
    )
    body = problem(answer, 422, "unknown_category")
    assert body["errors"] == [{"pointer": "/category", "code": "unknown_category", "detail": body["detail"]}]
    assert "GET /api/categories" in body["detail"]
    assert await all_rows(shop) == before


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_the_category_is_given_exactly_once(
    admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet, method: str
) -> None:
    sweet = await new_sweet()
    address = "/api/sweets" if method == "POST" else f"/api/sweets/{sweet['id']}"
    both = {"category": "Milk sweets", "category_id": category["id"]}
    for given, code in (({}, "missing"), (both, "given_twice")):
        body = BODY | {"sku": "GJ"} | given
        answer = await admin.request(method, address, json=body, headers={"If-Match": "*"})
        ((pointer, error),) = field_errors(answer).items()
        assert (pointer, error[0]) == ("/category_id", code)
        assert error[1].startswith("Give category_id or category")


async def test_a_change_names_the_category_once_at_most(
    admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet
) -> None:
    address = f"/api/sweets/{(await new_sweet())['id']}"
    body = {"category": "Milk sweets", "category_id": category["id"]}
    refused = await admin.patch(address, json=body, headers={"If-Match": "*"})
    assert field_errors(refused)[""][0] == "given_twice"


async def test_a_missing_sku_is_drawn_from_the_name(admin: AsyncClient, category: dict[str, Any]) -> None:
    skus = {}
    for name in ("Gulab Jamun", "Café à la crème (250 g)", "गुलाब जामुन", "x" * 200):
        sweet = created(await admin.post("/api/sweets", json=BODY | {"category_id": category["id"], "name": name}))
        skus[sweet["sku"].removesuffix(f"-{sweet['id']}")] = name
        assert len(sweet["sku"]) <= 64
    assert list(skus) == ["GULAB-JAMUN", "CAFE-A-LA-CREME-250-G", "SWEET", "X" * 40]


async def test_sweets_of_one_name_made_at_once_get_skus_of_their_own(
    admin: AsyncClient, category: dict[str, Any]
) -> None:
    body = BODY | {"category_id": category["id"]}
    made = await asyncio.gather(*(admin.post("/api/sweets", json=body) for _ in range(6)))
    assert len({created(answer)["sku"] for answer in made}) == 6


async def test_a_put_needs_the_sku(admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet) -> None:
    address = f"/api/sweets/{(await new_sweet())['id']}"
    answer = await admin.put(address, json=BODY | {"category_id": category["id"]}, headers={"If-Match": "*"})
    assert {pointer: code for pointer, (code, _) in field_errors(answer).items()} == {"/sku": "missing"}


async def test_an_opening_stock_is_an_adjustment_of_the_ledger(
    shop: TestShop, admin: AsyncClient, category: dict[str, Any]
) -> None:
    body = BODY | {"category_id": category["id"], "opening_stock": "2.500", "shelf_life_days": 3}
    sweet = created(await admin.post("/api/sweets", json=body))
    assert (sweet["on_hand"], sweet["available"], sweet["stock_state"]) == ("2.500", "2.500", "ok")
    (movement,) = ok(await admin.get("/api/stock-movements", params={"sweet_id": sweet["id"]}))["items"]
    assert (movement["kind"], movement["reason"], movement["quantity"]) == ("adjustment", "opening", "2.500")
    (lot,) = ok(await admin.get("/api/lots", params={"sweet_id": sweet["id"]}))["items"]
    assert (lot["on_hand"], lot["best_before"] is not None) == ("2.500", True)
    entries = ok(await admin.get("/api/audit-logs"))["items"]
    assert [entry["action"] for entry in entries[:2]] == ["adjustment.created", "sweet.created"]


@pytest.mark.parametrize(
    ("fields", "status", "code", "pointer"),
    [
        ({"unit": "piece", "opening_stock": "1.5"}, 422, "off_step_quantity", "/opening_stock"),
        ({"opening_stock": "0"}, 422, "invalid_request", "/opening_stock"),
        ({"opening_stock": "0.0001"}, 422, "invalid_request", "/opening_stock"),
    ],
)
async def test_a_sweet_whose_opening_stock_is_refused_is_not_made(
    shop: TestShop,
    admin: AsyncClient,
    category: dict[str, Any],
    fields: dict[str, Any],
    status: int,
    code: str,
    pointer: str,
) -> None:
    before = await all_rows(shop)
    body = problem(await admin.post("/api/sweets", json=BODY | {"category_id": category["id"]} | fields), status, code)
    assert {one["pointer"] for one in body["errors"]} == {pointer}
    assert await all_rows(shop) == before


async def test_a_key_makes_one_sweet_and_one_opening_stock(
    shop: TestShop, admin: AsyncClient, category: dict[str, Any]
) -> None:
    body = BODY | {"category_id": category["id"], "opening_stock": "2.500"}
    key = {"Idempotency-Key": "first-morning"}
    first, again = [await admin.post("/api/sweets", json=body, headers=key) for _ in range(2)]
    assert created(again) == created(first)
    assert again.headers["Idempotency-Replayed"] == "true"
    for header in ("ETag", "Location"):
        assert again.headers[header] == first.headers[header]
    assert [list(row) for row in await shop.sql("SELECT count(*), sum(on_hand) FROM sweets")] == [[1, 2.5]]
    other = await admin.post("/api/sweets", json=body | {"name": "Other"}, headers=key)
    problem(other, 422, "idempotency_key_reused")


async def test_an_archived_sweet_is_restored_with_its_stock(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="4")
    address = f"/api/sweets/{sweet['id']}"
    assert (await admin.delete(address)).status_code == 204
    archived = ok(await admin.get(address))
    answer = await admin.post(f"{address}/restore")
    restored = ok(answer)
    assert restored | {"updated_at": "", "version": 0} == sweet | {"updated_at": "", "version": 0}
    assert restored["version"] == archived["version"] + 1
    assert answer.headers["ETag"] == f'"{restored["version"]}"'
    await restock(admin, sweet, "1")
    (entry,) = ok(await admin.get("/api/audit-logs", params={"action": "sweet.restored"}))["items"]
    assert (entry["entity_id"], entry["before"]["archived_at"] is None) == (sweet["id"], False)


async def test_restoring_a_sweet_that_is_not_archived_changes_nothing(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="4")
    before = await all_rows(shop)
    assert ok(await admin.post(f"/api/sweets/{sweet['id']}/restore")) == sweet
    assert await all_rows(shop) == before
    problem(await admin.post("/api/sweets/999/restore"), 404, "sweet_not_found")


async def test_the_refusal_of_a_missing_if_match_explains_the_star(admin: AsyncClient, new_sweet: NewSweet) -> None:
    address = f"/api/sweets/{(await new_sweet())['id']}"
    refused = problem(await admin.patch(address, json={"price": "5"}), 428, "if_match_required")
    assert "If-Match: *" in refused["detail"]
    assert ok(await admin.patch(address, json={"price": "5"}, headers={"If-Match": "*"}))["price"] == "5.00"
