"""Removing sweets: who may change them, and the answer at the address of a missing one."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.sweet import SweetRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase
from tests.support.shop import TestShop, log_in_as

ANY = {"If-Match": "*"}
BIGGEST_ID = 2**63 - 1


async def listed(client: AsyncClient, **params: Any) -> list[int]:
    return [sweet["id"] for sweet in ok(await client.get("/api/sweets", params=params))["items"]]


async def test_a_sweet_that_never_moved_is_removed(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    address = f"/api/sweets/{(await new_sweet())['id']}"
    answer = await admin.delete(address, headers=ANY)
    assert (answer.status_code, answer.content) == (204, b"")
    problem(await admin.get(address), 404, "sweet_not_found")
    problem(await admin.delete(address, headers=ANY), 404, "sweet_not_found")
    assert await shop.sql("SELECT id FROM sweets") == []


async def test_a_sweet_that_moved_is_archived_and_no_longer_sold(
    shop: TestShop, client: AsyncClient, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, other = await new_sweet(stock="5"), await new_sweet(stock="5")
    address = f"/api/sweets/{sweet['id']}"
    assert (await admin.delete(address, headers=ANY)).status_code == 204
    archived = ok(await client.get(address))
    assert read_strictly(SweetRead, archived).archived_at is not None
    assert (archived["version"], archived["on_hand"]) == (sweet["version"] + 1, "5.000")
    assert await listed(client) == [other["id"]]
    assert await listed(client, archived=True) == [sweet["id"]]
    before = await all_rows(shop)
    problem(await purchase(customer, sweet, "1"), 409, "sweet_archived")
    lines = [{"sweet_id": one["id"], "quantity": "1"} for one in (other, sweet)]
    problem(await customer.post("/api/sales", json={"lines": lines}), 409, "sweet_archived")
    problem(await admin.post(f"{address}/restock", json={"quantity": "1"}), 409, "sweet_archived")
    assert await all_rows(shop) == before


async def test_archiving_twice_keeps_the_first_moment(admin: AsyncClient, new_sweet: NewSweet) -> None:
    address = f"/api/sweets/{(await new_sweet(stock='5'))['id']}"
    moments = set()
    for _ in range(2):
        assert (await admin.delete(address, headers=ANY)).status_code == 204
        moments.add(ok(await admin.get(address))["archived_at"])
        moments.add(ok(await admin.patch(address, json={"archived": True}, headers=ANY))["archived_at"])
    assert len(moments) == 1


async def test_an_archived_sweet_comes_back_to_the_shelf(
    client: AsyncClient, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="5")
    address = f"/api/sweets/{sweet['id']}"
    assert ok(await admin.patch(address, json={"archived": True}, headers=ANY))["archived_at"] is not None
    assert await listed(client) == []
    assert ok(await admin.patch(address, json={"archived": False}, headers=ANY))["archived_at"] is None
    assert await listed(client) == [sweet["id"]]
    assert await listed(client, archived=True) == []
    created(await purchase(customer, sweet, "1"))


@pytest.mark.parametrize("role", [None, Role.CUSTOMER, Role.SALESPERSON])
async def test_only_admins_change_the_catalogue(shop: TestShop, new_sweet: NewSweet, role: Role | None) -> None:
    sweet = await new_sweet()
    body = {name: sweet[name] for name in ("category_id", "unit")} | {"sku": "MINE", "name": "Mine", "price": "1"}
    address = f"/api/sweets/{sweet['id']}"
    somebody = shop.client if role is None else await log_in_as(shop, role)
    before = await all_rows(shop)
    for answer in (
        await somebody.post("/api/sweets", json=body),
        await somebody.put(address, json=body, headers=ANY),
        await somebody.patch(address, json={"price": "1"}, headers=ANY),
        await somebody.delete(address, headers=ANY),
        await somebody.post(f"{address}/restock", json={"quantity": "1"}),
        await somebody.post("/api/categories", json={"name": "Mine"}),
        await somebody.put(f"/api/categories/{sweet['category_id']}", json={"name": "Mine"}),
        await somebody.patch(f"/api/categories/{sweet['category_id']}", json={"name": "Mine"}),
        await somebody.delete(f"/api/categories/{sweet['category_id']}"),
    ):
        if role is None:
            problem(answer, 401, "not_authenticated")
        else:
            problem(answer, 403, "forbidden")
    assert await all_rows(shop) == before


async def test_an_address_without_a_sweet_is_not_found(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    body = {name: sweet[name] for name in ("sku", "name", "category_id", "price", "unit")}
    before = await all_rows(shop)
    for sweet_id in (sweet["id"] + 1, BIGGEST_ID):
        address = f"/api/sweets/{sweet_id}"
        for answer in (
            await admin.get(address),
            await admin.put(address, json=body, headers=ANY),
            await admin.patch(address, json={"price": "1"}, headers=ANY),
            await admin.delete(address, headers=ANY),
            await admin.post(f"{address}/restock", json={"quantity": "1"}),
            await customer.post(f"{address}/purchase", json={"quantity": "1"}),
        ):
            problem(answer, 404, "sweet_not_found")
    assert await all_rows(shop) == before
