"""The setting that wants a drawer open for cash."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import created, ok, problem
from tests.support.concurrency import codes, held, until_known, until_waiting
from tests.support.drawers import close, drawer_of, open_drawer
from tests.support.requests import NewSweet
from tests.support.selling import line, refund, sell, void
from tests.support.shop import TestShop
from tests.support.statement_counts import RECORD


@pytest.fixture
async def required(shop: TestShop, admin: AsyncClient) -> None:
    ok(await admin.put("/api/settings", json={"drawer_required_for_cash": True}))
    await until_known(shop, "drawer_required_for_cash", True)


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> dict[str, Any]:
    return await new_sweet(stock="50")


def body_of(sweet: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}]} | fields


PARTS = {"payments": [{"tender": "card", "amount": "60.00"}, {"tender": "cash", "amount": "40.00"}]}


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("fields", [{}, {"tender": "cash"}, {"amount_given": "500.00"}, PARTS])
async def test_cash_is_taken_with_a_drawer_open_only(
    salesperson: AsyncClient, sweet: dict[str, Any], fields: dict[str, Any]
) -> None:
    problem(await salesperson.post("/api/sales", json=body_of(sweet, **fields)), 409, "drawer_required")
    drawer = await open_drawer(salesperson)
    sale = created(await salesperson.post("/api/sales", json=body_of(sweet, **fields)))
    assert {payment["drawer_session_id"] for payment in sale["payments"]} == {drawer["id"]}
    ok(await close(salesperson, drawer, "0.00", reason="Bank."))
    problem(await salesperson.post("/api/sales", json=body_of(sweet, **fields)), 409, "drawer_required")


@pytest.mark.usefixtures("required")
async def test_cards_purchases_of_customers_and_sales_for_nothing_need_no_drawer(
    salesperson: AsyncClient, customer: AsyncClient, sweet: dict[str, Any]
) -> None:
    await sell(salesperson, (sweet, "1"), tender="card")
    await sell(customer, (sweet, "1"))
    free = {"percent": "10", "reason": "A gift."}
    assert (await sell(salesperson, (sweet, "1"), tender="upi", discount=free))["total"] == "90.00"


async def test_cash_is_given_back_with_a_drawer_open_only(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    in_cash = [await sell(salesperson, (sweet, "1")) for _ in range(2)]
    by_card = [await sell(salesperson, (sweet, "1"), tender="card") for _ in range(2)]
    ok(await admin.put("/api/settings", json={"drawer_required_for_cash": True}))
    await until_known(shop, "drawer_required_for_cash", True)
    ok(await void(salesperson, by_card[0]))
    created(await refund(salesperson, by_card[1], line(1, "1")))
    problem(await void(salesperson, in_cash[0]), 409, "drawer_required")
    problem(await refund(salesperson, in_cash[1], line(1, "1")), 409, "drawer_required")
    problem(await refund(admin, in_cash[1], line(1, "1"), tender="cash"), 409, "drawer_required")
    drawer = await open_drawer(salesperson)
    ok(await void(salesperson, in_cash[0]))
    created(await refund(salesperson, in_cash[1], line(1, "1")))
    assert (await drawer_of(salesperson, drawer))["expected"] == "800.00"


async def test_a_sale_takes_one_statement_more_where_a_drawer_is_required_and_cash_is_paid(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    await open_drawer(salesperson)
    await sell(salesperson, (sweet, "1"))

    async def statements(**fields: Any) -> int:
        async with shop.count_statements() as counter:
            created(await salesperson.post("/api/sales", json=body_of(sweet, **fields)))
        return len(counter)

    before = await statements()
    ok(await admin.put("/api/settings", json={"drawer_required_for_cash": True}))
    await until_known(shop, "drawer_required_for_cash", True)
    assert (await statements(), await statements(tender="card")) == (before + 1, before)
    assert before in (RECORD, RECORD + 1)


@pytest.mark.usefixtures("required")
async def test_in_a_batch_only_the_seller_without_a_drawer_is_refused(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    drawer = await open_drawer(salesperson)
    async with held(shop, sweet):
        waiting = [asyncio.create_task(salesperson.post("/api/sales", json=body_of(sweet)))]
        await until_waiting(shop, 1)
        waiting += [
            asyncio.create_task(one.post("/api/sales", json=body_of(sweet))) for one in [admin, salesperson] * 2
        ]
        await asyncio.sleep(0)
    answers = await asyncio.gather(*waiting)
    assert codes(answers) == {"done": 3, "drawer_required": 2}
    assert (await drawer_of(salesperson, drawer))["expected"] == "1300.00"


@pytest.mark.usefixtures("required")
async def test_a_drawer_stays_open_until_the_cash_that_was_allowed_is_in_it(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet, sweet: dict[str, Any]
) -> None:
    drawer = await open_drawer(salesperson)
    async with shop.connect() as connection, connection.transaction():
        # The sale has looked at its drawer, and waits for the books of its day.
        await connection.execute("LOCK TABLE sale_number_series IN SHARE MODE")
        selling = asyncio.create_task(salesperson.post("/api/sales", json=body_of(sweet)))
        await until_waiting(shop, 1)
        closing = asyncio.create_task(close(admin, drawer, "1100.00"))
        await until_waiting(shop, 2)
    created(await selling)
    assert ok(await closing)["expected"] == "1100.00"
