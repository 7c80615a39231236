"""How much one customer may order: limits that two workers, two baskets of a batch and voids cannot get around."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from httpx import AsyncClient

from app.core.errors import DomainError
from app.models import Role
from tests.support.answers import created, ok, problem
from tests.support.checkout import claims_of, new_order, sales_of
from tests.support.concurrency import codes, held, on_worker, until_waiting
from tests.support.requests import NewSweet, purchase
from tests.support.selling import sell, void
from tests.support.shop import TestShop, log_in_as
from tests.support.statement_counts import RECORD

MONDAY = datetime.fromisoformat("2026-11-09T20:30:00+05:30")
LIMITS = 2


def go_by(shop: TestShop, **settings: Any) -> None:
    """Let a worker know of settings at once, as it does half a second after an admin has set them."""
    current = shop.app.state.shop.current_settings
    current.context = current.context.with_settings(
        type(current.context.settings).model_validate(current.context.settings.model_dump() | settings)
    )


async def set_limits(admin: AsyncClient, *workers: TestShop, **settings: Any) -> None:
    ok(await admin.put("/api/settings", json=settings))
    for worker in workers:
        go_by(worker, **settings)


async def test_a_shop_that_sells_over_the_counter_only_takes_no_orders(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    assert ok(await customer.get("/api/shop"))["customers_may_buy"] is True
    await set_limits(admin, shop, customers_may_buy=False)
    problem(await purchase(customer, sweet, "1"), 403, "customers_may_not_buy")
    lines = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}]}
    problem(await customer.post("/api/sales", json=lines), 403, "customers_may_not_buy")
    assert ok(await customer.get("/api/shop"))["customers_may_buy"] is False
    await sell(salesperson, (sweet, "1"))


async def test_a_customer_has_so_many_unpaid_orders_and_no_more(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="100")
    await set_limits(admin, shop, customer_max_open_orders=2)
    first, second = [created(await purchase(customer, sweet, "1")) for _ in range(2)]
    refused = problem(await purchase(customer, sweet, "1"), 409, "too_many_open_orders")
    assert "2 orders" in refused["detail"]
    # One that is paid, and one that is voided, make room.
    payment = {"tender": "upi", "amount": "100.00"}
    created(await salesperson.post(f"/api/sales/{first['id']}/payments", json=payment))
    created(await purchase(customer, sweet, "1"))
    problem(await purchase(customer, sweet, "1"), 409, "too_many_open_orders")
    ok(await void(salesperson, second))
    created(await purchase(customer, sweet, "1"))
    await sell(salesperson, (sweet, "1"))


async def test_a_customer_orders_so_much_of_a_sweet_in_a_business_day(shop: TestShop, new_sweet: NewSweet) -> None:
    kilos, pieces, boxes = (
        await new_sweet(unit="kg", stock="50"),
        await new_sweet(stock="50"),
        await new_sweet(unit="box", stock="50"),
    )
    shop.clock.set(MONDAY)
    limits = {"customer_max_per_day_kg": "1.500", "customer_max_per_day_piece": "4"}
    await set_limits(await log_in_as(shop, Role.ADMIN), shop, **limits)
    customer = await log_in_as(shop, Role.CUSTOMER)

    async def order(*lines: tuple[Mapping[str, Any], str]) -> Any:
        rows = [{"sweet_id": sweet["id"], "quantity": quantity} for sweet, quantity in lines]
        return await customer.post("/api/sales", json={"lines": rows})

    created(await order((kilos, "1"), (pieces, "4"), (boxes, "40")))
    refused = problem(await order((kilos, "0.25"), (kilos, "0.5")), 409, "above_daily_limit")
    left = {"sweet_id": kilos["id"], "name": kilos["name"], "unit": "kg", "left": "0.500"}
    assert {name: refused[name] for name in left} == left
    assert refused["detail"] == f"You may order 0.5 kg more of {kilos['name']} today."
    last = created(await order((kilos, "0.5")))
    assert problem(await order((pieces, "1")), 409, "above_daily_limit")["left"] == "0.000"
    # What was voided is not counted, and neither are the other sweets, customers and days.
    ok(await void(await log_in_as(shop, Role.SALESPERSON), last))
    created(await order((kilos, "0.5")))
    shop.clock.advance(timedelta(hours=4))
    customer = await log_in_as(shop, Role.CUSTOMER)
    created(await order((pieces, "4"), (kilos, "1.5")))


async def test_baskets_of_one_batch_count_for_one_another(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, buyers: list[AsyncClient], new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="100")
    await set_limits(admin, shop, customer_max_open_orders=3, customer_max_per_day_piece="5")
    mine, others = claims_of(shop, customer), claims_of(shop, buyers[0])
    baskets = [new_order(claims, (sweet, quantity)) for claims, quantity in ((mine, 3), (others, 5), (mine, 3))]
    baskets += [new_order(mine, (sweet, 1)), new_order(mine, (sweet, 1)), new_order(mine, (sweet, 1))]
    answers = await sales_of(shop, baskets)
    outcomes = [answer.code if isinstance(answer, DomainError) else "sold" for answer in answers]
    assert outcomes == ["sold", "sold", "above_daily_limit", "sold", "sold", "too_many_open_orders"]


async def test_two_workers_at_once_do_not_let_a_customer_pass_the_limits(
    workers: list[TestShop], admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="100")
    await set_limits(admin, *workers, customer_max_open_orders=3, customer_max_per_day_piece="5")
    async with held(workers[0], sweet):
        racing = [
            asyncio.create_task(purchase(on_worker(worker, customer), sweet, "2"))
            for worker, _ in zip(cycle(workers), range(8), strict=False)
        ]
        await until_waiting(workers[0], 2)
    assert codes(await asyncio.gather(*racing)) == {"done": 2, "above_daily_limit": 6}


async def test_limits_take_two_statements_more_and_none_where_nobody_is_limited(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, buyers: list[AsyncClient], new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="1000")
    await set_limits(admin, shop, customer_max_open_orders=100, customer_max_per_day_piece="500")
    for callers, more in ((buyers[:1], LIMITS), (buyers, LIMITS), ([salesperson] * 9, 1)):
        orders = [new_order(claims_of(shop, caller), (sweet, 1)) for caller in callers]
        async with shop.count_statements() as counter:
            answers = await sales_of(shop, orders)
        assert not any(isinstance(answer, DomainError) for answer in answers)
        # A sale over the counter is paid as it is made: that is its one statement more.
        assert len(counter) == RECORD + more, counter.statements
