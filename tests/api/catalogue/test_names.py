"""Two spellings of one name are one, and lists of names are in the order in which people look for them."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import created, ok, problem, walk
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

COMPOSED, DECOMPOSED = "\u0958\u00e9clair Box", " \u0915\u093ce\u0301CLAIR\u00a0 box"
KEPT = "\u0915\u093c\u00e9clair Box"


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/api/categories", {}, "category_name_taken"),
        ("/api/suppliers", {}, "supplier_name_taken"),
        ("/api/tax-classes", {"rates": []}, "tax_class_name_taken"),
    ],
)
async def test_a_name_is_taken_in_any_of_its_spellings(
    admin: AsyncClient, path: str, body: dict[str, Any], code: str
) -> None:
    assert created(await admin.post(path, json={"name": COMPOSED, **body}))["name"] == KEPT
    problem(await admin.post(path, json={"name": DECOMPOSED, **body}), 409, code)
    (found,) = ok(await admin.get(path, params={"name": DECOMPOSED}))["items"]
    assert found["name"] == KEPT


async def test_a_sku_is_taken_and_found_in_any_of_its_spellings(
    admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(sku=COMPOSED)
    assert sweet["sku"] == KEPT
    body = {"sku": DECOMPOSED, "name": "Box", "category_id": category["id"], "price": "1.00", "unit": "box"}
    problem(await admin.post("/api/sweets", json=body), 409, "sku_taken")
    assert [one["id"] for one in ok(await admin.get("/api/sweets", params={"q": DECOMPOSED}))["items"]] == [sweet["id"]]


async def test_a_sweets_category_is_found_in_any_of_its_spellings(shop: TestShop, admin: AsyncClient) -> None:
    created(await admin.post("/api/categories", json={"name": COMPOSED}))
    body = {"name": "Box", "category": DECOMPOSED, "price": "1.00", "unit": "box"}
    assert created(await admin.post("/api/sweets", json=body))["category"]["name"] == KEPT
    assert len(await shop.sql("SELECT FROM categories")) == 1
    assert len(ok(await admin.get("/api/sweets", params={"category": DECOMPOSED}))["items"]) == 1


@pytest.mark.parametrize("path", ["/api/sweets", "/api/categories", "/api/suppliers", "/api/customers"])
async def test_a_list_goes_through_names_as_people_do(admin: AsyncClient, new_sweet: NewSweet, path: str) -> None:
    names = ["\u00c4pfel 2", "apfel 3", "Laddu 2", "Laddu 10", "zebra", "\u0915\u092e\u0932", "\u0916\u0940\u0930"]
    for name in reversed(names):
        await (new_sweet(name=name) if "sweets" in path else admin.post(path, json={"name": name}))
    shown = [one["name"] for page in await walk(admin, path, limit=2) for one in page]
    assert [name for name in shown if name in names] == names
