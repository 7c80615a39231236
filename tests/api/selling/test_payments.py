"""Sales over the counter are paid by one tender or by several, to the paisa."""

from datetime import datetime
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.models import Role
from app.schemas.sale import SaleRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.receipt_parts import words
from tests.support.requests import NewSweet
from tests.support.selling import sell
from tests.support.shop import TestShop, log_in_as


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> dict[str, Any]:
    """One that costs 33.50; two of it are 67.00."""
    return await new_sweet(price="33.50", stock="20")


def pay(tender: Any, amount: Any, **fields: Any) -> dict[str, Any]:
    return {"tender": tender, "amount": amount} | fields


async def buy(client: AsyncClient, sweet: dict[str, Any], *payments: dict[str, Any], **fields: Any) -> Response:
    lines = [{"sweet_id": sweet["id"], "quantity": "2"}]
    return await client.post(
        "/api/sales", json={"lines": lines} | ({"payments": payments} if payments else {}) | fields
    )


async def test_a_sale_is_split_over_tenders_and_shows_each(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    shop.clock.stop()
    me = ok(await salesperson.get("/api/auth/me"))["id"]
    payments = [pay("upi", "40", reference=" 631784002155 "), pay("cash", "20", given="50"), pay("card", "7.00")]
    sale = created(await buy(salesperson, sweet, *payments))
    assert read_strictly(SaleRead, ok(await salesperson.get(f"/api/sales/{sale['id']}"))) == read_strictly(
        SaleRead, sale
    )
    facts = ("payment_state", "due", "rounding", "amount_due", "tender", "amount_given", "change")
    assert [sale[name] for name in facts] == ["paid", "0.00", "0.00", "67.00", None, "50.00", "30.00"]
    ids = [one.pop("id") for one in sale["payments"]]
    assert ids == sorted(ids)
    assert {datetime.fromisoformat(one.pop("taken_at")) for one in sale["payments"]} == {shop.clock()}
    nothing = {"reference": None, "given": None, "change": None, "taken_by": me, "drawer_session_id": None}
    assert sale["payments"] == [
        nothing | {"tender": "upi", "amount": "40.00", "reference": "631784002155"},
        nothing | {"tender": "cash", "amount": "20.00", "given": "50.00", "change": "30.00"},
        nothing | {"tender": "card", "amount": "7.00"},
    ]
    (entry,) = ok(await admin.get("/api/audit-logs", params={"action": "sale.created"}))["items"]
    assert entry["after"]["payments"] == [
        {"tender": "upi", "amount": "40.00"},
        {"tender": "cash", "amount": "20.00"},
        {"tender": "card", "amount": "7.00"},
    ]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ({}, [pay("cash", "67")]),
        ({"tender": "upi"}, [pay("upi", "67")]),
        ({"amount_given": "100"}, [pay("cash", "67", given="100")]),
        ({"tender": "cash", "amount_given": "100"}, [pay("cash", "100")]),
        ({"tender": None, "payments": None}, [pay("cash", "67")]),
    ],
)
async def test_the_short_form_is_one_payment_of_all_that_is_due(
    shop: TestShop, salesperson: AsyncClient, sweet: dict[str, Any], short: dict[str, Any], long: list[dict[str, Any]]
) -> None:
    shop.clock.stop()
    one, other = created(await buy(salesperson, sweet, **short)), created(await buy(salesperson, sweet, *long))
    for sale in (one, other):
        del sale["id"], sale["number"], sale["payments"][0]["id"]
    assert one == other


async def test_payments_and_the_short_form_are_not_mixed(
    shop: TestShop, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    before = await all_rows(shop)
    for short in ({"tender": "cash"}, {"amount_given": "100"}):
        refusal = problem(await buy(salesperson, sweet, pay("cash", "67"), **short), 422, "invalid_request")
        assert [error["code"] for error in refusal["errors"]] == ["payments_or_tender"]
    assert await all_rows(shop) == before


@pytest.mark.parametrize(
    ("payments", "code", "pointer"),
    [
        ([pay("upi", "66.99")], "payments_do_not_add_up", "/payments/0/amount"),
        ([pay("upi", "67.01")], "payments_do_not_add_up", "/payments/0/amount"),
        ([pay("upi", "40"), pay("card", "28")], "payments_do_not_add_up", "/payments/1/amount"),
        ([pay("upi", "40"), pay("cash", "26.99")], "payments_do_not_add_up", "/payments/1/amount"),
        ([pay("upi", "67"), pay("cash", "1")], "payments_do_not_add_up", "/payments/1/amount"),
        ([pay("cash", "70", given="100")], "payments_do_not_add_up", "/payments/0/amount"),
        ([pay("cash", "67", given="66")], "amount_given_too_small", "/payments/0/given"),
        ([pay("upi", "67", given="100")], "amount_given_not_cash", "/payments/0/given"),
        ([pay("cash", "30"), pay("cash", "37")], "cash_given_twice", "/payments/1/amount"),
        ([pay("upi", "40"), pay("gold", "27")], "unknown_tender", "/payments/1/tender"),
        ([pay("account", "67")], "account_needs_customer", "/payments/0/tender"),
    ],
)
async def test_payments_that_do_not_fit_are_refused_and_nothing_is_sold(
    shop: TestShop, salesperson: AsyncClient, sweet: dict[str, Any], payments: Any, code: str, pointer: str
) -> None:
    before = await all_rows(shop)
    refusal = problem(await buy(salesperson, sweet, *payments), 422, code)
    assert [(error["pointer"], error["code"]) for error in refusal["errors"]] == [(pointer, code)]
    assert await all_rows(shop) == before


@pytest.mark.parametrize(
    ("payment", "at"),
    [
        *((pay("cash", amount), "amount") for amount in ("0", "-1", "0.001", "NaN", "1e99", None, "x", "")),
        *((pay("cash", "67", given=given), "given") for given in ("0", "-1", "0.001", "NaN")),
        *((pay(tender, "67"), "tender") for tender in ("", "Cash", "ca sh", "x" * 21, 1, None)),
        *((pay("upi", "67", reference=reference), "reference") for reference in ("", " ", "x" * 65, "a\nb", 7)),
        ({"tender": "cash"}, "amount"),
        ({"amount": "67"}, "tender"),
        (pay("cash", "67", change="1"), "change"),
    ],
)
async def test_payments_out_of_form_are_refused(
    shop: TestShop, salesperson: AsyncClient, sweet: dict[str, Any], payment: Any, at: str
) -> None:
    before = await all_rows(shop)
    refusal = problem(await buy(salesperson, sweet, payment), 422, "invalid_request")
    assert [error["pointer"] for error in refusal["errors"]] == [f"/payments/0/{at}"]
    assert await all_rows(shop) == before


async def test_a_sale_takes_one_to_ten_payments(salesperson: AsyncClient, sweet: dict[str, Any]) -> None:
    ten = [pay("upi", "6.70") for _ in range(10)]
    assert len(created(await buy(salesperson, sweet, *ten))["payments"]) == 10
    for refused in ([], [pay("upi", "6.09") for _ in range(11)]):
        problem(await buy(salesperson, sweet, payments=refused), 422, "invalid_request")


async def test_cash_beside_others_is_rounded_by_itself(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await admin.put("/api/settings", json={"cash_rounding": "1"}))
    sweet = await new_sweet(price="50.47", stock="9")
    sale = created(await buy(salesperson, sweet, pay("upi", "50.40"), pay("cash", "51", given="100")))
    assert [sale[name] for name in ("total", "rounding", "amount_due")] == ["100.94", "0.46", "101.40"]
    for cash, code in (("50.54", "cash_not_in_coins"), ("50", "payments_do_not_add_up")):
        problem(await buy(salesperson, sweet, pay("upi", "50.40"), pay("cash", cash)), 422, code)


async def take(shop: TestShop, admin: AsyncClient, *others: str) -> None:
    """Change the tenders that the shop takes, and wait until the worker knows."""
    ok(await admin.put("/api/settings", json={"other_tenders": others}))
    await shop.app.state.shop.current_settings._read()


async def test_the_shop_takes_the_tenders_of_its_settings_and_no_others(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    refusal = problem(await buy(salesperson, sweet, pay("wallet", "67")), 422, "unknown_tender")
    assert refusal["detail"] == "This shop takes cash, card, upi, account. Choose one of them."
    problem(await buy(salesperson, sweet, tender="wallet"), 422, "unknown_tender")
    await take(shop, admin, "wallet", "cheque")
    sale = created(await buy(salesperson, sweet, pay("wallet", "60"), pay("cheque", "7")))
    assert [one["tender"] for one in sale["payments"]] == ["wallet", "cheque"]
    assert created(await buy(salesperson, sweet, tender="wallet"))["tender"] == "wallet"
    listed = ok(await salesperson.get("/api/sales", params={"tender": "cheque"}))["items"]
    assert [one["id"] for one in listed] == [sale["id"]]
    # What was paid by a tender that is gone stays said, and goes back by it.
    await take(shop, admin)
    problem(await buy(salesperson, sweet, tender="wallet"), 422, "unknown_tender")
    back = await salesperson.post(f"/api/sales/{sale['id']}/refunds", json={"lines": [{"line_no": 1, "quantity": "2"}]})
    assert [one["tender"] for one in created(back)["payments"]] == ["wallet", "cheque"]


@pytest.mark.parametrize(("tenders", "code"), [(["other"], "tender_reserved"), (["cash"], "tender_given_twice")])
async def test_the_names_of_other_tenders_are_their_own(admin: AsyncClient, tenders: list[str], code: str) -> None:
    (error,) = problem(await admin.put("/api/settings", json={"other_tenders": tenders}), 422, "invalid_request")[
        "errors"
    ]
    assert error["code"] == code


async def test_a_customer_pays_when_they_collect(shop: TestShop, customer: AsyncClient, sweet: dict[str, Any]) -> None:
    before = await all_rows(shop)
    for fields in ({"payments": [pay("upi", "67")]}, {"tender": "upi"}, {"tender": "cash"}, {"amount_given": "100"}):
        refusal = problem(await buy(customer, sweet, **fields), 422, "payment_by_customer")
        assert refusal["detail"] == "You pay when you collect. Leave the payment out."
    assert await all_rows(shop) == before
    order = created(await buy(customer, sweet))
    assert [order[name] for name in ("payment_state", "due", "payments", "tender")] == ["due", "67.00", [], None]


async def test_a_retry_with_its_key_answers_the_same_and_takes_no_money_twice(
    shop: TestShop, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    body = {
        "lines": [{"sweet_id": sweet["id"], "quantity": "2"}],
        "payments": [pay("upi", "40", reference="7"), pay("cash", "27", given="30")],
    }
    headers = {"Idempotency-Key": "split"}
    first = await salesperson.post("/api/sales", json=body, headers=headers)
    again = await salesperson.post("/api/sales", json=body, headers=headers)
    assert (again.status_code, again.text, again.headers["Idempotency-Replayed"]) == (201, first.text, "true")
    sale = created(first)
    assert read_strictly(SaleRead, ok(await salesperson.get(f"/api/sales/{sale['id']}"))) == read_strictly(
        SaleRead, sale
    )
    other = body | {"payments": [pay("upi", "41", reference="7"), pay("cash", "26")]}
    problem(await salesperson.post("/api/sales", json=other, headers=headers), 422, "idempotency_key_reused")
    assert [tuple(row) for row in await shop.sql("SELECT tender, amount::text FROM payments ORDER BY id")] == [
        ("upi", "40.00"),
        ("cash", "27.00"),
    ]


async def test_sales_are_found_by_what_is_paid_of_them_and_by_any_of_their_tenders(
    salesperson: AsyncClient, customer: AsyncClient, sweet: dict[str, Any]
) -> None:
    split = created(await buy(salesperson, sweet, pay("upi", "40"), pay("card", "27")))["id"]
    cash = created(await buy(salesperson, sweet))["id"]
    order = created(await buy(customer, sweet))["id"]
    part = created(await buy(customer, sweet))["id"]
    created(await salesperson.post(f"/api/sales/{part}/payments", json=pay("upi", "1")))

    async def found(client: AsyncClient = salesperson, **filters: Any) -> set[int]:
        return {sale["id"] for sale in ok(await client.get("/api/sales", params=filters))["items"]}

    assert await found(tender="upi") == {split, part}
    assert await found(tender="card") == {split}
    assert await found(tender="account") == set()
    assert await found(payment_state="paid") == {split, cash}
    assert await found(payment_state="due") == {order}
    assert await found(payment_state="partly_paid") == {part}
    assert await found(to_collect="true") == {order, part}
    assert await found(to_collect="false") == {split, cash}
    assert await found(customer, payment_state="partly_paid", tender="upi") == {part}
    for refused in ({"payment_state": "open"}, {"to_collect": "maybe"}, {"payment": "due"}):
        problem(await salesperson.get("/api/sales", params=refused), 422, "invalid_request")


@pytest.mark.parametrize("kind", ["html", "pdf"])
async def test_a_receipt_says_how_a_sale_was_paid(shop: TestShop, sweet: dict[str, Any], kind: str) -> None:
    salesperson = await log_in_as(shop, Role.SALESPERSON)
    sale = await sell(
        salesperson, (sweet, "2"), payments=[pay("upi", "40", reference="631784"), pay("cash", "27", given="50")]
    )
    text = await words(salesperson, sale, kind)
    for said in ("UPI", "631784", "40.00", "cash", "27.00", "23.00"):
        assert said in text, (said, text)
