"""Races over real commits, on one worker and on two: nothing is oversold, nothing deadlocks, nobody is hurt."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from decimal import Decimal
from itertools import cycle

import pytest
from httpx import AsyncClient, Response

from app.core.errors import DomainError
from app.database.engine import TIMEOUTS
from app.services.common.idempotency import Answer
from app.services.shop.housekeeping import IDEMPOTENCY_KEYS_KEPT, Housekeeping
from tests.support.answers import created, problem
from tests.support.checkout import claims_of, new_order, numbers_without_gaps, stock, till
from tests.support.concurrency import held, on_worker, until_waiting, without_deadlock
from tests.support.requests import NewSweet
from tests.support.shop import TestShop, running_shop

ROUNDS = 20
UNITS = 10


def codes(answers: list[Response]) -> Counter[str]:
    return Counter("sold" if answer.status_code == 201 else answer.json()["code"] for answer in answers)


@pytest.mark.parametrize("number_of_workers", [1, 2])
async def test_fifty_buyers_who_race_for_the_last_ten_units_get_exactly_ten(
    workers: list[TestShop], buyers: list[AsyncClient], admin: AsyncClient, new_sweet: NewSweet, number_of_workers: int
) -> None:
    shop = workers[0]
    clients = [
        on_worker(worker, buyer) for worker, buyer in zip(cycle(workers[:number_of_workers]), buyers, strict=False)
    ]
    for race in range(ROUNDS):
        sweet = await new_sweet(stock="4")
        address = f"/api/sweets/{sweet['id']}"
        for part in ("1", "5"):
            created(await admin.post(f"{address}/restock", json={"quantity": part}))
        answers = await asyncio.gather(
            *(
                client.post(f"{address}/purchase", json={"quantity": "1"}, headers={"Idempotency-Key": f"race {race}"})
                for client in clients
            )
        )
        assert codes(answers) == {"sold": UNITS, "insufficient_stock": len(buyers) - UNITS}
        for refusal in (answer for answer in answers if answer.status_code != 201):
            (shortage,) = problem(refusal, 409, "insufficient_stock")["shortages"]
            assert (shortage["sweet_id"], shortage["requested"], shortage["available"]) == (
                sweet["id"],
                "1.000",
                "0.000",
            )
        assert (await stock(shop))[sweet["id"]] == (0, UNITS, UNITS)
    assert await numbers_without_gaps(shop) == ROUNDS * UNITS


async def test_buyers_of_different_amounts_get_all_they_can_and_never_more_than_there_is(
    workers: list[TestShop], buyers: list[AsyncClient], new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(unit="kg", quantity_step="0.050", min_quantity="0.050", stock="7.3")
    wanted = [f"{0.05 * (1 + number % 9):.2f}" for number in range(len(buyers))]
    answers = await asyncio.gather(
        *(
            on_worker(worker, buyer).post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": quantity})
            for worker, buyer, quantity in zip(cycle(workers), buyers, wanted, strict=False)
        )
    )
    left, received, sold = (await stock(workers[0]))[sweet["id"]]
    bought = [Decimal(answer.json()["lines"][0]["quantity"]) for answer in answers if answer.status_code == 201]
    refused = [Decimal(q) for q, answer in zip(wanted, answers, strict=True) if answer.status_code == 409]
    assert sum(bought) == sold
    assert left + sold == received
    assert all(quantity > left for quantity in refused)
    assert len(bought) + len(refused) == len(buyers)


async def test_a_race_of_buying_and_restocking_the_last_unit_keeps_the_books_straight(
    workers: list[TestShop], buyers: list[AsyncClient], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    for _ in range(5):
        sweet = await new_sweet(stock="1")
        address = f"/api/sweets/{sweet['id']}"
        racing: list[Awaitable[Response]] = []
        for number, (worker, buyer) in enumerate(zip(cycle(workers), buyers[:20], strict=False)):
            racing.append(on_worker(worker, buyer).post(f"{address}/purchase", json={"quantity": "1"}))
            if number % 4 == 0:
                racing.append(on_worker(worker, admin).post(f"{address}/restock", json={"quantity": "1"}))
        answers = await asyncio.gather(*racing)
        left, received, sold = (await stock(workers[0]))[sweet["id"]]
        assert received == 1 + 5
        assert left + sold == received
        assert codes(answers) == {"sold": 5 + sold, "insufficient_stock": 20 - sold}


async def test_two_buyers_at_the_same_moment_get_one_of_two_lots_each(
    workers: list[TestShop], customer: AsyncClient, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="1")
    address = f"/api/sweets/{sweet['id']}"
    created(await admin.post(f"{address}/restock", json={"quantity": "1"}))
    async with held(workers[0], sweet):
        buying = [
            asyncio.create_task(on_worker(worker, customer).post(f"{address}/purchase", json={"quantity": "1"}))
            for worker in workers
        ]
        await until_waiting(workers[0], 2)
    assert codes(await asyncio.gather(*buying)) == {"sold": 2}


async def test_baskets_in_opposite_order_never_deadlock(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweets = [await new_sweet(stock="100") for _ in range(6)]
    claims = claims_of(shop, customer)
    baskets = [(sweet, 1) for sweet in sweets], [(sweet, 2) for sweet in reversed(sweets)]
    async with without_deadlock(shop) as workers:
        for _ in range(3):
            async with held(shop, sweets[3]):
                placed = [
                    asyncio.create_task(till(worker).place(new_order(claims, *basket)))
                    for worker, basket in zip(workers, baskets, strict=True)
                ]
                # Both are in the middle of their locks, or one waits for the other to get there.
                await until_waiting(shop, 2)
            assert [answer.replayed for answer in await asyncio.gather(*placed)] == [False, False]
    assert await stock(shop) == {sweet["id"]: (91, 100, 9) for sweet in sweets}


async def test_keys_in_opposite_order_never_deadlock(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="100")
    claims = claims_of(shop, customer)
    async with without_deadlock(shop) as workers:
        for attempt in range(3):
            orders = [new_order(claims, (sweet, 1), key=f"{attempt} {number}") for number in range(6)]
            async with held(shop, sweet):
                first = asyncio.create_task(till(shop).place(orders[3]))
                await until_waiting(shop, 1)
                placed = [
                    asyncio.create_task(till(worker).place(order))
                    for worker, batch in zip(workers, (orders, orders[::-1]), strict=True)
                    for order in batch
                ]
                await until_waiting(shop, 3)
            answers = await asyncio.gather(first, *placed)
            assert len({answer.body for answer in answers}) == 6
            assert sum(not answer.replayed for answer in answers) == 6
    assert (await stock(shop))[sweet["id"]] == (82, 100, 18)


async def forgotten_key(shop: TestShop, place: Callable[[], Awaitable[Answer]]) -> None:
    """Use a key, and let its stored answer expire. The sale keeps the key for ever."""
    await place()
    shop.clock.advance(IDEMPOTENCY_KEYS_KEPT * 2)
    await Housekeeping(shop.database, shop.clock).tidy()


@pytest.mark.parametrize("poison", ["a key whose answer is forgotten", "a note the database cannot store"])
async def test_an_order_that_the_database_refuses_does_not_hurt_those_beside_it(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet, poison: str
) -> None:
    sweet = await new_sweet(stock="100")
    claims = claims_of(shop, customer)
    poisoned = (
        new_order(claims, (sweet, 1), note="\0") if "note" in poison else new_order(claims, (sweet, 1), key="old")
    )
    before = 0
    if "key" in poison:
        await forgotten_key(shop, lambda: till(shop).place(poisoned))
        before = 1
    neighbours = [new_order(claims, (sweet, 2), key=f"mine {number}") for number in range(8)]
    orders = [*neighbours[:4], poisoned, *neighbours[4:]]
    async with shop.count_statements() as counter:
        answers = await asyncio.gather(*(till(shop).place(order) for order in orders), return_exceptions=True)
    assert sum("FOR NO KEY UPDATE" in statement for statement in counter.statements) == 1 + len(orders), "one batch"
    refusal = answers.pop(4)
    if "key" in poison:
        assert isinstance(refusal, DomainError)
        assert refusal.code == "idempotency_key_reused"
    else:
        assert isinstance(refusal, Exception)
    assert [isinstance(answer, Answer) and not answer.replayed for answer in answers] == [True] * 8
    assert (await stock(shop))[sweet["id"]] == (100 - before - 16, 100, before + 16)
    assert await numbers_without_gaps(shop) == before + 8


@pytest.mark.not_on("pgbouncer", reason="it shortens a timeout that the role has there")
async def test_a_sale_that_waits_too_long_for_a_sweet_is_refused_and_sells_nothing(
    database_url: str, shop: TestShop, customer: AsyncClient, new_sweet: NewSweet, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweet = await new_sweet(stock="10")
    address = f"/api/sweets/{sweet['id']}/purchase"
    monkeypatch.setitem(TIMEOUTS, "lock_timeout", "100ms")
    async with running_shop(database_url) as hasty:
        worker = on_worker(hasty, customer)
        async with held(shop, sweet):
            waited = await worker.post(address, json={"quantity": "1"})
        problem(waited, 503, "too_busy")
        assert waited.headers["Retry-After"] == "1"
        assert (await stock(shop))[sweet["id"]] == (10, 10, 0)
        created(await worker.post(address, json={"quantity": "1"}))
