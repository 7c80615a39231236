"""Discounts by staff: their arithmetic, their limits by role, and their reason."""

import json
from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.sale import SaleRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.requests import NewSweet
from tests.support.shop import TestShop


def off(reason: str = "A regular", **what: Any) -> dict[str, Any]:
    return what | {"reason": reason}


@pytest.fixture
async def tray(new_sweet: NewSweet) -> list[dict[str, Any]]:
    """Sweets at 100.00, 50.00 and 33.33."""
    return [await new_sweet(price=price, stock="50") for price in ("100.00", "50.00", "33.33")]


def body_of(
    tray: list[dict[str, Any]], *discounts: dict[str, Any] | None, whole: dict[str, Any] | None = None, **fields: Any
) -> dict[str, Any]:
    """A sale of one of each of the first sweets, with discounts on the lines and on the whole."""
    lines = [
        {"sweet_id": sweet["id"], "quantity": "1"} | ({"discount": taken} if taken else {})
        for sweet, taken in zip(tray, discounts, strict=False)
    ]
    return {"lines": lines} | ({"discount": whole} if whole else {}) | fields


async def sell(somebody: AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    """Sell, and see that the answer is the one the database gives later."""
    sale = created(await somebody.post("/api/sales", json=body))
    shown = ok(await somebody.get(f"/api/sales/{sale['id']}"))
    assert read_strictly(SaleRead, shown) == read_strictly(SaleRead, sale)
    return sale


def parts(sale: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        tuple(line[name] for name in ("line_discount", "sale_discount", "discount", "net")) for line in sale["lines"]
    ]


async def test_a_line_and_the_whole_can_be_discounted_and_each_line_keeps_both_parts(
    admin: AsyncClient, tray: list[dict[str, Any]]
) -> None:
    sale = await sell(
        admin, body_of(tray, off(percent="12.5", reason="Broken"), off(amount=10), None, whole=off(percent="10"))
    )
    # 100 - 12.50, 50 - 10, 33.33: a tenth of 160.83 is 16.08, in parts of 8.7485.., 3.9992.. and 3.3323..
    assert parts(sale) == [
        ("12.50", "8.75", "21.25", "78.75"),
        ("10.00", "4.00", "14.00", "36.00"),
        ("0.00", "3.33", "3.33", "30.00"),
    ]
    assert [line["line_total"] for line in sale["lines"]] == ["100.00", "50.00", "33.33"]
    assert [line["discount_reason"] for line in sale["lines"]] == ["Broken", "A regular", None]
    assert (sale["subtotal"], sale["discount_total"], sale["total"]) == ("183.33", "38.58", "144.75")
    assert sale["discount_reason"] == "A regular"


async def test_a_sale_can_be_given_away(admin: AsyncClient, tray: list[dict[str, Any]]) -> None:
    sale = await sell(admin, body_of(tray, off(percent=100), None, whole=off(amount="50.00"), amount_given="0"))
    assert (sale["total"], sale["amount_given"], sale["change"]) == ("0.00", None, None)
    assert (sale["payments"], sale["payment_state"]) == ([], "paid")


async def test_the_change_is_given_on_the_amount_left_to_pay(
    salesperson: AsyncClient, tray: list[dict[str, Any]]
) -> None:
    sale = await sell(salesperson, body_of(tray, None, whole=off(percent=10), amount_given="100"))
    assert (sale["total"], sale["change"]) == ("90.00", "10.00")
    short = await salesperson.post("/api/sales", json=body_of(tray, None, whole=off(percent=10), amount_given="89.99"))
    assert problem(short, 422, "amount_given_too_small")["detail"] == "89.99 is too little for 90.00: 0.01 is missing."


@pytest.mark.parametrize(
    ("discount", "pointer"),
    [
        (off(percent="100.01"), "/percent"),
        (off(percent="1000"), "/percent"),
        (off(percent="0"), "/percent"),
        (off(percent="-5"), "/percent"),
        (off(percent="5.005"), "/percent"),
        (off(percent="NaN"), "/percent"),
        (off(percent=True), "/percent"),
        (off(percent="10%"), "/percent"),
        (off(amount="0"), "/amount"),
        (off(amount="-1"), "/amount"),
        (off(amount="0.001"), "/amount"),
        (off(), ""),
        (off(percent=5, amount=5), ""),
        ({"percent": 5}, "/reason"),
        (off(percent=5, reason=""), "/reason"),
        (off(percent=5, reason="  "), "/reason"),
        (off(percent=5, reason="x" * 201), "/reason"),
        (off(percent=5, reason="a\0b"), "/reason"),
        (off(percent=5, why="x"), "/why"),
        ([], ""),
        ("10%", ""),
    ],
    ids=str,
)
async def test_an_invalid_discount_is_refused(
    shop: TestShop, admin: AsyncClient, tray: list[dict[str, Any]], discount: Any, pointer: str
) -> None:
    before = await all_rows(shop)
    line = {"sweet_id": tray[0]["id"], "quantity": "1"}
    for body, place in (
        ({"lines": [line], "discount": discount}, "/discount"),
        ({"lines": [line | {"discount": discount}]}, "/lines/0/discount"),
    ):
        refusal = problem(await admin.post("/api/sales", json=body), 422, "invalid_request")
        assert [error["pointer"] for error in refusal["errors"]] == [place + pointer]
    assert await all_rows(shop) == before


async def test_more_than_there_is_to_take_off_is_refused(
    shop: TestShop, admin: AsyncClient, tray: list[dict[str, Any]]
) -> None:
    before = await all_rows(shop)
    for body, pointer, detail in (
        (
            body_of(tray, None, off(amount="50.01")),
            "/lines/1/discount/amount",
            "50.01 is more than the 50.00 it would be taken off.",
        ),
        (
            body_of(tray, off(percent=50), None, whole=off(amount="100.01")),
            "/discount/amount",
            "100.01 is more than the 100.00 it would be taken off.",
        ),
    ):
        refusal = problem(await admin.post("/api/sales", json=body), 422, "discount_too_large")
        assert (refusal["detail"], refusal["errors"][0]["pointer"]) == (detail, pointer)
    assert await all_rows(shop) == before


async def test_a_role_gives_no_higher_discount_on_a_line_than_the_settings_allow(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, tray: list[dict[str, Any]]
) -> None:
    await sell(salesperson, body_of(tray, off(percent=10), off(amount=5)))
    before = await all_rows(shop)
    for body in (
        body_of(tray, off(percent="10.01")),
        body_of(tray, None, off(amount="5.01")),
        body_of(tray, off(percent=5), None, whole=off(percent=6)),
        body_of(tray, None, whole=off(percent=11)),
    ):
        refusal = problem(await salesperson.post("/api/sales", json=body), 403, "discount_over_limit")
        assert refusal["detail"] == "You may take at most 10 % off any line. Take off less, or ask an admin."
    assert await all_rows(shop) == before
    limits = {"salesperson_max_discount_percent": "25.5", "admin_max_discount_percent": "20"}
    ok(await admin.put("/api/settings", json=limits))
    # At once, on every worker: the limit is read where the sale is decided.
    await sell(salesperson, body_of(tray, off(percent="25.5")))
    problem(await salesperson.post("/api/sales", json=body_of(tray, off(percent="25.51"))), 403, "discount_over_limit")
    problem(await admin.post("/api/sales", json=body_of(tray, off(percent="20.01"))), 403, "discount_over_limit")
    ok(await admin.put("/api/settings", json={"salesperson_max_discount_percent": 0}))
    problem(await salesperson.post("/api/sales", json=body_of(tray, off(percent="0.01"))), 403, "discount_over_limit")


async def test_customers_take_nothing_off(shop: TestShop, customer: AsyncClient, tray: list[dict[str, Any]]) -> None:
    before = await all_rows(shop)
    for body in (body_of(tray, off(percent=1)), body_of(tray, None, whole=off(amount="0.01"))):
        problem(await customer.post("/api/sales", json=body), 403, "forbidden")
    assert await all_rows(shop) == before


async def test_a_retry_takes_off_nothing_twice_and_another_discount_is_another_request(
    admin: AsyncClient, tray: list[dict[str, Any]]
) -> None:
    headers = {"Idempotency-Key": "one"}
    first = created(await admin.post("/api/sales", json=body_of(tray, off(percent=5)), headers=headers))
    assert created(await admin.post("/api/sales", json=body_of(tray, off(percent=5)), headers=headers)) == first
    other = await admin.post("/api/sales", json=body_of(tray, off(percent=6)), headers=headers)
    problem(other, 422, "idempotency_key_reused")


async def test_the_audit_log_records_an_adjustment_and_its_reason(
    shop: TestShop, admin: AsyncClient, tray: list[dict[str, Any]]
) -> None:
    await sell(admin, body_of(tray, off(percent=50, reason="Broken"), None, whole=off(amount="10", reason="Diwali")))
    ((after,),) = await shop.sql("SELECT after FROM audit_logs WHERE action = 'sale.created'")
    said = json.loads(after)
    assert (said["discount_total"], said["discount_reason"], said["total"]) == ("60.00", "Diwali", "90.00")
    assert said["line_discounts"] == [{"line_no": 1, "discount": "50.00", "reason": "Broken"}]
