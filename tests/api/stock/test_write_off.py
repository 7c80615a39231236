"""All that has expired is written off in one request."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.adjustment import WriteOffRead
from tests.support.answers import ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, restock, stock_of
from tests.support.shop import TestShop

EXPIRED = "/api/adjustments/expired"


async def waiting(admin: AsyncClient) -> list[int]:
    """Return the lots that wait for a write-off."""
    return [lot["id"] for lot in ok(await admin.get("/api/lots?expired=true&empty=false"))["items"]]


def day(shop: TestShop, days: int) -> str:
    return (shop.context.today() + timedelta(days=days)).isoformat()


async def test_all_that_has_expired_is_written_off_with_its_cost(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    rasmalai, barfi, ladoo = [await new_sweet(name=name) for name in ("Rasmalai", "Barfi", "Ladoo")]
    first = (await restock(admin, rasmalai, "2", best_before=day(shop, -2), unit_cost="10.50"))["lot"]["id"]
    second = (await restock(admin, rasmalai, "1", best_before=day(shop, -1), unit_cost="0.25"))["lot"]["id"]
    await restock(admin, rasmalai, "4", best_before=day(shop, 0))
    third = (await restock(admin, barfi, "3", best_before=day(shop, -9)))["lot"]["id"]
    await restock(admin, ladoo, "5")
    assert sorted(await waiting(admin)) == [first, second, third]

    body = ok(await admin.post(EXPIRED))

    read_strictly(WriteOffRead, body)
    assert (body["cost"], body["lots_without_cost"]) == ("21.25", 1)
    assert [
        (
            item["sweet"]["name"],
            item["reason"],
            item["quantity"],
            [movement["lot_id"] for movement in item["movements"]],
        )
        for item in body["items"]
    ] == [("Rasmalai", "expired", "-3.000", [first, second]), ("Barfi", "expired", "-3.000", [third])]
    assert body["items"][::-1] == ok(await admin.get("/api/adjustments"))["items"]
    assert await waiting(admin) == []
    assert [(await stock_of(admin, sweet))[0] for sweet in (rasmalai, barfi, ladoo)] == ["4.000", "0.000", "5.000"]


async def test_nothing_to_write_off_is_a_plain_answer(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    await restock(admin, await new_sweet(), "4", best_before=day(shop, 0))
    before = await all_rows(shop)
    assert ok(await admin.post(EXPIRED)) == {"items": [], "cost": "0.00", "lots_without_cost": 0}
    assert await all_rows(shop) == before


async def test_a_repeated_key_writes_nothing_off_again(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet()
    await restock(admin, sweet, "4", best_before=day(shop, -1))
    key = {"Idempotency-Key": "each-morning"}
    first = await admin.post(EXPIRED, headers=key)
    await restock(admin, sweet, "2", best_before=day(shop, -1))
    again = await admin.post(EXPIRED, headers=key)
    assert ok(again) == ok(first)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(await waiting(admin)) == 1
    problem(await admin.post("/api/sweets", headers=key, json=other_request(sweet)), 422, "idempotency_key_reused")


def other_request(sweet: dict[str, Any]) -> dict[str, Any]:
    return {"sku": "X", "name": "X", "category_id": sweet["category_id"], "price": "1", "unit": "piece"}


@pytest.mark.parametrize("many", [1, 5])
async def test_it_takes_the_same_statements_however_much_has_expired(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, many: int
) -> None:
    for _ in range(many):
        await restock(admin, await new_sweet(), "4", best_before=day(shop, -1))
    async with shop.count_statements() as counter:
        assert len(ok(await admin.post(EXPIRED))["items"]) == many
    # Who is asking, the sweets, six of the write-off, and the answer.
    assert len(counter) == 9, counter.statements
