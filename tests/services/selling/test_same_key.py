"""I5, raced: whatever meets under one Idempotency-Key, in one batch, in two or in two workers, has one effect."""

import asyncio
from itertools import cycle

import pytest
from httpx import AsyncClient

from app.core.errors import DomainError
from app.database.engine import TIMEOUTS
from app.services.common.idempotency import Answer
from tests.support.answers import created, problem
from tests.support.checkout import claims_of, new_order, numbers_without_gaps, stock, till
from tests.support.concurrency import KEY, held, on_worker, one_effect, until, until_waiting
from tests.support.requests import NewSweet
from tests.support.shop import StatementCounter, TestShop, running_shop

TRIES = 50
ROUNDS = 5


@pytest.mark.parametrize("number_of_workers", [1, 2])
async def test_fifty_requests_with_one_key_sell_once_and_repeat_the_answer(
    workers: list[TestShop], customer: AsyncClient, new_sweet: NewSweet, number_of_workers: int
) -> None:
    sweet = await new_sweet(stock="100")
    callers = [on_worker(worker, customer) for worker in workers[:number_of_workers]]
    sales = set()
    for number in range(1, ROUNDS + 1):
        headers = {"Idempotency-Key": f"try {number}"}
        answers = await asyncio.gather(
            *(
                caller.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "2"}, headers=headers)
                for caller, _ in zip(cycle(callers), range(TRIES), strict=False)
            )
        )
        sales.add(one_effect(answers, replayed=TRIES - 1 if number_of_workers == 1 else None)["id"])
        assert (await stock(workers[0]))[sweet["id"]] == (100 - 2 * number, 100, 2 * number)
    assert len(sales) == await numbers_without_gaps(workers[0]) == ROUNDS


@pytest.mark.parametrize("number_of_workers", [1, 2])
async def test_fifty_restocks_with_one_key_add_stock_once(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet, number_of_workers: int
) -> None:
    sweet = await new_sweet()
    callers = [on_worker(worker, admin) for worker in workers[:number_of_workers]]
    answers = await asyncio.gather(
        *(
            caller.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": "3"}, headers=KEY)
            for caller, _ in zip(cycle(callers), range(TRIES), strict=False)
        )
    )
    one_effect(answers)
    assert (await stock(workers[0]))[sweet["id"]] == (3, 3, 0)
    assert len(await workers[0].sql("SELECT FROM lots")) == 1


async def test_fifty_restocks_with_keys_of_their_own_all_come_in(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    answers = await asyncio.gather(
        *(
            on_worker(worker, admin).post(
                f"/api/sweets/{sweet['id']}/restock", json={"quantity": "3"}, headers={"Idempotency-Key": f"mine {at}"}
            )
            for worker, at in zip(cycle(workers), range(TRIES), strict=False)
        )
    )
    assert len({created(answer)["id"] for answer in answers}) == TRIES
    assert (await stock(workers[0]))[sweet["id"]] == (3 * TRIES, 3 * TRIES, 0)


async def has_begun(counter: StatementCounter) -> bool:
    return len(counter) > 0


@pytest.mark.parametrize("meet", ["in one batch", "in two batches", "one after the other", "in two workers"])
@pytest.mark.parametrize("same_body", [True, False])
async def test_two_requests_with_one_key_have_one_effect_wherever_they_meet(
    workers: list[TestShop], customer: AsyncClient, new_sweet: NewSweet, meet: str, same_body: bool
) -> None:
    sweet = await new_sweet(stock="100")
    claims = claims_of(workers[0], customer)
    order = new_order(claims, (sweet, 2), key="one")
    other = new_order(claims, (sweet, 2 if same_body else 3), key="one")
    tills = [till(worker) for worker in workers]
    async with workers[0].count_statements() as counter:
        first = asyncio.create_task(tills[0].place(order))
        if meet == "in two batches":
            await until(lambda: has_begun(counter))
        if meet == "one after the other":
            await first
        second = asyncio.create_task(tills[meet == "in two workers"].place(other))
        answers = await asyncio.gather(first, second, return_exceptions=True)
    batches = sum("FOR NO KEY UPDATE" in statement for statement in counter.statements)
    assert batches == (1 if meet in ("in one batch", "in two workers") else 2)

    sold = [answer for answer in answers if isinstance(answer, Answer) and not answer.replayed]
    (retry,) = [answer for answer in answers if answer is not sold[0]]
    assert len(sold) == 1
    if same_body:
        assert isinstance(retry, Answer)
        assert (retry.id, retry.body, retry.replayed) == (sold[0].id, sold[0].body, True)
    else:
        assert isinstance(retry, DomainError)
        assert retry.code == "idempotency_key_reused"
    quantity = 2 if same_body or answers[0] is sold[0] else 3
    assert (await stock(workers[0]))[sweet["id"]] == (100 - quantity, 100, quantity)
    assert await numbers_without_gaps(workers[0]) == 1


@pytest.mark.parametrize("meet", ["in one batch", "in two workers", "one after the other"])
async def test_the_same_key_of_two_people_is_two_keys(
    workers: list[TestShop], customer: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet, meet: str
) -> None:
    sweet = await new_sweet(stock="100")
    people = [claims_of(workers[0], customer), claims_of(workers[0], salesperson)]
    tills = [till(worker) for worker in (workers if meet == "in two workers" else workers[:1] * 2)]
    placed = []
    for one, claims in zip(tills, people, strict=True):
        placed.append(asyncio.create_task(one.place(new_order(claims, (sweet, 2), key="one"))))
        if meet == "one after the other":
            await placed[-1]
    answers = await asyncio.gather(*placed)
    assert [answer.replayed for answer in answers] == [False, False]
    assert answers[0].body != answers[1].body
    assert (await stock(workers[0]))[sweet["id"]] == (96, 100, 4)


async def test_a_refused_order_leaves_its_key_free(
    shop: TestShop, customer: AsyncClient, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="1")
    address, body = f"/api/sweets/{sweet['id']}", {"quantity": "2"}
    answers = await asyncio.gather(*(customer.post(f"{address}/purchase", json=body, headers=KEY) for _ in range(10)))
    for answer in answers:
        problem(answer, 409, "insufficient_stock")
    created(await admin.post(f"{address}/restock", json={"quantity": "1"}))
    assert "Idempotency-Replayed" not in (await customer.post(f"{address}/purchase", json=body, headers=KEY)).headers
    assert (await stock(shop))[sweet["id"]] == (0, 2, 2)


@pytest.mark.not_on("pgbouncer", reason="it shortens a timeout that the role has there")
async def test_a_retry_during_the_first_try_is_refused_and_a_later_one_gets_its_sale(
    database_url: str, shop: TestShop, customer: AsyncClient, new_sweet: NewSweet, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweet = await new_sweet(stock="10")
    address, body = f"/api/sweets/{sweet['id']}/purchase", {"quantity": "1"}
    monkeypatch.setitem(TIMEOUTS, "lock_timeout", "100ms")
    async with running_shop(database_url) as hasty:
        async with held(shop, sweet):
            first = asyncio.create_task(customer.post(address, json=body, headers=KEY))
            await until_waiting(shop, 1)
            waiting = await on_worker(hasty, customer).post(address, json=body, headers=KEY)
            problem(waiting, 409, "idempotency_key_in_progress")
            assert waiting.headers["Retry-After"] == "1"
        sale = created(await first)
    retry = await customer.post(address, json=body, headers=KEY)
    assert retry.headers["Idempotency-Replayed"] == "true"
    assert retry.json() == sale
    assert (await stock(shop))[sweet["id"]] == (9, 10, 1)
