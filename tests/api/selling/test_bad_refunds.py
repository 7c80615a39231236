"""Invalid refunds: parts that cannot be, missing lines, and malformed requests."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import created, ok, problem
from tests.support.requests import NewSweet, purchase
from tests.support.selling import line, refund, sell
from tests.support.shop import TestShop


@pytest.mark.parametrize(
    ("unit", "step", "quantity", "is_taken"),
    [
        ("kg", "0.250", "0.001", True),
        ("g", "50", "0.5", True),
        ("piece", "6", "1", True),
        ("piece", "1", "0.5", False),
        ("box", "0.5", "0.5", True),
        ("box", "0.5", "0.3", False),
    ],
)
async def test_weighed_goods_are_refunded_in_any_weight_and_others_whole_or_by_step(
    admin: AsyncClient, new_sweet: NewSweet, unit: str, step: str, quantity: str, is_taken: bool
) -> None:
    sweet = await new_sweet(unit=unit, quantity_step=step, min_quantity=step, stock="900")
    sale = await sell(admin, (sweet, "300"))
    answer = await refund(admin, sale, line(1, quantity), restock=True)
    if is_taken:
        created(answer)
    else:
        (error,) = problem(answer, 422, "off_step_quantity")["errors"]
        assert error["pointer"] == "/lines/0/quantity"


async def test_all_that_is_left_is_given_back_whatever_the_step_has_become(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(unit="box", quantity_step="0.5", min_quantity="0.5", stock="9")
    sale = await sell(admin, (sweet, "1.5"))
    await shop.sql("UPDATE sweets SET quantity_step = 1, min_quantity = 1")
    problem(await refund(admin, sale, line(1, "0.5")), 422, "off_step_quantity")
    created(await refund(admin, sale, line(1, "1.5")))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"lines": []},
        {"lines": [{}]},
        {"lines": [{"quantity": "1"}]},
        {"lines": [{"line_no": 1}]},
        {"lines": [{"line_no": 1, "sweet_id": 1, "quantity": "1"}]},
        {"lines": [line(0, "1")]},
        {"lines": [line(201, "1")]},
        {"lines": [{"line_no": "1", "quantity": "1"}]},
        {"lines": [line(1, "0")]},
        {"lines": [line(1, "-1")]},
        {"lines": [line(1, "0.0001")]},
        {"lines": [line(1, "NaN")]},
        {"lines": [line(1, "1", restock="yes")]},
        {"lines": [line(1, "1", total="5")]},
        {"lines": [line(1, "1")] * 201},
        {"lines": [line(1, "1")], "restock": 1},
        {"lines": [line(1, "1")], "restock": None},
        {"lines": [line(1, "1")], "tender": "Cheque"},
        {"lines": [line(1, "1")], "reason": ""},
        {"lines": [line(1, "1")], "reason": "x" * 501},
        {"lines": [line(1, "1")], "total": "5"},
        [line(1, "1")],
    ],
    ids=lambda body: repr(body)[:70],
)
async def test_a_refund_that_says_nothing_or_too_much_is_refused(counter: Any, body: Any) -> None:
    problem(await counter.admin.post("/api/sales/1/refunds", json=body), 422, "invalid_request")


async def test_a_missing_sale_or_refund_is_not_found(counter: Any, admin: AsyncClient, new_sweet: NewSweet) -> None:
    for sale_id in (999, 2**63 - 1):
        problem(await refund(counter.admin, {"id": sale_id}, line(1, "1")), 404, "sale_not_found")
        problem(await counter.admin.get(f"/api/sales/{sale_id}/refunds"), 404, "sale_not_found")
    sweet = await new_sweet(stock="9")
    one, other = [created(await purchase(admin, sweet, "3")) for _ in range(2)]
    body = created(await refund(admin, one, line(1, "1")))
    problem(await admin.get(f"/api/sales/{other['id']}/refunds/{body['id']}"), 404, "refund_not_found")
    assert ok(await admin.get(f"/api/sales/{other['id']}/refunds"))["items"] == []
