"""The last of a sweet is sold whole, off its step and below its minimum."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, restock
from tests.support.shop import TestShop


@pytest.fixture
async def barfi(admin: AsyncClient, new_sweet: NewSweet) -> dict[str, Any]:
    """One that is sold in steps of 50 g from 250 g, with 100 g left of one lot and 30 g of another."""
    return await with_rest(admin, new_sweet, "0.100", "0.030")


async def with_rest(admin: AsyncClient, new_sweet: NewSweet, *lots: str, least: str = "0.250") -> dict[str, Any]:
    sweet = await new_sweet(unit="kg", price="1000.00", quantity_step="0.001", min_quantity="0.001")
    for quantity in lots:
        await restock(admin, sweet, quantity)
    changes = {"quantity_step": "0.050", "min_quantity": least}
    ok(await admin.patch(f"/api/sweets/{sweet['id']}", json=changes, headers={"If-Match": "*"}))
    return sweet


def all_of(sweet: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"sweet_id": sweet["id"], "all_left": True} | fields


def some_of(sweet: dict[str, Any], quantity: str) -> dict[str, Any]:
    return {"sweet_id": sweet["id"], "quantity": quantity}


async def test_all_that_is_left_is_sold_whatever_step_and_minimum_say(
    salesperson: AsyncClient, barfi: dict[str, Any]
) -> None:
    body = {"lines": [all_of(barfi)]}
    quote = ok(await salesperson.post("/api/sales/quote", json=body))
    assert (quote["lines"][0]["quantity"], quote["total"], quote["can_be_sold"]) == ("0.130", "130.00", True)
    sale = created(await salesperson.post("/api/sales", json=body))
    assert [(line["quantity"], line["line_total"]) for line in sale["lines"]] == [("0.130", "130.00")]
    refusal = problem(await salesperson.post("/api/sales", json=body), 409, "insufficient_stock")
    assert [one["available"] for one in refusal["shortages"]] == ["0.000"]
    quote = ok(await salesperson.post("/api/sales/quote", json=body))
    assert [(one["pointer"], one["code"]) for one in quote["problems"]] == [("/lines/0/all_left", "insufficient_stock")]


async def test_a_quantity_that_is_all_there_is_may_be_off_step_and_below_the_minimum(
    admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, barfi: dict[str, Any], new_sweet: NewSweet
) -> None:
    body = {"lines": [some_of(barfi, "0.130")]}
    assert ok(await salesperson.post("/api/sales/quote", json=body))["problems"] == []
    created(await salesperson.post("/api/sales", json=body))
    other = await with_rest(admin, new_sweet, "0.130")
    created(await customer.post(f"/api/sweets/{other['id']}/purchase", json={"quantity": "0.130"}))


@pytest.mark.parametrize(
    ("quantity", "code"),
    [("0.100", "below_min_quantity"), ("0.129", "off_step_quantity"), ("0.131", "off_step_quantity")],
)
async def test_any_other_quantity_stays_on_the_step_and_above_the_minimum(
    shop: TestShop, salesperson: AsyncClient, barfi: dict[str, Any], quantity: str, code: str
) -> None:
    before = await all_rows(shop)
    # The first lot alone is 0.100: that is not all there is.
    problem(await salesperson.post("/api/sales", json={"lines": [some_of(barfi, quantity)]}), 422, code)
    assert await all_rows(shop) == before


async def test_all_that_is_left_is_what_the_other_lines_leave(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await with_rest(admin, new_sweet, "0.330", least="0.050")
    lines = [all_of(sweet), some_of(sweet, "0.200")]
    sale = created(await salesperson.post("/api/sales", json={"lines": lines}))
    assert [line["quantity"] for line in sale["lines"]] == ["0.130", "0.200"]


async def test_two_lines_of_all_that_is_left_are_one_too_many(
    shop: TestShop, salesperson: AsyncClient, barfi: dict[str, Any]
) -> None:
    before = await all_rows(shop)
    lines = [all_of(barfi), all_of(barfi)]
    problem(await salesperson.post("/api/sales", json={"lines": lines}), 409, "insufficient_stock")
    assert await all_rows(shop) == before


async def test_of_two_tills_one_gets_the_last_of_it(
    admin: AsyncClient, salesperson: AsyncClient, barfi: dict[str, Any]
) -> None:
    body = {"lines": [all_of(barfi)]}
    answers = await asyncio.gather(*(who.post("/api/sales", json=body) for who in (admin, salesperson)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert ok(await admin.get(f"/api/sweets/{barfi['id']}"))["available"] == "0.000"


async def test_expired_goods_are_not_left(salesperson: AsyncClient, shop: TestShop, barfi: dict[str, Any]) -> None:
    yesterday = (shop.clock() - timedelta(days=2)).date().isoformat()
    await shop.sql("UPDATE lots SET best_before = CAST($1 AS text)::date WHERE on_hand = 0.100", yesterday)
    sale = created(await salesperson.post("/api/sales", json={"lines": [all_of(barfi)]}))
    assert [line["quantity"] for line in sale["lines"]] == ["0.030"]


@pytest.mark.parametrize("fields", [{}, {"quantity": "1", "all_left": True}, {"all_left": False}, {"all_left": "yes"}])
async def test_a_line_has_a_quantity_or_takes_all_that_is_left(
    salesperson: AsyncClient, barfi: dict[str, Any], fields: dict[str, Any]
) -> None:
    refusal = problem(
        await salesperson.post("/api/sales", json={"lines": [{"sweet_id": barfi["id"]} | fields]}),
        422,
        "invalid_request",
    )
    assert all(error["pointer"].startswith("/lines/0") for error in refusal["errors"])


async def test_a_held_ticket_keeps_the_quantity_that_was_left(salesperson: AsyncClient, barfi: dict[str, Any]) -> None:
    held = created(await salesperson.post("/api/tickets", json={"lines": [all_of(barfi)]}))
    assert [line["quantity"] for line in held["lines"]] == ["0.130"]
    created(await salesperson.post("/api/sales", json={"lines": [all_of(barfi)]}))
    problem(await salesperson.post("/api/tickets", json={"lines": [all_of(barfi)]}), 409, "insufficient_stock")
