"""The label of a sweet: its diet and its allergens."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import ok, problem
from tests.support.requests import NewSweet

Labels = dict[str, dict[str, Any]]
LABELS: Labels = {
    "Kaju Katli": {"diet": "veg", "allergens": ["milk", "nuts"]},
    "Baklava": {"diet": "veg", "allergens": ["gluten", "nuts"]},
    "Petha": {"diet": "vegan", "allergens": []},
    "Macaron": {"diet": "egg", "allergens": ["egg", "nuts"]},
    "Undeclared": {},
}


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"diet": "veg"}, {"Kaju Katli", "Baklava"}),
        ({"diet": "veg,vegan"}, {"Kaju Katli", "Baklava", "Petha"}),
        ({"without": "milk"}, {"Baklava", "Petha", "Macaron"}),
        ({"without": "milk,egg"}, {"Baklava", "Petha"}),
        ({"without": "sesame"}, {"Kaju Katli", "Baklava", "Petha", "Macaron"}),
        ({"without": "nuts", "diet": "veg"}, set()),
    ],
)
async def test_sweets_are_filtered_by_diet_and_without_allergens(
    client: AsyncClient, new_sweet: NewSweet, filters: dict[str, str], names: set[str]
) -> None:
    for name, label in LABELS.items():
        await new_sweet(name=name, **label)
    for address in ("/api/sweets", "/api/sweets/search"):
        found = ok(await client.get(address, params=filters))["items"]
        assert {sweet["name"] for sweet in found} == names


async def test_allergens_are_kept_once_and_in_order(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(allergens=["nuts", "milk", "nuts"])
    assert (sweet["allergens"], sweet["diet"]) == (["milk", "nuts"], None)
    changed = await admin.patch(f"/api/sweets/{sweet['id']}", json={"allergens": []}, headers={"If-Match": "*"})
    assert ok(changed)["allergens"] == []


@pytest.mark.parametrize(
    ("label", "pointer"),
    [
        ({"diet": "fruit"}, "/diet"),
        ({"allergens": ["honey"]}, "/allergens/0"),
        ({"allergens": "milk"}, "/allergens"),
        ({"allergens": ["milk", None]}, "/allergens/1"),
    ],
)
async def test_a_label_names_what_there_is(
    admin: AsyncClient, category: dict[str, Any], label: dict[str, Any], pointer: str
) -> None:
    body = {"name": "Barfi", "category_id": category["id"], "price": "1", "unit": "kg"}
    refusal = problem(await admin.post("/api/sweets", json=body | label), 422, "invalid_request")
    assert [error["pointer"] for error in refusal["errors"]] == [pointer]
    assert (await admin.post("/api/sweets", json=body)).status_code == 201


@pytest.mark.parametrize("filters", [{"diet": "fruit"}, {"without": "nuts,"}, {"without": "NUTS"}, {"without": ""}])
async def test_a_filter_names_what_there_is(client: AsyncClient, filters: dict[str, str]) -> None:
    refusal = problem(await client.get("/api/sweets", params=filters), 422, "invalid_request")
    ((name, _),) = filters.items()
    assert refusal["errors"][0]["pointer"] == name
    assert "with commas between" in refusal["errors"][0]["detail"]
