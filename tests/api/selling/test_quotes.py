"""Quotes: the price of a basket before it is sold, and everything a sale of it would refuse."""

import random
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.quote import QuoteRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, restock
from tests.support.selling import GST_5, LONG_AGO, new_class, priced
from tests.support.shop import TestShop
from tests.support.statement_counts import QUOTE, TAXES


def line(sweet: dict[str, Any], quantity: str, **fields: Any) -> dict[str, Any]:
    return {"sweet_id": sweet["id"], "quantity": quantity} | fields


async def quote(somebody: AsyncClient, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    body: dict[str, Any] = ok(await somebody.post("/api/sales/quote", json={"lines": lines} | fields))
    read_strictly(QuoteRead, body)
    assert body["can_be_sold"] == (not body["problems"])
    return body


def found(quoted: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in quoted["problems"]]


@pytest.fixture
async def katli(new_sweet: NewSweet) -> dict[str, Any]:
    """0.800 kg at 900.00, in steps of 50 g from 100 g on."""
    fields = {"unit": "kg", "price": "900.00", "quantity_step": "0.050", "min_quantity": "0.100"}
    return await new_sweet(name="Kaju Katli", stock="0.8", **fields)


@pytest.fixture
async def ladoo(new_sweet: NewSweet) -> dict[str, Any]:
    """Five pieces at 15.00."""
    return await new_sweet(name="Besan Ladoo", price="15.00", stock="5")


async def test_a_visitor_learns_the_price_and_nothing_is_written(
    shop: TestShop, client: AsyncClient, katli: dict[str, Any], ladoo: dict[str, Any]
) -> None:
    before = await all_rows(shop)
    quoted = await quote(client, line(katli, "0.250"), line(ladoo, "5"))
    assert await all_rows(shop) == before
    assert (quoted["can_be_sold"], quoted["problems"]) == (True, [])
    assert [one["amounts"]["net"] for one in quoted["lines"]] == ["225.00", "75.00"]
    assert (quoted["subtotal"], quoted["tax_total"], quoted["total"]) == ("300.00", "0.00", "300.00")
    assert (quoted["tax_mode"], quoted["currency"]) == ("inclusive", "INR")
    assert [(one["available"], one["largest_quantity"]) for one in quoted["lines"]] == [
        ("0.800", "0.800"),
        ("5.000", "5.000"),
    ]


async def test_each_problem_is_named_in_the_order_of_a_sale_and_the_rest_is_priced(
    admin: AsyncClient, client: AsyncClient, new_sweet: NewSweet, katli: dict[str, Any], ladoo: dict[str, Any]
) -> None:
    gone = await new_sweet(name="Ghewar", stock="5")
    ok(await admin.patch(f"/api/sweets/{gone['id']}", json={"archived": True}, headers={"If-Match": "*"}))
    quoted = await quote(
        client,
        line(ladoo, "9"),
        line({"id": 999}, "1"),
        line(gone, "1"),
        line(katli, "0.333"),
        line(katli, "0.050"),
        line(ladoo, "2", tare="0.1"),
        line(ladoo, "2"),
    )
    assert found(quoted) == [
        ("/lines/1/sweet_id", "sweet_not_found"),
        ("/lines/2/sweet_id", "sweet_archived"),
        ("/lines/3/quantity", "off_step_quantity"),
        ("/lines/4/quantity", "below_min_quantity"),
        ("/lines/5/tare", "tare_not_weighed"),
        ("/lines/0/quantity", "insufficient_stock"),
    ]
    assert quoted["problems"][-1]["detail"] == "Besan Ladoo: 3 pieces left."
    assert [one["amounts"] and one["amounts"]["net"] for one in quoted["lines"]] == [None] * 6 + ["30.00"]
    assert quoted["total"] == "30.00"
    # The last line takes two of the five ladoos.
    assert [one["largest_quantity"] for one in quoted["lines"]] == [
        *("3.000", None, "0.000", "0.800", "0.800", "3.000", "5.000")
    ]
    unknown = quoted["lines"][1]
    assert {unknown[name] for name in ("sku", "name", "unit", "unit_price", "available")} == {None}


@pytest.mark.parametrize(
    ("stock", "largest"), [("0.149", "0.100"), ("0.1", "0.100"), ("0.099", "0.000"), ("0.04", "0.000")]
)
async def test_the_largest_quantity_is_on_the_step_and_at_least_the_minimum(
    admin: AsyncClient, client: AsyncClient, new_sweet: NewSweet, stock: str, largest: str
) -> None:
    fields = {"unit": "kg", "quantity_step": "0.050", "min_quantity": "0.100"}
    sweet = await new_sweet(stock="1", **fields)
    off = {"sweet_id": sweet["id"], "reason": "wastage", "quantity": str(round(1 - float(stock), 3))}
    created(await admin.post("/api/adjustments", json=off))
    (only,) = (await quote(client, line(sweet, "0.500")))["lines"]
    assert (float(only["available"]), only["largest_quantity"]) == (float(stock), largest)
    if largest != "0.000":
        assert (await quote(client, line(sweet, largest)))["can_be_sold"]


async def test_what_the_largest_quantity_leaves_to_the_other_lines_is_enough(
    client: AsyncClient, ladoo: dict[str, Any]
) -> None:
    lines = [line(ladoo, "3"), line(ladoo, "4"), line(ladoo, "1")]
    quoted = await quote(client, *lines)
    assert found(quoted) == [("/lines/1/quantity", "insufficient_stock")]
    lines[1] |= {"quantity": quoted["lines"][1]["largest_quantity"]}
    assert (await quote(client, *lines))["can_be_sold"]


async def test_what_is_past_its_best_before_day_is_not_available(
    shop: TestShop, admin: AsyncClient, client: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Rasmalai")
    today = shop.context.today()
    await restock(admin, sweet, "3", best_before=(today - timedelta(days=1)).isoformat())
    assert (await quote(client, line(sweet, "1")))["problems"][0]["detail"] == "Rasmalai is sold out."
    await restock(admin, sweet, "2", best_before=today.isoformat())
    assert (await quote(client, line(sweet, "2")))["can_be_sold"]
    assert found(await quote(client, line(sweet, "3"))) == [("/lines/0/quantity", "insufficient_stock")]


async def test_discounts_are_for_staff(
    client: AsyncClient, customer: AsyncClient, salesperson: AsyncClient, ladoo: dict[str, Any]
) -> None:
    discount = {"percent": "10", "reason": "A regular"}
    for somebody in (client, customer):
        for body in (
            {"lines": [line(ladoo, "1")], "discount": discount},
            {"lines": [line(ladoo, "1", discount=discount)]},
        ):
            problem(await somebody.post("/api/sales/quote", json=body), 403, "forbidden")
    quoted = await quote(salesperson, line(ladoo, "2", discount=discount), discount={"amount": "1", "reason": "x"})
    assert found(quoted) == [("/lines/0/discount", "discount_over_limit")]
    quoted = await quote(salesperson, line(ladoo, "2", discount=discount))
    assert (quoted["discount_total"], quoted["total"]) == ("3.00", "27.00")


async def test_a_refused_discount_is_not_taken_off_and_hides_no_shortage(
    salesperson: AsyncClient, katli: dict[str, Any], ladoo: dict[str, Any]
) -> None:
    discount = {"reason": "A regular"}
    lines = [line(katli, "9"), line(ladoo, "1", discount=discount | {"percent": "10.01"})]
    quoted = await quote(salesperson, *lines)
    assert found(quoted) == [("/lines/0/quantity", "insufficient_stock"), ("/lines/1/discount", "discount_over_limit")]
    assert (quoted["discount_total"], quoted["total"]) == ("0.00", "15.00")
    quoted = await quote(salesperson, *lines[:1], line(ladoo, "1"), discount=discount | {"amount": "15.01"})
    assert found(quoted) == [("/lines/0/quantity", "insufficient_stock"), ("/discount/amount", "discount_too_large")]
    # Nothing can be sold, so there is nothing to take it off.
    quoted = await quote(salesperson, *lines[:1], discount=discount | {"amount": "1"})
    assert found(quoted) == [("/lines/0/quantity", "insufficient_stock")]
    assert quoted["total"] == "0.00"


async def test_customer_note_and_cash_given_are_no_part_of_a_quote(client: AsyncClient, ladoo: dict[str, Any]) -> None:
    for extra in ({"customer_id": 1}, {"note": "x"}, {"amount_given": "5"}):
        body = {"lines": [line(ladoo, "1")]} | extra
        problem(await client.post("/api/sales/quote", json=body), 422, "invalid_request")


async def test_a_quote_takes_the_same_statements_whatever_its_lines(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    packed = await new_class(admin, (LONG_AGO, GST_5))
    plain = [await new_sweet(stock="5") for _ in range(5)]
    taxed = [await new_sweet(stock="5", tax_class_id=packed["id"]) for _ in range(5)]
    for sweets, statements in ((plain[:1], QUOTE), (plain, QUOTE), (taxed[:1], QUOTE + TAXES), (taxed, QUOTE + TAXES)):
        async with shop.count_statements() as counter:
            await quote(shop.client, *(line(sweet, "9") for sweet in sweets))
        # And one look at the settings where something is taxed, which is never counted.
        assert len(counter) == statements, counter.statements


async def test_a_sale_after_a_quote_has_its_cents_or_its_first_problem(
    admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    packed = await new_class(admin, (LONG_AGO, GST_5))
    fields = {"unit": "kg", "quantity_step": "0.050", "min_quantity": "0.100"}
    sweets = [
        await new_sweet(price="933.33", stock="30", **fields),
        await new_sweet(price="9.99", stock="90", tax_class_id=packed["id"]),
        await new_sweet(price="0.15", stock="200", tax_class_id=packed["id"]),
        await new_sweet(price="55.00", stock="9"),
        {"id": 999},
    ]
    draw = random.Random(12)  # noqa: S311 - no secret.
    quantities = [["0.350", "1.150", "0.100", "0.050"], *([["1", "2", "3", "0.5"]] * 4)]
    discounts = [
        None,
        {"percent": "7.77"},
        {"percent": "10"},
        {"percent": "10.01"},
        {"amount": "0.07"},
        {"amount": "60"},
    ]
    sold = refused = 0

    def some_discount(somebody: AsyncClient) -> dict[str, Any]:
        drawn = None if somebody is customer else draw.choices(discounts, [8, 3, 3, 1, 3, 1])[0]
        return {"discount": drawn | {"reason": "A regular"}} if drawn else {}

    for _ in range(250):
        somebody = draw.choice([admin, salesperson, customer])
        lines = [
            line(sweets[which], draw.choices(quantities[which], [30, 20, 20, 1])[0]) | some_discount(somebody)
            for which in draw.choices(range(5), [9, 9, 9, 5, 1], k=draw.randint(1, 4))
        ]
        basket = {"lines": lines} | some_discount(somebody)
        quoted = ok(await somebody.post("/api/sales/quote", json=basket))
        answer = await somebody.post("/api/sales", json=basket)
        if answer.is_success:
            assert quoted["can_be_sold"]
            assert priced(quoted) == priced(answer.json())
            sold += 1
        else:
            assert quoted["problems"][0]["code"] == answer.json()["code"], (quoted, answer.text)
            refused += 1
    assert min(sold, refused) > 50
