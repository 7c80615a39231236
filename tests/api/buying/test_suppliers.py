"""Suppliers: kept by admins, archived rather than removed once something names them."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.supplier import SupplierPage, SupplierRead
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.buying import bought, draft, line_of, new_supplier
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, restock
from tests.support.shop import TestShop

DAIRY = {
    "name": "Verma Dairy",
    "contact_name": "Ravi Verma",
    "phone": "98765 43210",
    "email": "Orders@Verma.Example.com",
    "address": "4 Milk Lane\nPune",
    "note": "Closed on Mondays.",
    "lead_time_days": 2,
}


async def names(client: AsyncClient, **params: Any) -> list[str]:
    body = ok(await client.get("/api/suppliers", params=params))
    read_strictly(SupplierPage, body)
    return [supplier["name"] for supplier in body["items"]]


async def actions(shop: TestShop, supplier: dict[str, Any]) -> list[str]:
    query = "SELECT action FROM audit_logs WHERE entity = 'supplier' AND entity_id = $1 ORDER BY id"
    return [row[0] for row in await shop.sql(query, supplier["id"])]


async def test_a_new_supplier_is_shown_as_it_was_made(admin: AsyncClient) -> None:
    answer = await admin.post("/api/suppliers", json=DAIRY)
    supplier = created(answer)
    expected = DAIRY | {"phone": "+919876543210", "email": "orders@verma.example.com", "archived_at": None}
    assert {name: supplier[name] for name in expected} == expected
    assert answer.headers["Location"] == f"/api/suppliers/{supplier['id']}"
    assert ok(await admin.get(answer.headers["Location"])) == supplier
    read_strictly(SupplierRead, supplier)
    bare = await new_supplier(admin, "Ghee & Co")
    assert all(bare[name] is None for name in DAIRY if name != "name")
    assert await names(admin) == ["Ghee & Co", "Verma Dairy"]


async def test_a_patch_changes_the_fields_it_names_and_a_put_all_of_them(shop: TestShop, admin: AsyncClient) -> None:
    supplier = created(await admin.post("/api/suppliers", json=DAIRY))
    address = f"/api/suppliers/{supplier['id']}"
    patched = ok(await admin.patch(address, json={"lead_time_days": 0, "phone": "+1 202 555 0123"}))
    assert {name for name in supplier if patched[name] != supplier[name]} == {"phone", "lead_time_days", "updated_at"}
    assert (patched["phone"], patched["lead_time_days"]) == ("+12025550123", 0)
    replaced = ok(await admin.put(address, json={"name": "verma dairy"}))
    assert [replaced[name] for name in DAIRY] == ["verma dairy", *[None] * 6]
    assert await actions(shop, supplier) == ["supplier.created", "supplier.updated", "supplier.updated"]
    for method, body in (("PUT", {"note": "x"}), ("PATCH", {"name": None}), ("PATCH", {"archived": None})):
        problem(await admin.request(method, address, json=body), 422, "invalid_request")
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        anything = {"name": "x"} if method in ("PUT", "PATCH") else None
        problem(await admin.request(method, "/api/suppliers/999", json=anything), 404, "supplier_not_found")


async def test_a_name_that_another_has_is_refused_in_any_case_even_from_the_archive(
    shop: TestShop, admin: AsyncClient
) -> None:
    first, other = await new_supplier(admin, "Verma Dairy"), await new_supplier(admin, "Ghee & Co")
    ok(await admin.patch(f"/api/suppliers/{first['id']}", json={"archived": True}))
    before = await all_rows(shop)
    for answer in (
        await admin.post("/api/suppliers", json={"name": "VERMA dairy"}),
        await admin.put(f"/api/suppliers/{other['id']}", json={"name": "verma dairy"}),
        await admin.patch(f"/api/suppliers/{other['id']}", json={"name": "Verma Dairy"}),
    ):
        problem(answer, 409, "supplier_name_taken")
    assert await all_rows(shop) == before


BAD: list[tuple[dict[str, Any], str, str | None]] = [
    *(({"name": name}, "/name", None) for name in ("", " ", "x" * 201, "a\nb", "a\0b", 5)),
    *(({"lead_time_days": days}, "/lead_time_days", None) for days in (-1, 366, 1.5, "3", True)),
    *(({"email": email}, "/email", "invalid_email") for email in ("nobody", "a@b@c")),
    ({"address": "x" * 501}, "/address", None),
    ({"note": "a\0b"}, "/note", None),
    *(({field: 1}, f"/{field}", "extra_forbidden") for field in ("id", "archived_at", "search_text")),
]


async def test_an_invalid_supplier_is_refused(shop: TestShop, admin: AsyncClient) -> None:
    supplier = await new_supplier(admin)
    before = await all_rows(shop)
    for fields, pointer, code in BAD:
        for answer in (
            await admin.post("/api/suppliers", json={"name": "New"} | fields),
            await admin.patch(f"/api/suppliers/{supplier['id']}", json=fields),
        ):
            (error,) = problem(answer, 422, "invalid_request")["errors"]
            assert (error["pointer"], error["code"]) == (pointer, code or error["code"]), fields
    for phone in ("12345", "+999 12345678", "call me"):
        answer = await admin.post("/api/suppliers", json={"name": "New", "phone": phone})
        (error,) = problem(answer, 422, "invalid_phone")["errors"]
        assert error["pointer"] == "/phone"
    assert await all_rows(shop) == before


async def test_suppliers_are_found_by_a_part_of_their_name_and_paged(admin: AsyncClient) -> None:
    for name in ("Crème & Ghee", "Verma Dairy", "Verma 100% Milk", "Anand"):
        await new_supplier(admin, name)
    for filter_name in ("q", "name"):
        assert await names(admin, **{filter_name: "creme"}) == ["Crème & Ghee"]
        assert await names(admin, **{filter_name: "VERMA", "sort": "-name"}) == ["Verma Dairy", "Verma 100% Milk"]
        assert await names(admin, **{filter_name: "%"}) == ["Verma 100% Milk"]
    assert await names(admin, sort="created_at", count=True) == [
        "Crème & Ghee",
        "Verma Dairy",
        "Verma 100% Milk",
        "Anand",
    ]
    for sort in ("name", "-name", "created_at", "-created_at"):
        pages = await walk(admin, "/api/suppliers", sort=sort, limit=1)
        assert [one["name"] for page in pages for one in page] == await names(admin, sort=sort)
    for params in ({"sort": "phone"}, {"phone": "1"}, {"archived": "maybe"}, {"q": ""}, {"limit": "0"}):
        problem(await admin.get("/api/suppliers", params=params), 422, "invalid_request")


@pytest.mark.parametrize("named_by", ["order", "lot", "nothing"])
async def test_a_supplier_that_something_names_is_archived_and_any_other_removed(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, named_by: str
) -> None:
    supplier, sweet = await new_supplier(admin), await new_sweet()
    address = f"/api/suppliers/{supplier['id']}"
    if named_by == "order":
        await draft(admin, supplier, line_of(sweet))
    elif named_by == "lot":
        await restock(admin, sweet, "1", supplier_id=supplier["id"])
    for _ in ("first", "again"):
        answer = await admin.delete(address)
        if named_by == "nothing":
            break
    assert answer.status_code == 204
    assert await names(admin) == []
    if named_by == "nothing":
        problem(await admin.get(address), 404, "supplier_not_found")
        assert await actions(shop, supplier) == ["supplier.created", "supplier.deleted"]
    else:
        assert ok(await admin.get(address))["archived_at"] is not None
        assert await names(admin, archived=True) == ["Verma Dairy"]
        assert await actions(shop, supplier) == ["supplier.created", "supplier.archived", "supplier.archived"]


async def test_nothing_is_bought_from_an_archived_supplier_until_they_are_taken_out_of_the_archive(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, archived, other = await new_sweet(), await new_supplier(admin), await new_supplier(admin, "Other")
    waiting, moving = await draft(admin, archived, line_of(sweet)), await draft(admin, other, line_of(sweet))
    address = f"/api/suppliers/{archived['id']}"
    moment = ok(await admin.patch(address, json={"archived": True}))["archived_at"]
    assert moment is not None
    assert ok(await admin.put(address, json={"name": "Verma Dairy"}))["archived_at"] == moment
    before = await all_rows(shop)
    body = {"supplier_id": archived["id"], "lines": [line_of(sweet)]}
    for answer in (
        await admin.post("/api/purchases", json=body),
        await admin.post("/api/purchases", json=body | {"receive": True}),
        await admin.post(f"/api/purchases/{waiting['id']}/order"),
        await admin.patch(f"/api/purchases/{moving['id']}", json={"supplier_id": archived["id"]}),
        await admin.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": "1", "supplier_id": archived["id"]}),
    ):
        assert "Verma Dairy" in problem(answer, 409, "supplier_archived")["detail"]
    assert await all_rows(shop) == before
    assert ok(await admin.patch(address, json={"archived": False}))["archived_at"] is None
    assert ok(await admin.post(f"/api/purchases/{waiting['id']}/order"))["status"] == "ordered"
    await bought(admin, archived, line_of(sweet))


async def test_a_restock_names_its_supplier_and_one_that_is_not_there_is_refused(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    lot = (await restock(admin, sweet, "1", supplier_id=supplier["id"]))["lot"]
    assert (lot["supplier_id"], lot["goods_receipt_id"], lot["purchase_order_id"]) == (supplier["id"], None, None)
    before = await all_rows(shop)
    for answer in (
        await admin.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": "1", "supplier_id": 999}),
        await admin.post("/api/purchases", json={"supplier_id": 999, "lines": [line_of(sweet)]}),
    ):
        (error,) = problem(answer, 422, "unknown_supplier")["errors"]
        assert error["pointer"] == "/supplier_id"
    assert await all_rows(shop) == before
