"""The total that a buyer agreed to."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet
from tests.support.selling import GST_5, LONG_AGO, new_class
from tests.support.shop import TestShop

ANY_VERSION = {"If-Match": "*"}


@pytest.fixture
async def sale(new_sweet: NewSweet) -> dict[str, Any]:
    """The order of somebody who was shown a total of 67.00."""
    sweet = await new_sweet(price="33.50", stock="10")
    return {"lines": [{"sweet_id": sweet["id"], "quantity": "2"}], "max_total": "67.00"}


async def set_price(admin: AsyncClient, sale: dict[str, Any], price: str) -> None:
    ok(await admin.patch(f"/api/sweets/{sale['lines'][0]['sweet_id']}", json={"price": price}, headers=ANY_VERSION))


async def test_a_sale_above_the_agreed_total_is_refused_until_the_buyer_agrees_to_the_new_one(
    shop: TestShop, customer: AsyncClient, admin: AsyncClient, sale: dict[str, Any]
) -> None:
    await set_price(admin, sale, "33.51")
    before = await all_rows(shop)
    refusal = problem(await customer.post("/api/sales", json=sale), 409, "total_above_max")
    assert refusal["detail"] == "It costs 67.02 now, which is more than the buyer was shown."
    assert await all_rows(shop) == before
    assert created(await customer.post("/api/sales", json=sale | {"max_total": "67.02"}))["total"] == "67.02"


@pytest.mark.parametrize("price", ["33.50", "30"])
async def test_a_sale_at_or_below_the_agreed_total_is_sold_at_the_price_of_now(
    customer: AsyncClient, admin: AsyncClient, sale: dict[str, Any], price: str
) -> None:
    await set_price(admin, sale, price)
    assert created(await customer.post("/api/sales", json=sale))["total"] == {"33.50": "67.00", "30": "60.00"}[price]


async def test_a_tax_on_top_that_began_meanwhile_counts_to_the_total(
    customer: AsyncClient, admin: AsyncClient, sale: dict[str, Any]
) -> None:
    ok(await admin.put("/api/settings", json={"tax_mode": "exclusive"}))
    tax = await new_class(admin, (LONG_AGO, GST_5))
    address = f"/api/sweets/{sale['lines'][0]['sweet_id']}"
    ok(await admin.patch(address, json={"tax_class_id": tax["id"]}, headers=ANY_VERSION))
    problem(await customer.post("/api/sales", json=sale), 409, "total_above_max")


async def test_an_agreed_total_that_is_no_money_is_refused(customer: AsyncClient, sale: dict[str, Any]) -> None:
    refusal = problem(await customer.post("/api/sales", json=sale | {"max_total": "-1"}), 422, "invalid_request")
    assert [error["pointer"] for error in refusal["errors"]] == ["/max_total"]
