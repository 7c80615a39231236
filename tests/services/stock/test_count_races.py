"""Races of counts and adjustments over real commits: one of two counts of a sweet wins."""

import asyncio
from collections import Counter
from itertools import cycle
from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.support.answers import created, ok
from tests.support.checkout import stock
from tests.support.concurrency import held, on_worker, until_waiting
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

Address = str


def outcomes(answers: list[Response]) -> Counter[str]:
    return Counter("done" if answer.is_success else answer.json()["code"] for answer in answers)


async def counted(admin: AsyncClient, *rows: tuple[dict[str, Any], str, str]) -> Address:
    """Open a stocktake with these counts; return its address."""
    address = f"/api/stocktakes/{created(await admin.post('/api/stocktakes', json={}))['id']}"
    ok(await admin.put(f"{address}/counts", json=counts_of(*rows)))
    return address


def counts_of(*rows: tuple[dict[str, Any], str, str]) -> dict[str, Any]:
    return {
        "counts": [{"sweet_id": sweet["id"], "expected": expected, "counted": found} for sweet, expected, found in rows]
    }


@pytest.mark.parametrize("found", [("8", "8"), ("8", "7"), ("10", "8"), ("8", "12"), ("10", "10")])
async def test_two_stocktakes_of_one_sweet_posted_at_once_have_exactly_one_winner(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet, found: tuple[str, str]
) -> None:
    for _ in range(5):
        sweets = [await new_sweet(stock="10") for _ in range(3)]
        addresses = [
            await counted(admin, *((sweet, "10", one) for sweet in ordered))
            for one, ordered in zip(found, (sweets, sweets[::-1]), strict=True)
        ]
        async with held(workers[0], sweets[0]):
            racing = [
                asyncio.create_task(on_worker(worker, admin).post(f"{address}/post"))
                for worker, address in zip(workers, addresses, strict=True)
            ]
            await until_waiting(workers[0], 2)
        answers = await asyncio.gather(*racing)
        assert outcomes(answers) == {"done": 1, "stale_count": 1}
        winner = next(one for one, answer in zip(found, answers, strict=True) if answer.is_success)
        books = await stock(workers[0])
        assert [books[sweet["id"]][0] for sweet in sweets] == [int(winner)] * 3


@pytest.mark.parametrize("key", [None, "one key"])
async def test_one_stocktake_posted_many_times_at_once_moves_the_stock_once(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet, key: str | None
) -> None:
    sweet = await new_sweet(stock="10")
    address = await counted(admin, (sweet, "10", "7"))
    headers = {"Idempotency-Key": key} if key else {}
    answers = await asyncio.gather(
        *(
            on_worker(worker, admin).post(f"{address}/post", headers=headers)
            for _, worker in zip(range(8), cycle(workers), strict=False)
        )
    )
    assert outcomes(answers) == ({"done": 8} if key else {"done": 1, "stocktake_not_open": 7})
    assert len({answer.text for answer in answers if answer.is_success}) == 1
    assert (await stock(workers[0]))[sweet["id"]][0] == 7
    assert len(await workers[0].sql("SELECT FROM stock_movements WHERE kind = 'count'")) == 1


async def test_two_counts_of_one_sweet_at_once_conflict(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    address = f"/api/stocktakes/{created(await admin.post('/api/stocktakes', json={}))['id']}"
    answers = await asyncio.gather(
        *(
            on_worker(worker, admin).put(f"{address}/counts", json=counts_of((sweet, "10", found)))
            for worker, found in zip(workers, ("9", "8"), strict=True)
        )
    )
    assert outcomes(answers) == {"done": 1, "already_counted": 1}


async def test_a_count_made_while_another_is_posted_sees_its_result(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    address = await counted(admin, (sweet, "10", "8"))
    other = f"/api/stocktakes/{created(await admin.post('/api/stocktakes', json={}))['id']}"
    async with held(workers[0], sweet):
        posting = asyncio.create_task(admin.post(f"{address}/post"))
        await until_waiting(workers[0], 1)
        late = on_worker(workers[1], admin)
        counting = asyncio.create_task(late.put(f"{other}/counts", json=counts_of((sweet, "10", "8"))))
        await until_waiting(workers[0], 2)
    ok(await posting)
    assert outcomes([await counting]) == {"stale_count": 1}


async def test_sales_go_on_during_a_stocktake_and_never_get_lost_in_it(
    workers: list[TestShop], buyers: list[AsyncClient], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="100")
    for found in range(5):
        on_hand = str((await stock(workers[0]))[sweet["id"]][0])
        address = await counted(admin, (sweet, on_hand, str(60 - found)))
        answers = await asyncio.gather(
            admin.post(f"{address}/post"),
            *(
                on_worker(worker, buyer).post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "1"})
                for worker, buyer in zip(cycle(workers), buyers[:6], strict=False)
            ),
        )
        assert outcomes(list(answers[1:])) == {"done": 6}
        # `stock` recomputes the books: a sale beside the count is either counted in or refuses it.
        left = (await stock(workers[0]))[sweet["id"]][0]
        assert left == (60 - found if answers[0].is_success else int(float(on_hand))) - 6


async def test_losses_that_race_for_the_last_goods_never_go_below_zero(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="7")
    body = {"sweet_id": sweet["id"], "quantity": "2", "reason": "theft"}
    answers = await asyncio.gather(
        *(
            on_worker(worker, admin).post("/api/adjustments", json=body)
            for _, worker in zip(range(8), cycle(workers), strict=False)
        )
    )
    assert outcomes(answers) == {"done": 3, "insufficient_stock": 5}
    assert (await stock(workers[0]))[sweet["id"]][0] == 1


async def test_a_sweet_that_is_counted_while_somebody_removes_it_stays_in_the_books(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    address = f"/api/stocktakes/{created(await admin.post('/api/stocktakes', json={}))['id']}"
    async with held(workers[0], sweet):
        counting = asyncio.create_task(admin.put(f"{address}/counts", json=counts_of((sweet, "0", "2"))))
        await until_waiting(workers[0], 1)
        other = on_worker(workers[1], admin)
        removing = asyncio.create_task(other.delete(f"/api/sweets/{sweet['id']}", headers={"If-Match": "*"}))
        await until_waiting(workers[0], 2)
    ok(await counting)
    assert (await removing).status_code == 204
    assert len(await workers[0].sql("SELECT FROM sweets WHERE id = $1 AND archived_at IS NOT NULL", sweet["id"])) == 1
