"""Stock alerts when everything happens at once: nothing is said twice, no alert is missed, nothing deadlocks."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from itertools import cycle
from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.alerts import ANY, CHANGES, Change, states, told
from tests.support.answers import created, ok
from tests.support.concurrency import held, on_worker, until_waiting, without_deadlock
from tests.support.requests import NewSweet, purchase, restock
from tests.support.shop import TestShop


async def test_fifty_racing_buyers_cause_each_notification_once(
    workers: list[TestShop], buyers: list[AsyncClient], new_sweet: NewSweet
) -> None:
    shop = workers[0]
    for number in range(5):
        sweet = await new_sweet(name=f"Sweet {number}", stock="12")
        created(await purchase(buyers[0], sweet, "7"))
        answers = await asyncio.gather(
            *(
                purchase(on_worker(worker, buyer), sweet, "1")
                for worker, buyer in zip(cycle(workers), buyers, strict=False)
            )
        )
        assert Counter(answer.status_code for answer in answers) == {201: 5, 409: 45}
        assert (await told(shop))[2 * number :] == [f"Sweet {number} is running low", f"Sweet {number} is sold out"]
    rows = await shop.sql("SELECT state, resolved_at FROM stock_alerts")
    assert [tuple(row) for row in rows] == [("out", None)] * 5


async def test_buyers_and_restockers_who_race_leave_alerts_that_are_true(
    workers: list[TestShop], buyers: list[AsyncClient], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Barfi", stock="6")
    for _ in range(5):
        racing: list[Awaitable[Any]] = []
        for number, (worker, buyer) in enumerate(zip(cycle(workers), buyers[:20], strict=False)):
            racing.append(purchase(on_worker(worker, buyer), sweet, "1"))
            if number % 5 == 0:
                racing.append(restock(on_worker(worker, admin), sweet, "4"))
        await asyncio.gather(*racing)
        state = ok(await admin.get(f"/api/sweets/{sweet['id']}"))["stock_state"]
        assert await states(admin) == ({} if state == "ok" else {"Barfi": state})


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_sale_and_a_change_of_threshold_at_the_same_moment_miss_no_alert(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet, change: Change
) -> None:
    # Alone neither would raise an alert: 12 are above 10, and 8 are above 5.
    for number in range(3):
        sweet = await new_sweet(name=f"Sweet {number}", stock="12")
        async with held(shop, sweet):
            sale = asyncio.create_task(purchase(customer, sweet, "4"))
            changed = asyncio.create_task(change(admin, sweet, "10"))
            await until_waiting(shop, 2)
        created(await sale)
        ok(await changed)
        assert (await states(admin)).get(f"Sweet {number}") == "low"
        ok(await change(admin, sweet, None))


async def test_thresholds_sweets_and_baskets_changed_at_once_never_deadlock(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweets = [await new_sweet(stock="100") for _ in range(6)]
    category = f"/api/categories/{sweets[0]['category_id']}"
    whole = {name: sweets[3][name] for name in ("sku", "name", "category_id", "price", "unit")}
    async with without_deadlock(shop) as workers:
        for number in range(4):
            async with held(shop, sweets[3]):
                basket = [{"sweet_id": sweet["id"], "quantity": "1"} for sweet in sweets]
                acts = [
                    on_worker(workers[0], admin).patch(category, json={"low_stock_threshold": str(number + 1)}),
                    on_worker(workers[1], admin).put(f"/api/sweets/{sweets[3]['id']}", json=whole, headers=ANY),
                    on_worker(workers[1], admin).put("/api/settings", json={"low_stock_threshold_piece": str(number)}),
                    on_worker(workers[0], customer).post("/api/sales", json={"lines": basket}),
                    on_worker(workers[1], customer).post("/api/sales", json={"lines": basket[::-1]}),
                ]
                running = [asyncio.create_task(act) for act in acts]
                await until_waiting(shop, 4)
            answers = await asyncio.gather(*running)
            assert [answer.status_code for answer in answers] == [200, 200, 200, 201, 201]
