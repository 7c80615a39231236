"""One code that is used twice at the same moment, on one worker and on two, over real commits: it lets in once."""

import asyncio

import pytest
from httpx import Response

from app.models import Role
from tests.support.answers import problem
from tests.support.concurrency import until_waiting
from tests.support.second_factor import code_of, give_factor
from tests.support.shop import PASSWORDS, TestShop

ADMIN = {"username": "admin@example.com", "password": PASSWORDS[Role.ADMIN]}


@pytest.mark.parametrize("number_of_workers", [1, 2])
async def test_a_code_used_twice_at_once_lets_exactly_one_in(workers: list[TestShop], number_of_workers: int) -> None:
    shop, other = workers[0], workers[number_of_workers - 1]
    shop.clock.stop()
    other.clock.set(shop.clock())
    await give_factor(shop)
    for steps in (-1, 0, 1):
        otp = code_of(shop, steps)

        async def log_in(worker: TestShop, otp: str = otp) -> Response:
            return await worker.client.post("/api/auth/login", json=ADMIN | {"otp": otp})

        async with shop.connect() as connection, connection.transaction():
            await connection.execute("SELECT FROM second_factors FOR UPDATE")
            racing = [asyncio.create_task(log_in(worker)) for worker in (shop, other)]
            await until_waiting(shop, 2)
        let_in, refused = sorted(await asyncio.gather(*racing), key=lambda answer: answer.status_code)
        assert let_in.status_code == 200, let_in.text
        problem(refused, 401, "invalid_otp")
    ((logins,),) = await shop.sql("SELECT count(*) FROM sessions")
    assert logins == 3
