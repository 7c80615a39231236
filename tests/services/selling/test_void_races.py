"""Voids at the same moment, and voids during sales: goods come back once, and nobody waits for ever."""

import asyncio
from decimal import Decimal
from itertools import cycle

import pytest
from httpx import AsyncClient, Response

from tests.support.answers import created
from tests.support.checkout import claims_of, new_order, till
from tests.support.concurrency import codes, held, on_worker, until_waiting
from tests.support.requests import NewSweet
from tests.support.selling import REASON, line, refund, sell, void
from tests.support.shop import TestShop


async def test_a_sale_voided_twice_at_once_is_voided_once(
    workers: list[TestShop], admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    for attempt in range(5):
        sale = created(await admin.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "3"}))
        address = f"/api/sales/{sale['id']}/void"
        racing: list[asyncio.Task[Response]] = []
        async with held(workers[0], sweet):
            for worker, client in zip(cycle(workers), (admin, salesperson) * 2, strict=False):
                key = {"Idempotency-Key": f"{attempt} {len(racing)}"}
                racing.append(asyncio.create_task(on_worker(worker, client).post(address, json=REASON, headers=key)))
            await until_waiting(workers[0], 4)
        assert codes(await asyncio.gather(*racing)) == {"done": 1, "sale_voided": 3}
        (row,) = await workers[0].sql("SELECT on_hand FROM sweets WHERE id = $1", sweet["id"])
        assert row["on_hand"] == 10
    voids = await workers[0].sql("SELECT quantity FROM stock_movements WHERE kind = 'void'")
    assert [row["quantity"] for row in voids] == [3] * 5


async def test_two_tries_with_one_key_void_once_and_are_answered_alike(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    sale = created(await admin.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "3"}))
    key = {"Idempotency-Key": "undo"}
    answers = await asyncio.gather(
        *(
            on_worker(worker, admin).post(f"/api/sales/{sale['id']}/void", json=REASON, headers=key)
            for worker in workers * 3
        )
    )
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
    assert sorted("Idempotency-Replayed" in answer.headers for answer in answers) == [False] + [True] * 5


async def test_goods_of_a_void_are_sold_to_the_buyer_who_waits_for_the_sweet(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    shop, sweet = workers[0], await new_sweet(stock="4")
    sale = created(await admin.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "4"}))
    async with held(shop, sweet):
        undoing = asyncio.create_task(on_worker(workers[1], admin).post(f"/api/sales/{sale['id']}/void", json=REASON))
        await until_waiting(shop, 1)
        selling = asyncio.create_task(till(shop).place(new_order(claims_of(shop, admin), (sweet, 3))))
        await until_waiting(shop, 2)
    assert (await undoing).status_code == 200
    assert not (await selling).replayed
    (row,) = await shop.sql("SELECT on_hand FROM sweets WHERE id = $1", sweet["id"])
    assert row["on_hand"] == 1


@pytest.mark.parametrize("is_void", [True, False], ids=["void", "refund"])
async def test_goods_come_back_to_the_sweet_of_the_lowest_id_first(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, *, is_void: bool
) -> None:
    first, second = await new_sweet(stock="1"), await new_sweet(stock="1")
    sale = await sell(admin, (second, "1"), (first, "1"))
    undo = void(admin, sale) if is_void else refund(admin, sale, line(1, "1"), line(2, "1"), restock=True)
    async with held(shop, first):
        undoing = asyncio.create_task(undo)
        await until_waiting(shop, 1)
        await shop.sql("SELECT FROM sweets WHERE id = $1 FOR UPDATE NOWAIT", second["id"])
    assert (await undoing).is_success


async def test_voids_and_baskets_of_the_same_sweets_never_deadlock_nor_lose_anything(
    workers: list[TestShop], buyers: list[AsyncClient], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    shop = workers[0]
    sweets = [await new_sweet(stock="60") for _ in range(4)]
    baskets = [[{"sweet_id": sweet["id"], "quantity": "1"} for sweet in order] for order in (sweets, sweets[::-1]) * 10]
    sales = [created(await admin.post("/api/sales", json={"lines": lines})) for lines in baskets]
    racing = [
        on_worker(worker, admin).post(f"/api/sales/{sale['id']}/void", json=REASON)
        for worker, sale in zip(cycle(workers), sales, strict=False)
    ] + [
        on_worker(worker, buyer).post("/api/sales", json={"lines": lines})
        for worker, buyer, lines in zip(cycle(workers), buyers, baskets, strict=False)
    ]
    assert codes(await asyncio.gather(*racing)) == {"done": 40}
    rows = await shop.sql("SELECT on_hand FROM sweets UNION ALL SELECT on_hand FROM lots")
    assert {row["on_hand"] for row in rows} == {Decimal(40)}
