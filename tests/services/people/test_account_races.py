"""Several tills and one account at the same moment: a limit is never passed, a deposit never given back twice."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient

from app.services.selling.settlement import AskedPayment
from tests.support.accounts import account_of, balance_of, charge, paid, pay, with_limit
from tests.support.answers import ok, problem
from tests.support.checkout import claims_of, new_order, till
from tests.support.concurrency import codes, held, on_worker, until_waiting
from tests.support.requests import NewSweet, new_customer
from tests.support.shop import TestShop


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> dict[str, Any]:
    """One that costs 100."""
    return await new_sweet(price="100", stock="100")


def on_account(sweet: dict[str, Any], customer: dict[str, Any], quantity: str = "1") -> dict[str, Any]:
    lines = [{"sweet_id": sweet["id"], "quantity": quantity}]
    return {"lines": lines, "customer_id": customer["id"], "tender": "account"}


async def test_two_tills_and_one_limit_at_the_same_moment_sell_up_to_it(
    workers: list[TestShop], admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin, "350")
    tills = [on_worker(shop, admin) for shop in workers]
    sent = [tills[number % 2].post("/api/sales", json=on_account(sweet, asha)) for number in range(10)]
    answers = await asyncio.gather(*sent)
    assert codes(answers) == {"done": 3, "credit_limit_exceeded": 7}
    account = await account_of(admin, asha)
    assert (account["balance"], account["left"], len(account["items"])) == ("300.00", "50.00", 3)
    assert ok(await admin.get(f"/api/sweets/{sweet['id']}"))["on_hand"] == "97.000"


async def test_a_till_that_waits_for_another_knows_of_what_it_put_on_the_account(
    workers: list[TestShop], admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin, "150")
    first, second = [on_worker(shop, admin) for shop in workers]
    async with held(workers[0], sweet):
        one = asyncio.create_task(first.post("/api/sales", json=on_account(sweet, asha)))
        await until_waiting(workers[0], 1)
        other = asyncio.create_task(second.post("/api/sales", json=on_account(sweet, asha)))
        await until_waiting(workers[0], 2)
    assert (await one).status_code == 201
    assert problem(await other, 409, "credit_limit_exceeded")["left"] == "50.00"


async def test_two_sales_of_one_batch_share_a_limit(shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]) -> None:
    asha = await with_limit(admin, "250")
    orders = [
        new_order(claims_of(shop, admin), (sweet, quantity), customer_id=asha["id"], payments=payments)
        for quantity, payments in (
            ("2", (AskedPayment("account"),)),
            ("1", (AskedPayment("account"),)),
            ("1", (AskedPayment("account", Decimal(50)), AskedPayment("cash", Decimal(50)))),
        )
    ]
    async with shop.count_statements() as counter:
        async with held(shop, sweet):
            blocker = asyncio.create_task(admin.post("/api/sales", json=on_account(sweet, asha) | {"tender": "cash"}))
            await until_waiting(shop, 1)
            # These gather while the first batch waits.
            placed = [asyncio.create_task(till(shop).place(order)) for order in orders]
            await asyncio.sleep(0)
        answers = await asyncio.gather(*placed, return_exceptions=True)
    assert (await blocker).status_code == 201
    assert [getattr(answer, "code", "done") for answer in answers] == ["done", "credit_limit_exceeded", "done"]
    locks = [one for one in counter.statements if "FROM sweets" in one and "FOR NO KEY UPDATE" in one]
    assert len(locks) == 2, "the three were not decided together"
    assert await balance_of(admin, asha) == "250.00"


async def test_a_limit_that_is_lowered_while_somebody_sells_is_never_passed(
    workers: list[TestShop], admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin, "300")
    first, second = [on_worker(shop, admin) for shop in workers]
    async with held(workers[0], sweet):
        sale = asyncio.create_task(first.post("/api/sales", json=on_account(sweet, asha, "3")))
        await until_waiting(workers[0], 1)
        lowered = asyncio.create_task(second.patch(f"/api/customers/{asha['id']}", json={"credit_limit": "100"}))
        await until_waiting(workers[0], 2)
    assert (await sale).status_code == 201
    assert problem(await lowered, 409, "limit_below_balance")["balance"] == "300.00"


async def test_a_deposit_is_given_back_once(
    workers: list[TestShop], admin: AsyncClient, salesperson: AsyncClient
) -> None:
    asha = await new_customer(admin, "Asha")
    await paid(admin, asha, "100")
    tills = [on_worker(shop, salesperson) for shop in workers]
    answers = await asyncio.gather(*(pay(tills[number % 2], asha, "100", kind="payback") for number in range(6)))
    assert codes(list(answers)) == {"done": 1, "payback_above_deposit": 5}
    assert await balance_of(admin, asha) == "0.00"


async def test_payments_at_the_same_moment_all_count(
    workers: list[TestShop], admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin)
    await charge(admin, asha, sweet, "10")
    tills = [on_worker(shop, admin) for shop in workers]
    answers = await asyncio.gather(*(pay(tills[number % 2], asha, "30") for number in range(20)))
    assert codes(list(answers)) == {"done": 20}
    account = await account_of(admin, asha, limit=200)
    assert account["balance"] == "400.00"
    assert [one["balance"] for one in account["items"]] == [f"{1000 - 30 * n}.00" for n in range(20, -1, -1)]


async def test_a_deletion_waits_for_a_payment_and_is_refused(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin)
    async with held(shop, sweet):
        sale = asyncio.create_task(admin.post("/api/sales", json=on_account(sweet, asha)))
        await until_waiting(shop, 1)
        removal = asyncio.create_task(admin.delete(f"/api/customers/{asha['id']}"))
        await until_waiting(shop, 2)
    assert (await sale).status_code == 201
    problem(await removal, 409, "customer_has_balance")
