"""Sales, voids and refunds at once, on two workers: each day's books match the documents."""

import asyncio
import random
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app.services.insight.verification import VerificationService
from tests.support.answers import created, ok
from tests.support.concurrency import on_worker
from tests.support.requests import NewSweet, restock
from tests.support.shop import TestShop


@pytest.fixture
async def sweets(admin: AsyncClient, new_sweet: NewSweet) -> list[dict[str, Any]]:
    made = [await new_sweet(price=f"{10 + number}.35") for number in range(6)]
    for sweet in made[:4]:
        await restock(admin, sweet, "10000", unit_cost=f"{3 + sweet['id']}.17")
    for sweet in made[4:]:
        await restock(admin, sweet, "10000")
    return made


async def test_the_books_add_up_after_many_sales_voids_and_refunds_at_once(
    workers: list[TestShop], admin: AsyncClient, sweets: list[dict[str, Any]]
) -> None:
    shop = workers[0]
    at = [on_worker(worker, admin) for worker in workers]
    chance = random.Random(5)  # noqa: S311 - a test has to be the same each time.

    async def sell(number: int) -> int:
        lines = [
            {"sweet_id": sweet["id"], "quantity": str(chance.randint(1, 5))}
            for sweet in chance.sample(sweets, chance.randint(1, 4))
        ]
        client = at[number % 2]
        body: dict[str, Any] = {"lines": lines}
        if number % 3 == 0:
            body["discount"] = {"percent": "7.5", "reason": "A regular"}
        answer = await client.post("/api/sales", json=body)
        assert answer.status_code == 201, answer.text
        if number % 4 == 0:
            void = await at[1 - number % 2].post(
                f"/api/sales/{answer.json()['id']}/void", json={"reason": "A mistake."}
            )
            assert void.status_code == 200, void.text
            return 0
        if number % 4 == 1:
            line = {"line_no": 1, "quantity": "1"}
            back = {"lines": [line], "restock": number % 8 == 1}
            created(await at[1 - number % 2].post(f"/api/sales/{answer.json()['id']}/refunds", json=back))
        return 1

    made = await asyncio.gather(*(sell(number) for number in range(120)))
    await asyncio.gather(*(client.aclose() for client in at))
    answer = ok(await admin.get("/api/dashboard/total-sales"))
    assert answer["sales"] == sum(made) == 90
    assert answer["refund_count"] == 30
    ((totals,),) = await shop.sql(
        "SELECT (SELECT sum(total) FROM sales WHERE status = 'completed') - (SELECT sum(total) FROM refunds)"
    )
    assert answer["total"] == str(totals)
    async with shop.database.unit_of_work() as session:
        assert await VerificationService(session, shop.context).verify() == []


async def test_a_sale_that_is_refused_books_nothing(
    shop: TestShop, admin: AsyncClient, sweets: list[dict[str, Any]]
) -> None:
    lines = [{"sweet_id": sweets[0]["id"], "quantity": "1"}, {"sweet_id": sweets[1]["id"], "quantity": "10001"}]
    assert (await admin.post("/api/sales", json={"lines": lines})).status_code == 409
    async with shop.database.reading() as session:
        assert (await session.execute(text("SELECT count(*) FROM daily_sales"))).scalar() == 0
