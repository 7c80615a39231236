"""Refunds and voids give back by the tenders that came in."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.refund import RefundRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, new_customer, purchase
from tests.support.selling import line, refund, sell, void
from tests.support.shop import TestShop


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> dict[str, Any]:
    return await new_sweet(price="100.00", stock="50")


def pay(tender: str, amount: str, **fields: Any) -> dict[str, Any]:
    return {"tender": tender, "amount": amount} | fields


def paid_out(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["tender"], one["amount"]) for one in document["payments"]]


SPLIT = [pay("cash", "150"), pay("upi", "100"), pay("card", "50")]


async def test_a_refund_goes_back_as_it_was_paid_cash_last(salesperson: AsyncClient, sweet: dict[str, Any]) -> None:
    sale = await sell(salesperson, (sweet, "3"), payments=SPLIT)
    first = created(await refund(salesperson, sale, line(1, "1")))
    assert (paid_out(first), first["tender"]) == ([("upi", "100.00")], "upi")
    second = created(await refund(salesperson, sale, line(1, "1")))
    assert (paid_out(second), second["tender"]) == ([("card", "50.00"), ("cash", "50.00")], None)
    third = created(await refund(salesperson, sale, line(1, "1")))
    assert (paid_out(third), third["tender"]) == ([("cash", "100.00")], "cash")
    read_strictly(RefundRead, third)
    shown = ok(await salesperson.get(f"/api/sales/{sale['id']}/refunds", params={"sort": "created_at"}))["items"]
    assert shown == [first, second, third]


async def test_only_an_admin_gives_back_more_by_a_tender_than_came_by_it(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    sale = await sell(salesperson, (sweet, "3"), payments=SPLIT)
    before = await all_rows(shop)
    for asked in ({"tender": "card"}, {"payments": [pay("card", "60"), pay("cash", "40")]}):
        refusal = problem(await refund(salesperson, sale, line(1, "1"), **asked), 409, "refund_above_tender")
        says = "Of what was paid by card, 50.00 is left to give back. Ask an admin for more."
        assert (refusal["left"], refusal["detail"]) == ("50.00", says)
    assert await all_rows(shop) == before
    back = created(await refund(admin, sale, line(1, "1"), tender="card"))
    assert paid_out(back) == [("card", "100.00")]
    # Nothing is left of the card for anybody else, and the rest goes by the others.
    problem(await refund(salesperson, sale, line(1, "1"), tender="card"), 409, "refund_above_tender")
    assert paid_out(created(await refund(salesperson, sale, line(1, "1")))) == [("upi", "100.00")]


async def test_a_refund_is_split_as_it_is_asked_for(salesperson: AsyncClient, sweet: dict[str, Any]) -> None:
    sale = await sell(salesperson, (sweet, "3"), payments=SPLIT)
    asked = [pay("cash", "70"), pay("upi", "30", reference="R-7")]
    back = created(await refund(salesperson, sale, line(1, "1"), payments=asked))
    assert [(one["tender"], one["amount"], one["reference"]) for one in back["payments"]] == [
        ("cash", "70.00", None),
        ("upi", "30.00", "R-7"),
    ]


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"payments": [pay("cash", "99.99")]}, "payments_do_not_add_up", "/payments"),
        ({"payments": [pay("upi", "60"), pay("cash", "41")]}, "payments_do_not_add_up", "/payments"),
        ({"payments": [pay("upi", "60")]}, "payments_do_not_add_up", "/payments"),
        ({"payments": [pay("upi", "50"), pay("upi", "50")]}, "tender_given_twice", "/payments"),
        ({"payments": [pay("upi", "50"), pay("gold", "50")]}, "unknown_tender", "/payments/1/tender"),
        ({"tender": "gold"}, "unknown_tender", "/tender"),
        ({"payments": [pay("upi", "0"), pay("cash", "100")]}, "invalid_request", "/payments/0/amount"),
        ({"payments": [pay("upi", "-1"), pay("cash", "101")]}, "invalid_request", "/payments/0/amount"),
        ({"payments": [pay("cash", "100", given="200")]}, "invalid_request", "/payments/0/given"),
        ({"payments": []}, "invalid_request", "/payments"),
        ({"payments": [pay("cash", "100")], "tender": "cash"}, "invalid_request", ""),
    ],
)
async def test_payouts_that_do_not_fit_are_refused_and_nothing_is_given_back(
    shop: TestShop, salesperson: AsyncClient, sweet: dict[str, Any], fields: Any, code: str, pointer: str
) -> None:
    sale = await sell(salesperson, (sweet, "3"), payments=SPLIT)
    before = await all_rows(shop)
    refusal = problem(await refund(salesperson, sale, line(1, "1"), **fields), 422, code)
    assert refusal["errors"][0]["pointer"] == pointer
    assert await all_rows(shop) == before


async def test_what_is_not_paid_yet_is_not_refunded(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, sweet: dict[str, Any]
) -> None:
    order = created(await purchase(customer, sweet, "3"))
    before = await all_rows(shop)
    problem(await refund(admin, order, line(1, "1")), 409, "sale_unpaid")
    problem(
        await admin.post(f"/api/sales/{order['id']}/refunds/quote", json={"lines": [line(1, "1")]}), 409, "sale_unpaid"
    )
    assert await all_rows(shop) == before
    created(await salesperson.post(f"/api/sales/{order['id']}/payments", json=pay("upi", "299.99")))
    problem(await refund(admin, order, line(1, "1")), 409, "sale_unpaid")
    created(await salesperson.post(f"/api/sales/{order['id']}/payments", json=pay("card", "0.01")))
    assert paid_out(created(await refund(salesperson, order, line(1, "3")))) == [("upi", "299.99"), ("card", "0.01")]


@pytest.mark.parametrize(
    "payments",
    [
        [pay("upi", "83.47"), pay("cash", "17")],
        [pay("upi", "60.30"), pay("card", "40.17")],
        [pay("cash", "100")],
        [pay("card", "0.99"), pay("cash", "99"), pay("upi", "0.99")],
    ],
)
async def test_all_refunds_of_a_split_sale_give_back_what_came_by_each_tender(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet, payments: Any
) -> None:
    ok(await admin.put("/api/settings", json={"cash_rounding": "1"}))
    sweet = await new_sweet(price="33.49", stock="9")
    sale = await sell(salesperson, (sweet, "3"), payments=payments)
    for quantity in ("1", "1", "1"):
        created(await refund(salesperson, sale, line(1, quantity)))
    by_tender = await shop.sql("SELECT tender, sum(amount)::text, sum(rounding)::text FROM payments GROUP BY tender")
    assert {row["tender"] for row in by_tender} == {one["tender"] for one in payments}
    assert {tuple(row)[1:] for row in by_tender} == {("0.00", "0.00")}, [tuple(row) for row in by_tender]


async def test_a_void_gives_every_payment_back_by_its_tender(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    ok(await admin.put("/api/settings", json={"cash_rounding": "1"}))
    paid = [pay("upi", "100.40"), pay("cash", "200", given="500")]
    sale = await sell(salesperson, (sweet, "3"), payments=paid)
    assert (sale["rounding"], sale["amount_due"]) == ("0.40", "300.40")
    voided = ok(await void(salesperson, sale))
    assert [voided[name] for name in ("status", "payment_state", "due")] == ["voided", None, "0.00"]
    assert voided["payments"] == sale["payments"], "what came in stays said"
    books = await shop.sql(
        "SELECT kind, tender, payments, amount::text, rounding::text FROM daily_payments ORDER BY kind, tender"
    )
    assert [tuple(row) for row in books] == [
        ("sale", "cash", 1, "200.00", "0.40"),
        ("sale", "upi", 1, "100.40", "0.00"),
        ("void", "cash", 1, "-200.00", "-0.40"),
        ("void", "upi", 1, "-100.40", "0.00"),
    ]
    ((paid_on_the_day, rounding),) = await shop.sql("SELECT paid::text, rounding::text FROM daily_sales")
    assert (paid_on_the_day, rounding) == ("0.00", "0.00")


async def test_refunds_and_voids_of_goods_on_account_lower_what_is_owed(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await new_customer(admin, "Asha")
    await shop.sql("UPDATE customers SET credit_limit = 500 WHERE id = $1", asha["id"])

    async def owed() -> str:
        ((balance,),) = await shop.sql("SELECT balance::text FROM customers WHERE id = $1", asha["id"])
        return str(balance)

    split = await sell(
        salesperson, (sweet, "3"), customer_id=asha["id"], payments=[pay("account", "200"), pay("cash", "100")]
    )
    other = await sell(salesperson, (sweet, "1"), customer_id=asha["id"], tender="account")
    assert (await owed(), other["tender"], other["payment_state"]) == ("300.00", "account", "paid")
    above = await salesperson.post(
        "/api/sales",
        json={"lines": [{"sweet_id": sweet["id"], "quantity": "3"}], "customer_id": asha["id"], "tender": "account"},
    )
    assert problem(above, 409, "credit_limit_exceeded")["left"] == "200.00"
    assert paid_out(created(await refund(salesperson, split, line(1, "1")))) == [("account", "100.00")]
    assert await owed() == "200.00"
    ok(await void(salesperson, other))
    assert await owed() == "100.00"
    assert paid_out(created(await refund(salesperson, split, line(1, "2")))) == [
        ("account", "100.00"),
        ("cash", "100.00"),
    ]
    assert await owed() == "0.00"
