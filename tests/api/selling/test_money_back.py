"""Refunds by salespeople: the limit of one sale, and none of their own sales."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.payments import PAY_SALES
from tests.support.requests import NewSweet, new_customer, purchase
from tests.support.selling import line, refund, sell, void
from tests.support.shop import TestShop, log_in_as

LIMIT = {"salesperson_max_refund": "200.00"}
OTHERS_ONLY = {"salesperson_may_refund_own_sales": False}


async def another_salesperson(shop: TestShop, admin: AsyncClient) -> AsyncClient:
    body = {"email": "ravi@example.com", "password": "jalebi at six", "role": "salesperson"}
    created(await admin.post("/api/users", json=body))
    return await shop.log_in(body["email"], body["password"])


async def test_by_default_a_salesperson_gives_back_any_amount_of_any_sale(
    salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(price="9000.00", stock="5")
    created(await refund(salesperson, await sell(salesperson, (sweet, "3")), line(1, "3")))
    ok(await void(salesperson, await sell(salesperson, (sweet, "2"))))


async def test_a_salesperson_refunds_no_more_than_the_limit_of_one_sale(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await admin.put("/api/settings", json=LIMIT))
    sweet = await new_sweet(price="100.00", stock="9")
    sale = await sell(admin, (sweet, "6"))
    before = await all_rows(shop)
    problem(await refund(salesperson, sale, line(1, "3", restock=True)), 403, "refund_above_limit")
    problem(await void(salesperson, sale), 403, "refund_above_limit")
    assert await all_rows(shop) == before
    created(await refund(salesperson, sale, line(1, "2")))
    created(await refund(admin, sale, line(1, "3")))
    ok(await void(salesperson, await sell(admin, (sweet, "2"))))


async def test_the_limit_is_for_all_that_salespeople_give_back_of_a_sale_together(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await admin.put("/api/settings", json=LIMIT))
    other = await another_salesperson(shop, admin)
    sweet = await new_sweet(price="100.00", stock="9")
    sale, untouched = await sell(admin, (sweet, "4")), await sell(admin, (sweet, "2"))
    # What an admin gives back takes nothing of it away.
    created(await refund(admin, sale, line(1, "1")))
    answers = await asyncio.gather(*(refund(one, sale, line(1, "1")) for one in (salesperson, other) * 2))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 403, 403]
    problem(await refund(salesperson, sale, line(1, "1")), 403, "refund_above_limit")
    created(await refund(salesperson, untouched, line(1, "2")))
    created(await refund(admin, sale, line(1, "1")))


async def test_a_limit_of_nothing_leaves_it_all_to_admins_and_null_takes_the_limit_away(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sale = await sell(admin, (await new_sweet(price="0.01", stock="2"), "2"))
    ok(await admin.put("/api/settings", json={"salesperson_max_refund": "0"}))
    problem(await refund(salesperson, sale, line(1, "1")), 403, "refund_above_limit")
    created(await refund(admin, sale, line(1, "1")))
    ok(await admin.put("/api/settings", json={"salesperson_max_refund": None}))
    created(await refund(salesperson, sale, line(1, "1")))


async def test_a_retried_refund_gets_the_first_answer(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sale = await sell(admin, (await new_sweet(price="100.00", stock="2"), "2"))
    first = created(await refund(salesperson, sale, line(1, "1"), key="once"))
    ok(await admin.put("/api/settings", json={"salesperson_max_refund": "0"}))
    assert created(await refund(salesperson, sale, line(1, "1"), key="once")) == first


async def test_the_seller_leaves_the_refund_to_another(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await admin.put("/api/settings", json=OTHERS_ONLY))
    other = await another_salesperson(shop, admin)
    sweet = await new_sweet(price="100.00", stock="9")
    sale, second = [await sell(salesperson, (sweet, "3")) for _ in range(2)]
    before = await all_rows(shop)
    problem(await refund(salesperson, sale, line(1, "1")), 403, "refund_of_own_sale")
    problem(await void(salesperson, sale), 403, "refund_of_own_sale")
    assert await all_rows(shop) == before
    created(await refund(other, sale, line(1, "1")))
    ok(await void(other, second))
    # An admin answers to nobody.
    created(await refund(admin, await sell(admin, (sweet, "1")), line(1, "1")))


@pytest.mark.parametrize("bought", ["before they worked here", "over the counter", "online"])
async def test_nobody_refunds_their_own_purchase(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet, bought: str
) -> None:
    ok(await admin.put("/api/settings", json=OTHERS_ONLY))
    sweet = await new_sweet(price="100.00", stock="9")
    user_id: int = ok(await salesperson.get("/api/auth/me"))["id"]
    sale: dict[str, Any]
    if bought == "before they worked here":
        await shop.sql("UPDATE users SET role = 'customer' WHERE id = $1", user_id)
        sale = created(await purchase(await log_in_as(shop, Role.SALESPERSON), sweet, "1"))
        await shop.sql("UPDATE users SET role = 'salesperson' WHERE id = $1", user_id)
        await shop.sql(PAY_SALES)
    elif bought == "over the counter":
        known = await new_customer(admin, "Ravi", user_id=user_id)
        sale = await sell(admin, (sweet, "1"), customer_id=known["id"])
    else:
        sale = created(await purchase(salesperson, sweet, "1"))
    clerk = await log_in_as(shop, Role.SALESPERSON)
    problem(await refund(clerk, sale, line(1, "1")), 403, "refund_of_own_sale")
    problem(await void(clerk, sale), 403, "refund_of_own_sale")
