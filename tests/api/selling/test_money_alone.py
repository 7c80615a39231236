"""Money can be given back without goods, such as for goodwill: within the line, with a reason, and only once."""

import re
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient, Response

from app.services.insight.verification import VerificationService
from tests.support.answers import created, field_errors, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet
from tests.support.selling import GST_5, LONG_AGO, line, new_class, refund, sell
from tests.support.shop import TestShop

GOODWILL = {"reason": "The box was dented."}


async def taxed_sale(admin: AsyncClient, new_sweet: NewSweet, mode: str, **fields: Any) -> dict[str, Any]:
    ok(await admin.put("/api/settings", json={"tax_mode": mode}))
    taxed = await new_class(admin, (LONG_AGO, GST_5))
    sweet = await new_sweet(price="100.00", stock="9", tax_class_id=taxed["id"])
    return await sell(admin, (sweet, "3"), **fields)


async def give(client: AsyncClient, sale: dict[str, Any], amount: str, **fields: Any) -> Response:
    body = {"lines": [{"line_no": 1, "amount": amount}], **GOODWILL} | fields
    return await client.post(f"/api/sales/{sale['id']}/refunds", json=body)


async def in_order(shop: TestShop) -> None:
    async with shop.database.unit_of_work() as session:
        assert await VerificationService(session, shop.context).verify() == []


@pytest.mark.parametrize(("mode", "net"), [("inclusive", "31.50"), ("exclusive", "30.00")])
async def test_money_alone_takes_its_share_of_the_tax_and_leaves_the_goods(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, mode: str, net: str
) -> None:
    sale = await taxed_sale(admin, new_sweet, mode)
    body = created(await give(admin, sale, "31.50"))
    (given,) = body["lines"]
    assert (given["quantity"], given["restock"], given["reason"]) == ("0.000", False, GOODWILL["reason"])
    assert (given["line_total"], given["discount"], given["net"]) == (net, "0.00", net)
    assert given["tax"] == "1.50"
    assert [tax["amount"] for tax in given["taxes"]] == ["0.75", "0.75"]
    assert body["total"] == "31.50"
    now = ok(await admin.get(f"/api/sales/{sale['id']}"))
    assert now["refunded_total"] == "31.50"
    assert (now["lines"][0]["refunded"], now["lines"][0]["money_refunded"]) == ("0.000", "31.50")
    receipt = await admin.get(f"/api/sales/{sale['id']}/receipt", params={"format": "html"})
    assert re.search(r"Given back in money</\w+>\s*<\w+[^>]*>-₹31.50", receipt.text) is not None
    await in_order(shop)


@pytest.mark.parametrize("mode", ["inclusive", "exclusive"])
async def test_goods_and_money_together_give_back_the_line_and_no_more(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, mode: str
) -> None:
    sale = await taxed_sale(admin, new_sweet, mode, discount={"amount": "10", "reason": "Diwali"})
    made = [
        created(answer)
        for answer in (
            await refund(admin, sale, line(1, "1")),
            await give(admin, sale, "33.33"),
            await refund(admin, sale, line(1, "1"), restock=True),
            await give(admin, sale, "0.01"),
            await refund(admin, sale, line(1, "1")),
        )
    ]
    for name in ("subtotal", "discount_total", "tax_total", "total"):
        assert f"{sum(float(one[name]) for one in made):.2f}" == sale[name], name
    assert problem(await give(admin, sale, "0.01"), 409, "refund_above_line")["lines"][0]["left"] == "0.00"
    await in_order(shop)


async def test_no_more_than_is_left_of_the_line_is_given(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sale = await sell(admin, (await new_sweet(price="100.00", stock="9"), "3"))
    (over,) = problem(await give(admin, sale, "300.01"), 409, "refund_above_line")["lines"]
    assert (over["line_no"], over["left"], over["refunding"]) == (1, "300.00", "300.01")
    created(await give(admin, sale, "250"))
    created(await refund(admin, sale, line(1, "1")))
    problem(await give(admin, sale, "33.34"), 409, "refund_above_line")
    quoted = await admin.post(
        f"/api/sales/{sale['id']}/refunds/quote", json={"lines": [{"line_no": 1, "amount": "33.33"}], **GOODWILL}
    )
    assert ok(quoted)["total"] == "33.33"
    created(await give(admin, sale, "33.33"))
    assert created(await refund(admin, sale, line(1, "2")))["total"] == "0.00"


@pytest.mark.parametrize(
    ("given", "fields", "pointer"),
    [
        ({"amount": "1", "quantity": "1"}, GOODWILL, "/lines/0"),
        ({}, GOODWILL, "/lines/0"),
        ({"amount": "0"}, GOODWILL, "/lines/0/amount"),
        ({"amount": "1.001"}, GOODWILL, "/lines/0/amount"),
        ({"amount": "1", "restock": True}, GOODWILL, "/lines/0"),
        ({"amount": "1"}, {}, ""),
    ],
)
async def test_what_is_not_an_amount_with_a_reason_is_refused(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, given: Any, fields: Any, pointer: str
) -> None:
    sale = await sell(admin, (await new_sweet(stock="9"), "3"))
    before = await all_rows(shop)
    body = {"lines": [{"line_no": 1} | given]} | fields
    assert pointer in field_errors(await admin.post(f"/api/sales/{sale['id']}/refunds", json=body))
    assert await all_rows(shop) == before


async def test_money_alone_counts_in_the_figures_of_its_day(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sale = await sell(admin, (await new_sweet(price="100.00", stock="9"), "3"))
    created(await give(admin, sale, "50"))
    (day,) = ok(await admin.get("/api/dashboard/total-sales"))["items"][-1:]
    assert (day["refunds"], day["total"], day["refund_count"]) == ("50.00", "250.00", 1)
    table = (await admin.get("/api/exports/refund-lines.csv")).text
    assert GOODWILL["reason"] in table


async def test_money_alone_counts_against_a_salespersons_limit(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await admin.put("/api/settings", json={"salesperson_max_refund": "20"}))
    sale = await sell(admin, (await new_sweet(price="100.00", stock="9"), "3"))
    created(await give(salesperson, sale, "15"))
    problem(await give(salesperson, sale, "5.01"), 403, "refund_above_limit")


async def test_the_database_refuses_more_money_than_the_line_came_to(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sale = await sell(admin, (await new_sweet(price="100.00", stock="9"), "3"))
    back = created(await give(admin, sale, "299.99"))
    with pytest.raises(asyncpg.CheckViolationError, match="more money"):
        await shop.sql(
            "WITH next AS (INSERT INTO refunds (number, sale_id, subtotal, discount_total, tax_total, total,"
            " refunded_by, created_at, business_day) SELECT 'R', sale_id, 0.02, 0, 0, 0.02, refunded_by,"
            " created_at, business_day FROM refunds WHERE id = $1 RETURNING id)"
            " INSERT INTO refund_lines (refund_id, sale_id, line_no, quantity, restock, line_total, discount, tax,"
            " cost, reason) SELECT id, $2, 1, 0, false, 0.02, 0, 0, 0, 'x' FROM next",
            back["id"],
            sale["id"],
        )
