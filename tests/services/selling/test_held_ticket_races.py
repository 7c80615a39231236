"""Tills that reach for the same held ticket at the same moment: exactly one gets it."""

import asyncio
from itertools import cycle

from httpx import AsyncClient

from tests.support.answers import created
from tests.support.concurrency import codes, on_worker
from tests.support.requests import NewSweet
from tests.support.shop import TestShop


async def test_a_ticket_is_taken_up_by_one_till(
    workers: list[TestShop], admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    basket = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}]}
    for attempt in range(10):
        address = f"/api/tickets/{created(await admin.post('/api/tickets', json=basket))['id']}"
        tills = [on_worker(worker, client) for worker, client in zip(cycle(workers), (admin, salesperson) * 3)]
        answers = await asyncio.gather(
            *(
                till.post(f"{address}/take-up", headers={"Idempotency-Key": f"{attempt} {number}"})
                for number, till in enumerate(tills)
            ),
            tills[0].delete(address),
        )
        assert codes(answers) == {"done": 1, "held_ticket_not_found": 6}
    assert await workers[0].sql("SELECT FROM held_tickets") == []


async def test_a_repeated_request_that_overtakes_its_first_gets_the_same_ticket(
    workers: list[TestShop], salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    ticket = created(
        await salesperson.post("/api/tickets", json={"lines": [{"sweet_id": sweet["id"], "quantity": "1"}]})
    )
    key = {"Idempotency-Key": "take up"}
    answers = await asyncio.gather(
        *(
            on_worker(worker, salesperson).post(f"/api/tickets/{ticket['id']}/take-up", headers=key)
            for worker in workers * 3
        )
    )
    assert {answer.status_code for answer in answers} == {200}
    assert [answer.json() for answer in answers] == [ticket] * 6
