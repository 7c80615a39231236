"""Accounts of customers: goods taken on account, payments in parts and in advance, and how old what is owed is."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.customer_account import AccountEntryRead
from tests.support.accounts import account_of, balance_of, charge, charge_before, paid, pay, with_limit
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.concurrency import KEY, one_effect, until_known
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, new_customer
from tests.support.selling import line, refund, sell, void
from tests.support.shop import TestShop


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> dict[str, Any]:
    """One that costs 100."""
    return await new_sweet(price="100", stock="100")


async def test_an_account_says_how_it_came_to_what_is_owed(
    admin: AsyncClient, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin)
    sale = await charge(salesperson, asha, sweet, "3")
    payment = await paid(salesperson, asha, "120.50", reference="631784002155", note="By her son")
    other = await charge(salesperson, asha, sweet)
    ok(await void(salesperson, other))
    given_back = created(await refund(salesperson, sale, line(1, "1"), tender="account"))
    account = await account_of(salesperson, asha)

    assert (account["balance"], account["credit_limit"], account["left"]) == ("79.50", "1000.00", "920.50")
    assert account["overdue"] == {"days_30": "0.00", "days_60": "0.00", "days_90": "0.00"}
    told = [(one["kind"], one["amount"], one["balance"]) for one in account["items"]]
    assert told == [
        ("refund", "-100.00", "79.50"),
        ("void", "-100.00", "179.50"),
        ("charge", "100.00", "279.50"),
        ("payment", "-120.50", "179.50"),
        ("charge", "300.00", "300.00"),
    ]
    refunded, voided, _, in_part, first = account["items"]
    assert (first["sale_id"], first["sale_number"], first["tender"]) == (sale["id"], sale["number"], "account")
    assert (refunded["refund_id"], refunded["refund_number"]) == (given_back["id"], given_back["number"])
    assert (voided["sale_id"], voided["refund_id"]) == (other["id"], None)
    assert in_part == payment
    read_strictly(AccountEntryRead, payment)
    assert (payment["reference"], payment["note"], payment["tender"]) == ("631784002155", "By her son", "upi")
    assert await balance_of(salesperson, asha) == "79.50"


async def test_entries_are_paged_each_with_what_was_owed_after_it(admin: AsyncClient, sweet: dict[str, Any]) -> None:
    asha = await with_limit(admin)
    for amount in ("10", "20", "30", "40", "50"):
        await paid(admin, asha, amount)
    path = f"/api/customers/{asha['id']}/account"
    pages = await walk(admin, path, limit=2)
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [one["balance"] for page in pages for one in page] == ["-150.00", "-100.00", "-60.00", "-30.00", "-10.00"]
    assert ok(await admin.get(path, params={"count": True, "limit": 1}))["total"] == 5
    problem(await admin.get(path, params={"kind": "charge"}), 422, "invalid_request")
    problem(await admin.get(path, params={"sort": "amount"}), 422, "invalid_request")


async def test_payments_pay_for_the_oldest_goods_first(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin)
    for quantity, days in (("4", 91), ("3", 61), ("2", 31), ("1", 30)):
        await charge_before(shop, admin, asha, sweet, quantity, days)
    assert (await account_of(admin, asha))["overdue"] == {
        "days_30": "900.00",
        "days_60": "700.00",
        "days_90": "400.00",
    }
    await paid(admin, asha, "500")
    assert (await account_of(admin, asha))["overdue"] == {"days_30": "400.00", "days_60": "200.00", "days_90": "0.00"}
    await paid(admin, asha, "600")
    account = await account_of(admin, asha)
    assert account["overdue"] == {"days_30": "0.00", "days_60": "0.00", "days_90": "0.00"}
    assert (account["balance"], account["left"]) == ("-100.00", "1100.00")


async def test_what_came_back_takes_off_the_sale_it_was_of(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin)
    await charge_before(shop, admin, asha, sweet, "2", 100)
    today = await charge(admin, asha, sweet, "3")
    created(await refund(admin, today, line(1, "1"), tender="account"))
    ok(await void(admin, await charge(admin, asha, sweet)))
    account = await account_of(admin, asha)
    assert (account["balance"], account["overdue"]["days_90"]) == ("400.00", "200.00")


async def test_entries_of_an_earlier_day_are_where_their_day_is(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin)
    await charge(admin, asha, sweet, "2")
    late = await charge_before(shop, admin, asha, sweet, "1", 5)
    items = (await account_of(admin, asha))["items"]
    assert [(one["amount"], one["balance"]) for one in items] == [("200.00", "300.00"), ("100.00", "100.00")]
    day = items[1]["business_day"]
    assert [one["sale_id"] for one in (await account_of(admin, asha, to=day))["items"]] == [late["id"]]
    assert [one["amount"] for one in (await account_of(admin, asha, **{"from": day}, limit=1))["items"]] == ["200.00"]


async def test_goods_are_taken_on_account_up_to_the_limit(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha, ravi = await with_limit(admin, "250"), await new_customer(admin, "Ravi")
    await charge(salesperson, asha, sweet, "2")
    before = await all_rows(shop)
    body = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}], "customer_id": asha["id"], "tender": "account"}
    refusal = problem(await salesperson.post("/api/sales", json=body), 409, "credit_limit_exceeded")
    assert refusal["left"] == "50.00"
    assert refusal["detail"] == "Asha may take 50.00 more on account, and this is 100.00."
    problem(await salesperson.post("/api/sales", json=body | {"customer_id": ravi["id"]}), 409, "no_account")
    problem(await salesperson.post("/api/sales", json=body | {"customer_id": None}), 422, "account_needs_customer")
    assert await all_rows(shop) == before
    # A part of it on account, up to the last paisa, and the rest in cash.
    split = [{"tender": "account", "amount": "50"}, {"tender": "cash", "amount": "50"}]
    sale = created(await salesperson.post("/api/sales", json={**body, "tender": None, "payments": split}))
    assert [(one["tender"], one["amount"]) for one in sale["payments"]] == [("account", "50.00"), ("cash", "50.00")]
    account = await account_of(salesperson, asha)
    assert (account["balance"], account["left"]) == ("250.00", "0.00")


async def test_a_deposit_is_spent_without_a_limit(
    admin: AsyncClient, sweet: dict[str, Any], new_sweet: NewSweet
) -> None:
    ravi = await new_customer(admin, "Ravi")
    await paid(admin, ravi, "150", tender="cash", given="200")
    assert (await account_of(admin, ravi))["left"] == "150.00"
    await charge(admin, ravi, sweet)
    assert await balance_of(admin, ravi) == "-50.00"
    body = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}], "customer_id": ravi["id"], "tender": "account"}
    assert problem(await admin.post("/api/sales", json=body), 409, "credit_limit_exceeded")["left"] == "50.00"
    await charge(admin, ravi, await new_sweet(price="50", stock="1"))
    problem(await admin.post("/api/sales", json=body), 409, "no_account")


async def test_the_change_of_cash_paid_on_account_is_said(salesperson: AsyncClient) -> None:
    asha = await new_customer(salesperson, "Asha")
    entry = await paid(salesperson, asha, "450", tender="cash", given="500")
    assert (entry["given"], entry["change"], entry["amount"]) == ("500.00", "50.00", "-450.00")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"amount": "0"}, "invalid_request"),
        ({"amount": "-5"}, "invalid_request"),
        ({"amount": "1.001"}, "invalid_request"),
        ({"amount": "99999999999"}, "invalid_request"),
        ({"amount": "NaN"}, "invalid_request"),
        ({"kind": "refund"}, "invalid_request"),
        ({"tender": "account"}, "tender_is_account"),
        ({"tender": "shells"}, "unknown_tender"),
        ({"given": "600"}, "amount_given_not_cash"),
        ({"tender": "cash", "given": "499.99"}, "amount_given_too_small"),
        ({"customer_id": 1}, "invalid_request"),
    ],
)
async def test_a_payment_that_cannot_be_is_refused(
    shop: TestShop, salesperson: AsyncClient, fields: dict[str, Any], code: str
) -> None:
    asha = await new_customer(salesperson, "Asha")
    before = await all_rows(shop)
    problem(await pay(salesperson, asha, **({"amount": "500"} | fields)), 422, code)
    assert await all_rows(shop) == before


async def test_a_deposit_beyond_the_books_is_refused(shop: TestShop, salesperson: AsyncClient) -> None:
    asha = await new_customer(salesperson, "Asha")
    await paid(salesperson, asha, "9999999999.99")
    before = await all_rows(shop)
    problem(await pay(salesperson, asha, "0.01"), 409, "deposit_too_large")
    assert await all_rows(shop) == before


async def test_cash_on_account_fits_the_shops_coins(shop: TestShop, admin: AsyncClient) -> None:
    ok(await admin.put("/api/settings", json={"cash_rounding": "0.50"}))
    await until_known(shop, "cash_rounding", 0.5)
    asha = await new_customer(admin, "Asha")
    problem(await pay(admin, asha, "10.20", tender="cash"), 422, "cash_not_in_coins")
    await paid(admin, asha, "10.50", tender="cash")
    await paid(admin, asha, "10.20", tender="upi")
    assert await balance_of(admin, asha) == "-20.70"


async def test_a_retry_with_the_same_key_pays_once(salesperson: AsyncClient) -> None:
    asha = await new_customer(salesperson, "Asha")
    answers = [await pay(salesperson, asha, "50", key="one") for _ in range(3)]
    one_effect(answers, replayed=2)
    problem(await pay(salesperson, asha, "51", key=KEY["Idempotency-Key"]), 422, "idempotency_key_reused")
    assert await balance_of(salesperson, asha) == "-50.00"


async def test_a_customer_sees_their_own_account_and_no_other(
    admin: AsyncClient, customer: AsyncClient, sweet: dict[str, Any]
) -> None:
    user_id = ok(await customer.get("/api/auth/me"))["id"]
    own, other = await with_limit(admin, user_id=user_id), await with_limit(admin, name="Ravi")
    await charge(admin, own, sweet)
    assert await account_of(customer, own) == await account_of(admin, own)
    problem(await customer.get(f"/api/customers/{other['id']}/account"), 404, "customer_not_found")
    problem(await pay(customer, own, "100"), 403, "forbidden")


async def test_salespeople_take_no_money_for_an_account_of_their_own(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    own = await with_limit(admin, user_id=ok(await salesperson.get("/api/auth/me"))["id"])
    before = await all_rows(shop)
    problem(await pay(salesperson, own, "100"), 403, "own_account")
    assert await all_rows(shop) == before
    await paid(admin, own, "100")


async def test_a_customer_who_does_not_exist_has_no_account(admin: AsyncClient) -> None:
    for gone in ({"id": 999},):
        problem(await admin.get(f"/api/customers/{gone['id']}/account"), 404, "customer_not_found")
        problem(await pay(admin, gone, "5"), 404, "customer_not_found")


async def test_a_sale_on_account_stays_on_its_customer(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha, ravi = await with_limit(admin), await with_limit(admin, name="Ravi")
    sale = await charge(admin, asha, sweet)
    before = await all_rows(shop)
    path = f"/api/sales/{sale['id']}/customer"
    for customer_id in (ravi["id"], None):
        problem(await admin.put(path, json={"customer_id": customer_id}), 409, "sale_on_account")
    assert await all_rows(shop) == before
    ok(await admin.put(path, json={"customer_id": asha["id"]}))
    in_cash = await sell(admin, (sweet, "1"), customer_id=asha["id"])
    ok(await admin.put(f"/api/sales/{in_cash['id']}/customer", json={"customer_id": ravi["id"]}))


async def test_what_is_paid_on_account_is_in_the_audit_log(shop: TestShop, salesperson: AsyncClient) -> None:
    asha = await new_customer(salesperson, "Asha")
    await paid(salesperson, asha, "70", tender="card")
    await paid(salesperson, asha, "20", kind="payback", tender="card")
    rows = await shop.sql(
        "SELECT action, after ->> 'tender', after ->> 'amount' FROM audit_logs"
        " WHERE entity = 'customer' AND entity_id = $1 AND action <> 'customer.created' ORDER BY id",
        asha["id"],
    )
    assert [tuple(row) for row in rows] == [
        ("customer.account_paid", "card", "70.00"),
        ("customer.account_paid_back", "card", "20.00"),
    ]
