"""Selling: the content of a sale, whose it is, and that it is all or nothing."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.sale import SaleRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, stock_of
from tests.support.shop import TestShop

ANY = {"If-Match": "*"}


def line(sweet: dict[str, Any], quantity: str) -> dict[str, Any]:
    return {"sweet_id": sweet["id"], "quantity": quantity}


async def sell(somebody: AsyncClient, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return created(await somebody.post("/api/sales", json={"lines": list(lines)} | fields))


async def test_a_purchase_is_a_sale_of_one_line(customer: AsyncClient, admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(sku="KAJU", name="Kaju Katli", unit="kg", price="900.00", stock="3")
    answer = await purchase(customer, sweet, "0.25")
    sale = created(answer)
    me = ok(await customer.get("/api/auth/me"))["id"]
    sold = {
        "line_no": 1,
        "sweet_id": sweet["id"],
        "sku": "KAJU",
        "name": "Kaju Katli",
        "unit": "kg",
        "quantity": "0.250",
        "tare": None,
        "unit_price": "900.00",
        "line_total": "225.00",
        "line_discount": "0.00",
        "sale_discount": "0.00",
        "discount": "0.00",
        "discount_reason": None,
        "net": "225.00",
        "hsn_code": None,
        "tax": "0.00",
        "taxes": [],
        "refunded": "0.000",
        "money_refunded": "0.00",
    }
    expected = {
        "status": "completed",
        "lines": [sold],
        "subtotal": "225.00",
        "discount_total": "0.00",
        "discount_reason": None,
        "tax_total": "0.00",
        "tax_mode": "inclusive",
        "total": "225.00",
        "refunded_total": "0.00",
        "currency": "INR",
        "tender": None,
        "payment_state": "due",
        "due": "225.00",
        "payments": [],
        "note": None,
        "buyer_id": me,
        "seller_id": None,
    }
    assert {name: sale[name] for name in expected} == expected
    assert answer.headers["Location"] == f"/api/sales/{sale['id']}"
    shown = ok(await customer.get(answer.headers["Location"]))
    assert read_strictly(SaleRead, shown) == read_strictly(SaleRead, sale)
    assert await stock_of(admin, sweet) == ("2.750", "2.750", "ok")


async def test_a_sale_has_the_lines_it_was_asked_for_in_their_order(
    shop: TestShop, salesperson: AsyncClient, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    by_weight = await new_sweet(unit="kg", price="480.00", stock="3")
    by_piece = await new_sweet(unit="piece", price="25.50", stock="10")
    lines = [line(by_piece, "4"), line(by_weight, "0.5"), line(by_piece, "2")]
    sale = await sell(salesperson, *lines, tender="upi", note="For Diwali,\nwith love")
    assert [(one["line_no"], one["sweet_id"], one["quantity"], one["line_total"]) for one in sale["lines"]] == [
        (1, by_piece["id"], "4.000", "102.00"),
        (2, by_weight["id"], "0.500", "240.00"),
        (3, by_piece["id"], "2.000", "51.00"),
    ]
    assert (sale["subtotal"], sale["total"], sale["tender"], sale["note"]) == (
        "393.00",
        "393.00",
        "upi",
        "For Diwali,\nwith love",
    )
    assert (sale["buyer_id"], sale["seller_id"]) == (None, ok(await salesperson.get("/api/auth/me"))["id"])
    assert read_strictly(SaleRead, ok(await salesperson.get(f"/api/sales/{sale['id']}"))) == read_strictly(
        SaleRead, sale
    )
    assert [(await stock_of(admin, sweet))[0] for sweet in (by_weight, by_piece)] == ["2.500", "4.000"]
    movements = await shop.sql("SELECT sale_line_no, quantity FROM stock_movements WHERE kind = 'sale' ORDER BY id")
    assert [tuple(row) for row in movements] == [(1, Decimal(-4)), (2, Decimal("-0.5")), (3, Decimal(-2))]


async def test_a_line_is_rounded_half_up_once(customer: AsyncClient, new_sweet: NewSweet) -> None:
    for quantity, price, total in (
        ("0.125", "100.20", "12.53"),
        ("0.125", "100.12", "12.52"),
        ("0.125", "100.04", "12.51"),
        ("0.001", "5.00", "0.01"),
        ("0.001", "4.99", "0.00"),
        ("0.333", "99.99", "33.30"),
        ("3", "33.33", "99.99"),
        ("99999999.999", "99.99", "9998999999.90"),
    ):
        sweet = await new_sweet(unit="kg", price=price, stock="99999999.999")
        sale = created(await purchase(customer, sweet, quantity))
        assert (sale["lines"][0]["line_total"], sale["total"]) == (total, total), (quantity, price)


async def test_the_total_is_the_sum_of_the_rounded_lines(customer: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(unit="kg", price="100.20", stock="1")
    sale = await sell(customer, line(sweet, "0.125"), line(sweet, "0.125"))
    assert [one["line_total"] for one in sale["lines"]] == ["12.53", "12.53"]
    assert sale["total"] == "25.06"


async def test_a_sale_keeps_the_values_of_the_moment_it_was_made(
    customer: AsyncClient, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(sku="OLD", name="Old name", price="10.00", stock="9")
    before = ok(await customer.get(f"/api/sales/{created(await purchase(customer, sweet, '2'))['id']}"))
    changes = {"sku": "NEW", "name": "New name", "price": "99.00"}
    ok(await admin.patch(f"/api/sweets/{sweet['id']}", json=changes, headers=ANY))
    after = created(await purchase(customer, sweet, "2"))
    assert (await admin.delete(f"/api/sweets/{sweet['id']}", headers=ANY)).status_code == 204
    assert ok(await customer.get(f"/api/sales/{before['id']}")) == before
    assert [before["lines"][0][name] for name in ("sku", "name", "unit_price", "line_total")] == [
        *("OLD", "Old name", "10.00", "20.00")
    ]
    assert [after["lines"][0][name] for name in ("sku", "name", "unit_price", "line_total")] == [
        *("NEW", "New name", "99.00", "198.00")
    ]


async def test_a_shortage_fails_the_whole_sale_and_lists_every_sweet_there_is_too_little_of(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    plenty = await new_sweet(name="Plenty", stock="100")
    split = await new_sweet(name="Split", stock="5")
    weighed = await new_sweet(name="Weighed", unit="kg", stock="0.75")
    gone = await new_sweet(name="Gone", unit="box")
    lines = [line(gone, "1"), line(plenty, "9"), line(split, "3"), line(weighed, "0.751"), line(split, "3")]
    before = await all_rows(shop)
    refusal = problem(await customer.post("/api/sales", json={"lines": lines}), 409, "insufficient_stock")
    assert refusal["detail"] == "Not enough stock available."
    assert sorted(refusal["shortages"], key=lambda shortage: str(shortage["name"])) == [
        {"sweet_id": gone["id"], "name": "Gone", "requested": "1.000", "available": "0.000", "unit": "box"},
        {"sweet_id": split["id"], "name": "Split", "requested": "6.000", "available": "5.000", "unit": "piece"},
        {"sweet_id": weighed["id"], "name": "Weighed", "requested": "0.751", "available": "0.750", "unit": "kg"},
    ]
    assert await all_rows(shop) == before
    await sell(customer, line(plenty, "9"), line(split, "2"), line(weighed, "0.75"), line(split, "3"))


async def test_the_last_of_a_sweet_can_be_bought_and_not_more(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Rasgulla", stock="2")
    created(await purchase(customer, sweet, "2"))
    before = await all_rows(shop)
    refusal = problem(await purchase(customer, sweet, "1"), 409, "insufficient_stock")
    shortage = {
        "sweet_id": sweet["id"],
        "name": "Rasgulla",
        "requested": "1.000",
        "available": "0.000",
        "unit": "piece",
    }
    assert refusal["shortages"] == [shortage]
    assert await all_rows(shop) == before


@pytest.mark.parametrize(
    ("quantity", "code", "detail"),
    [
        ("0.275", "off_step_quantity", "Kaju Katli comes in steps of 0.05 kg."),
        ("0.001", "off_step_quantity", "Kaju Katli comes in steps of 0.05 kg."),
        ("0.05", "below_min_quantity", "Kaju Katli is sold from 0.1 kg."),
    ],
)
async def test_a_quantity_the_sweet_is_not_sold_in_is_refused(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet, quantity: str, code: str, detail: str
) -> None:
    sweet = await new_sweet(name="Kaju Katli", unit="kg", quantity_step="0.050", min_quantity="0.100", stock="3")
    before = await all_rows(shop)
    by_itself = problem(await purchase(customer, sweet, quantity), 422, code)
    # The minimum is that of a line, so two small lines do not make a big enough one.
    lines = [line(sweet, "0.1"), line(sweet, quantity)]
    among_others = problem(await customer.post("/api/sales", json={"lines": lines}), 422, code)
    assert [by_itself["detail"], among_others["detail"]] == [detail, detail]
    assert [error["pointer"] for error in among_others["errors"]] == ["/lines/1/quantity"]
    assert [error["pointer"] for error in by_itself["errors"]] == ["/quantity"]
    assert await all_rows(shop) == before
    created(await purchase(customer, sweet, "0.1"))


async def test_a_sale_with_a_sweet_that_is_missing_is_refused(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="3")
    before = await all_rows(shop)
    for missing in ({"id": sweet["id"] + 1}, {"id": 2**63 - 1}):
        lines = [line(sweet, "1"), line(missing, "1")]
        problem(await customer.post("/api/sales", json={"lines": lines}), 404, "sweet_not_found")
    assert await all_rows(shop) == before


async def test_a_sale_worth_more_than_the_books_can_hold_is_refused(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, cheap = await new_sweet(price="9999999999.99", stock="3"), await new_sweet(price="0.01", stock="1")
    before = await all_rows(shop)
    problem(await purchase(customer, sweet, "2"), 422, "total_too_large")
    lines = [line(sweet, "1"), line(cheap, "1")]
    problem(await customer.post("/api/sales", json={"lines": lines}), 422, "total_too_large")
    assert await all_rows(shop) == before
    assert (await sell(customer, line(sweet, "1")))["total"] == "9999999999.99"


async def test_baskets_that_arrive_together_are_decided_one_by_one(
    shop: TestShop, customer: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="5")
    wanted = ["2", "9", "0.5", "2", "2", "1"]
    answers = await asyncio.gather(
        *(purchase([customer, salesperson][i % 2], sweet, quantity) for i, quantity in enumerate(wanted))
    )
    # Whichever comes first, the one and two of the twos fit.
    outcomes = sorted((quantity, answer.status_code) for quantity, answer in zip(wanted, answers, strict=True))
    assert outcomes == [("0.5", 422), ("1", 201), ("2", 201), ("2", 201), ("2", 409), ("9", 409)]
    sales = [answer.json() for answer in answers if answer.status_code == 201]
    assert sorted(sale["number"][-6:] for sale in sales) == ["000001", "000002", "000003"]
    assert [(row[0], row[1]) for row in await shop.sql("SELECT sum(quantity), count(*) FROM stock_movements")] == [
        (0, 4)
    ]
    assert (await stock_of(customer, sweet))[0] == "0.000"
