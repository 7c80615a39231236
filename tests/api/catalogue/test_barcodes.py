"""The barcode of a sweet: one sweet for each, whichever form it is given in."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import created, field_errors, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

ANY = {"If-Match": "*"}
EAN, UPC = "8901030865275", "036000291452"


def body(category: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"sku": "BOX", "name": "Box", "category_id": category["id"], "price": "1", "unit": "box"} | fields


async def skus(client: AsyncClient, **params: str) -> list[str]:
    return [sweet["sku"] for sweet in ok(await client.get("/api/sweets", params=params))["items"]]


async def test_a_barcode_is_shown_changed_and_taken_away(admin: AsyncClient, category: dict[str, Any]) -> None:
    sweet = created(await admin.post("/api/sweets", json=body(category, barcode=f" 0{UPC}")))
    assert sweet["barcode"] == UPC
    address = f"/api/sweets/{sweet['id']}"
    assert ok(await admin.patch(address, json={"price": "2"}, headers=ANY))["barcode"] == UPC
    assert ok(await admin.patch(address, json={"barcode": EAN}, headers=ANY))["barcode"] == EAN
    assert ok(await admin.patch(address, json={"barcode": None}, headers=ANY))["barcode"] is None
    assert ok(await admin.put(address, json=body(category, barcode=EAN), headers=ANY))["barcode"] == EAN
    assert ok(await admin.put(address, json=body(category), headers=ANY))["barcode"] is None


@pytest.mark.parametrize("barcode", ["8901030865279", "12345", "abc", "", EAN + "\n1"])
async def test_what_is_no_barcode_is_refused_with_words(
    admin: AsyncClient, category: dict[str, Any], barcode: str
) -> None:
    code, detail = field_errors(await admin.post("/api/sweets", json=body(category, barcode=barcode)))["/barcode"]
    assert code == "invalid_barcode"
    assert ("Scan it again" in detail) == (barcode == "8901030865279")
    assert field_errors(await admin.get("/api/sweets", params={"barcode": barcode}))["barcode"][0] == code


@pytest.mark.parametrize("archived", [False, True], ids=["on the shelf", "archived"])
async def test_a_taken_barcode_is_refused_in_every_form(
    shop: TestShop, admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet, archived: bool
) -> None:
    taken = await new_sweet(barcode=UPC)
    if archived:
        ok(await admin.patch(f"/api/sweets/{taken['id']}", json={"archived": True}, headers=ANY))
    address = f"/api/sweets/{(await new_sweet())['id']}"
    before = await all_rows(shop)
    for form in (UPC, f"0{UPC}", f"00{UPC}"):
        for answer in (
            await admin.post("/api/sweets", json=body(category, barcode=form)),
            await admin.put(address, json=body(category, barcode=form), headers=ANY),
            await admin.patch(address, json={"barcode": form}, headers=ANY),
        ):
            problem(answer, 409, "barcode_taken")
    assert await all_rows(shop) == before
    ok(await admin.patch(f"/api/sweets/{taken['id']}", json={"barcode": f"0{UPC}"}, headers=ANY))


async def test_a_sweet_is_found_by_its_barcode(client: AsyncClient, new_sweet: NewSweet) -> None:
    await new_sweet(sku="EAN", barcode=EAN)
    await new_sweet(sku="UPC", barcode=UPC)
    await new_sweet(sku="NONE")
    assert await skus(client, barcode=EAN) == ["EAN"]
    assert await skus(client, barcode=f"00{UPC}") == ["UPC"]
    assert await skus(client, barcode="96385074") == []


async def test_a_sweet_is_found_by_its_whole_sku_in_any_case(client: AsyncClient, new_sweet: NewSweet) -> None:
    await new_sweet(sku="MIL-GULAB")
    await new_sweet(sku="MIL-GULAB-2")
    assert await skus(client, sku="mil-gulab") == ["MIL-GULAB"]
    assert await skus(client, sku="MIL") == []
    assert await skus(client, sku="MIL-GULAB", q="barfi") == []


async def test_a_search_finds_a_whole_barcode_or_sku_before_any_name(client: AsyncClient, new_sweet: NewSweet) -> None:
    await new_sweet(sku="A", name="Mil gulab")
    await new_sweet(sku="MIL-GULAB", name="Jamun", barcode=EAN)
    await new_sweet(sku="B", name="Gulab of the mill")
    await new_sweet(sku="8901030865278", name="Barfi")
    await new_sweet(sku="UPC", name="Peda", barcode=UPC)
    assert await skus(client, q="mil-gulab") == ["MIL-GULAB", "A", "B"]
    assert await skus(client, q=EAN) == ["MIL-GULAB"]
    assert await skus(client, q="8901030865278") == ["8901030865278"]
    for form in (UPC, f"0{UPC}", f"00{UPC}"):
        assert await skus(client, q=form) == ["UPC"]
    assert await skus(client, q="MIL-GULA") == ["A", "B"]
    assert await skus(client, q="89010308652759") == []
