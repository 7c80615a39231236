"""Cash given, and change."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.sale import SaleRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.requests import NewSweet
from tests.support.shop import TestShop


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> dict[str, Any]:
    """One that costs 33.50."""
    return await new_sweet(price="33.50", stock="10")


def sale_of(sweet: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"lines": [{"sweet_id": sweet["id"], "quantity": "2"}]} | fields


@pytest.mark.parametrize(
    ("given", "says", "change"),
    [("100", "100.00", "33.00"), ("67.00", "67.00", "0.00"), (500.5, "500.50", "433.50"), ("67.01", "67.01", "0.01")],
)
async def test_the_change_is_the_cash_given_above_the_total(
    salesperson: AsyncClient, sweet: dict[str, Any], given: Any, says: str, change: str
) -> None:
    sale = created(await salesperson.post("/api/sales", json=sale_of(sweet, amount_given=given)))
    assert (sale["total"], sale["amount_given"], sale["change"]) == ("67.00", says, change)
    shown = ok(await salesperson.get(f"/api/sales/{sale['id']}"))
    assert read_strictly(SaleRead, shown) == read_strictly(SaleRead, sale)


@pytest.mark.parametrize("tender", ["cash", "card", "upi"])
async def test_without_an_amount_given_there_is_no_change(
    salesperson: AsyncClient, sweet: dict[str, Any], tender: str
) -> None:
    sale = created(await salesperson.post("/api/sales", json=sale_of(sweet, tender=tender, amount_given=None)))
    assert (sale["amount_given"], sale["change"]) == (None, None)
    shown = ok(await salesperson.get(f"/api/sales/{sale['id']}"))
    assert read_strictly(SaleRead, shown) == read_strictly(SaleRead, sale)


@pytest.mark.parametrize(
    ("fields", "code", "detail"),
    [
        (
            {"amount_given": "66.99"},
            "amount_given_too_small",
            "66.99 is too little for 67.00: 0.01 is missing.",
        ),
        ({"amount_given": 0}, "amount_given_too_small", "0.00 is too little for 67.00: 67.00 is missing."),
        (
            {"amount_given": "100", "tender": "upi"},
            "amount_given_not_cash",
            "Only cash is given and changed: leave it out.",
        ),
        (
            {"amount_given": "1", "tender": "card"},
            "amount_given_not_cash",
            "Only cash is given and changed: leave it out.",
        ),
    ],
)
async def test_cash_below_the_total_is_refused(
    shop: TestShop, salesperson: AsyncClient, sweet: dict[str, Any], fields: dict[str, Any], code: str, detail: str
) -> None:
    before = await all_rows(shop)
    refusal = problem(await salesperson.post("/api/sales", json=sale_of(sweet, **fields)), 422, code)
    assert refusal["detail"] == detail
    assert [(error["pointer"], error["code"]) for error in refusal["errors"]] == [("/amount_given", code)]
    assert await all_rows(shop) == before


@pytest.mark.parametrize("given", ["-1", "1.234", "12345678901", "NaN", "ten", True, [], "1e3", "Infinity"])
async def test_an_amount_that_is_no_money_is_refused(
    shop: TestShop, salesperson: AsyncClient, sweet: dict[str, Any], given: Any
) -> None:
    before = await all_rows(shop)
    refusal = problem(
        await salesperson.post("/api/sales", json=sale_of(sweet, amount_given=given)), 422, "invalid_request"
    )
    assert [error["pointer"] for error in refusal["errors"]] == ["/amount_given"]
    assert await all_rows(shop) == before


async def test_a_retry_is_answered_with_the_change_of_the_first_try(
    salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    headers = {"Idempotency-Key": "one"}
    body = sale_of(sweet, amount_given="100")
    first = await salesperson.post("/api/sales", json=body, headers=headers)
    again = await salesperson.post("/api/sales", json=body, headers=headers)
    assert created(again) == created(first)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = await salesperson.post("/api/sales", json=body | {"amount_given": "200"}, headers=headers)
    problem(other, 422, "idempotency_key_reused")
