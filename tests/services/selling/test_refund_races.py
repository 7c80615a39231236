"""Refunds at the same moment: never more than was sold, never of a voided sale, once for each key, and no deadlock."""

import asyncio
from decimal import Decimal
from itertools import cycle
from typing import Any

from httpx import AsyncClient, Response

from app.services.common.context import ShopContext
from app.services.insight.verification import VerificationService
from tests.support.answers import created
from tests.support.clock import suite_clock
from tests.support.concurrency import codes, held, on_worker, until_waiting, without_deadlock
from tests.support.requests import NewSweet
from tests.support.selling import REASON
from tests.support.shop import TestShop


async def sell(client: AsyncClient, *lines: tuple[dict[str, Any], str]) -> dict[str, Any]:
    rows = [{"sweet_id": sweet["id"], "quantity": quantity} for sweet, quantity in lines]
    return created(await client.post("/api/sales", json={"lines": rows}))


def back(*quantities: str, restock: bool = False) -> dict[str, Any]:
    lines = [{"line_no": line_no, "quantity": quantity} for line_no, quantity in enumerate(quantities, 1)]
    return {"lines": lines, "restock": restock}


async def check_books(shop: TestShop) -> None:
    async with shop.database.unit_of_work() as session:
        assert await VerificationService(session, ShopContext(suite_clock)).verify() == []


async def test_many_refunds_of_a_line_at_once_give_back_as_much_as_was_sold(
    workers: list[TestShop], admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="100", price="9.99")
    for restock in (False, True):
        sale = await sell(admin, (sweet, "10"))
        racing = [
            on_worker(worker, client).post(f"/api/sales/{sale['id']}/refunds", json=back("1", restock=restock))
            for worker, client in zip(cycle(workers), (admin, admin, salesperson) * 8, strict=False)
        ]
        answers = await asyncio.gather(*racing)
        assert codes(answers) == {"done": 10, "over_refund": 14}
        now = (await admin.get(f"/api/sales/{sale['id']}")).json()
        assert (now["refunded_total"], now["lines"][0]["refunded"]) == (sale["total"], "10.000")
    ((on_hand,),) = await workers[0].sql("SELECT on_hand FROM sweets")
    assert on_hand == 100 - 10
    await check_books(workers[0])


async def test_all_who_wait_for_one_sale_are_decided_one_after_the_other(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="100")
    sale = await sell(admin, (sweet, "3"))
    racing: list[asyncio.Task[Response]] = []
    async with held(workers[0], sweet):
        for worker in workers * 2:
            post = on_worker(worker, admin).post(f"/api/sales/{sale['id']}/refunds", json=back("2", restock=True))
            racing.append(asyncio.create_task(post))
        await until_waiting(workers[0], 4)
    assert codes(await asyncio.gather(*racing)) == {"done": 1, "over_refund": 3}
    await check_books(workers[0])


async def test_a_refund_and_a_void_of_one_sale_exclude_each_other(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="100")
    outcomes = set()
    for attempt in range(6):
        sale = await sell(admin, (sweet, "3"))
        address = f"/api/sales/{sale['id']}"
        posts = [
            (f"{address}/refunds", back("1", restock=True)),
            (f"{address}/void", REASON),
        ]
        racing: list[asyncio.Task[Response]] = []
        async with held(workers[0], sweet):
            # Whoever comes first waits for the sweet with the sale in hand; the other waits for the sale.
            for waiting, (path, body) in enumerate(posts if attempt % 2 else posts[::-1], 1):
                worker = workers[(attempt // 2 + waiting) % 2]
                racing.append(asyncio.create_task(on_worker(worker, admin).post(path, json=body)))
                await until_waiting(workers[0], waiting)
        first, second = await asyncio.gather(*racing)
        assert first.is_success, first.text
        assert second.status_code == 409
        outcomes.add(second.json()["code"])
    assert outcomes == {"sale_voided", "sale_refunded"}
    await check_books(workers[0])


async def test_many_tries_with_one_key_refund_once_and_are_answered_alike(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    sale = await sell(admin, (sweet, "9"))
    key = {"Idempotency-Key": "back"}
    answers = await asyncio.gather(
        *(
            on_worker(worker, admin).post(f"/api/sales/{sale['id']}/refunds", json=back("1", restock=True), headers=key)
            for worker in workers * 4
        )
    )
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert sorted("Idempotency-Replayed" in answer.headers for answer in answers) == [False] + [True] * 7
    assert len(await workers[0].sql("SELECT FROM refunds")) == 1
    ((on_hand,),) = await workers[0].sql("SELECT on_hand FROM sweets")
    assert on_hand == 2
    await check_books(workers[0])


async def test_refunds_with_and_without_restock_sales_and_voids_of_the_same_sweets_never_deadlock(
    shop: TestShop, buyers: list[AsyncClient], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweets = [await new_sweet(stock="200") for _ in range(4)]
    baskets = [sweets, sweets[::-1]] * 12
    sales = [await sell(admin, *((sweet, "2") for sweet in basket)) for basket in baskets]
    async with without_deadlock(shop) as workers:
        racing = []
        for number, (worker, sale, basket) in enumerate(zip(cycle(workers), sales, baskets, strict=False)):
            address = f"/api/sales/{sale['id']}"
            client = on_worker(worker, admin)
            if number % 4 == 3:
                racing.append(client.post(f"{address}/void", json=REASON))
            else:
                racing.append(client.post(f"{address}/refunds", json=back(*"1111", restock=number % 4 != 2)))
            lines = [{"sweet_id": sweet["id"], "quantity": "1"} for sweet in basket]
            racing.append(on_worker(worker, buyers[number]).post("/api/sales", json={"lines": lines}))
        assert codes(await asyncio.gather(*racing)) == {"done": 48}
    rows = await shop.sql("SELECT on_hand FROM sweets UNION ALL SELECT on_hand FROM lots")
    # Two of each were sold 24 times and one 24 times more; 6 sales came back whole, and of 12 one of each did.
    assert {row["on_hand"] for row in rows} == {Decimal(200 - 48 - 24 + 12 + 12)}
    await check_books(shop)
