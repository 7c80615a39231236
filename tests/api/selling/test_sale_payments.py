"""Payments after the sale, and orders that are collected."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.models import Role
from app.schemas.sale import SaleRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, new_customer, purchase, stock_of
from tests.support.selling import sell, void
from tests.support.shop import TestShop, log_in_as

MONDAY = datetime.fromisoformat("2026-11-09T20:30:00+05:30")


async def pay(client: AsyncClient, sale: dict[str, Any], tender: str, amount: str, **fields: Any) -> Response:
    key = fields.pop("key", None)
    headers = {} if key is None else {"Idempotency-Key": key}
    body = {"tender": tender, "amount": amount} | fields
    return await client.post(f"/api/sales/{sale['id']}/payments", json=body, headers=headers)


async def collect(client: AsyncClient, sale: dict[str, Any], *payments: tuple[str, str], key: str = "") -> Response:
    headers = {"Idempotency-Key": key} if key else {}
    body = {"payments": [{"tender": tender, "amount": amount} for tender, amount in payments]} if payments else None
    return await client.post(f"/api/sales/{sale['id']}/collect", json=body, headers=headers)


async def test_an_order_is_paid_in_parts_on_another_day_and_counts_on_the_days_it_is_paid(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10", price="100.00")
    shop.clock.set(MONDAY)
    order = created(await purchase(await log_in_as(shop, Role.CUSTOMER), sweet, "3"))
    assert (order["payment_state"], order["due"], order["payments"]) == ("due", "300.00", [])
    shop.clock.advance(timedelta(days=1, hours=1))
    salesperson = await log_in_as(shop, Role.SALESPERSON)
    answer = await pay(salesperson, order, "upi", "120.00", reference="631784002155")
    partly = created(answer)
    read_strictly(SaleRead, partly)
    assert answer.headers["Location"] == f"/api/sales/{order['id']}"
    assert (partly["payment_state"], partly["due"], partly["tender"]) == ("partly_paid", "180.00", "upi")
    paid = created(await pay(salesperson, order, "cash", "180.00", given="200.00"))
    assert (paid["payment_state"], paid["due"], paid["collected_at"]) == ("paid", "0.00", None)
    rows = [(one["tender"], one["amount"], one["given"], one["change"], one["reference"]) for one in paid["payments"]]
    assert rows == [
        ("upi", "120.00", None, None, "631784002155"),
        ("cash", "180.00", "200.00", "20.00", None),
    ]
    assert {datetime.fromisoformat(one["taken_at"]) for one in paid["payments"]} == {shop.clock()}
    books = await shop.sql(
        "SELECT day::text, hour, tender, amount::text, taken_by FROM daily_payments ORDER BY tender DESC"
    )
    staff_id = paid["payments"][0]["taken_by"]
    assert [tuple(row) for row in books] == [
        ("2026-11-10", 21, "upi", "120.00", staff_id),
        ("2026-11-10", 21, "cash", "180.00", staff_id),
    ]
    days = await shop.sql("SELECT day::text, total::text, paid::text FROM daily_sales ORDER BY day")
    assert [tuple(row) for row in days] == [("2026-11-09", "300.00", "0.00"), ("2026-11-10", "0.00", "300.00")]


async def test_an_order_is_paid_and_handed_over_in_one_step(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    shop.clock.stop()
    sweet = await new_sweet(stock="10", price="100.00")
    order = created(await purchase(customer, sweet, "2"))
    assert (order["collected_at"], order["collected_by"]) == (None, None)
    assert datetime.fromisoformat(order["held_until"]) == shop.clock() + timedelta(hours=48)
    collected = ok(await collect(salesperson, order, ("upi", "50.00"), ("cash", "150.00")))
    read_strictly(SaleRead, collected)
    assert (collected["payment_state"], collected["due"], collected["tender"]) == ("paid", "0.00", None)
    assert datetime.fromisoformat(collected["collected_at"]) == shop.clock()
    assert collected["collected_by"] == collected["payments"][0]["taken_by"]
    assert ok(await customer.get(f"/api/sales/{order['id']}")) == collected
    assert (await stock_of(admin, sweet))[0] == "8.000"
    paid, handed = [
        ok(await admin.get("/api/audit-logs", params={"action": action}))["items"][0]
        for action in ("sale.paid", "sale.collected")
    ]
    payments = [{"tender": "upi", "amount": "50.00"}, {"tender": "cash", "amount": "150.00"}]
    assert (paid["before"], paid["after"]) == (
        {"due": "200.00", "payments": []},
        {"due": "0.00", "payments": payments},
    )
    assert (handed["entity_id"], handed["actor_role"]) == (order["id"], "salesperson")


async def test_a_paid_order_is_collected_with_nothing_to_pay_even_after_its_time(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    shop.clock.set(MONDAY)
    order = created(await purchase(await log_in_as(shop, Role.CUSTOMER), sweet, "1"))
    created(await pay(await log_in_as(shop, Role.SALESPERSON), order, "card", "100.00"))
    shop.clock.advance(timedelta(days=30))
    late = ok(await collect(await log_in_as(shop, Role.SALESPERSON), order))
    assert datetime.fromisoformat(late["collected_at"]) == shop.clock()


async def test_cash_that_covers_the_rest_is_rounded_and_a_part_of_it_is_not(
    admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await admin.put("/api/settings", json={"cash_rounding": "0.50"}))
    sweet = await new_sweet(stock="10", price="33.30")
    order = created(await purchase(customer, sweet, "1"))
    problem(await pay(salesperson, order, "cash", "10.20"), 422, "cash_not_in_coins")
    assert created(await pay(salesperson, order, "cash", "10.00"))["due"] == "23.30"
    paid = created(await pay(salesperson, order, "cash", "23.50"))
    assert (paid["due"], paid["rounding"], paid["amount_due"]) == ("0.00", "0.20", "33.50")


@pytest.mark.parametrize(
    ("tender", "fields", "code"),
    [
        ("upi", {"amount": "100.01"}, "payments_do_not_add_up"),
        ("upi", {"amount": "10.00", "given": "20.00"}, "amount_given_not_cash"),
        ("cash", {"amount": "50.00", "given": "40.00"}, "amount_given_too_small"),
        ("cheque", {"amount": "10.00"}, "unknown_tender"),
        ("account", {"amount": "10.00"}, "account_needs_customer"),
        ("cash", {"amount": "0"}, "invalid_request"),
        ("cash", {"amount": "-5.00"}, "invalid_request"),
        ("cash", {"amount": "5.001"}, "invalid_request"),
        ("cash", {}, "invalid_request"),
        ("cash", {"amount": "5.00", "change": "1.00"}, "invalid_request"),
        ("upi", {"amount": "5.00", "reference": "  "}, "invalid_request"),
    ],
)
async def test_a_payment_that_does_not_fit_what_is_due_is_refused_and_changes_nothing(
    shop: TestShop,
    salesperson: AsyncClient,
    customer: AsyncClient,
    new_sweet: NewSweet,
    tender: str,
    fields: dict[str, str],
    code: str,
) -> None:
    order = created(await purchase(customer, await new_sweet(stock="10"), "1"))
    before = await all_rows(shop)
    address = f"/api/sales/{order['id']}"
    problem(await salesperson.post(f"{address}/payments", json={"tender": tender} | fields), 422, code)
    body = {"payments": [{"tender": tender} | fields]}
    problem(await salesperson.post(f"{address}/collect", json=body), 422, code)
    assert await all_rows(shop) == before


async def test_a_sale_that_is_paid_voided_or_unknown_takes_no_payment(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    sold = await sell(salesperson, (sweet, "1"))
    voided = created(await purchase(customer, sweet, "1"))
    ok(await void(salesperson, voided))
    before = await all_rows(shop)
    problem(await pay(salesperson, sold, "cash", "1.00"), 409, "sale_paid")
    problem(await pay(salesperson, voided, "cash", "1.00"), 409, "sale_voided")
    problem(await pay(salesperson, {"id": 999}, "cash", "1.00"), 404, "sale_not_found")
    problem(await collect(salesperson, sold), 409, "not_to_collect")
    problem(await collect(salesperson, voided, ("cash", "100.00")), 409, "sale_voided")
    problem(await collect(salesperson, {"id": 999}), 404, "sale_not_found")
    assert await all_rows(shop) == before


async def test_an_order_is_not_handed_over_unpaid_nor_twice(
    shop: TestShop, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    order = created(await purchase(customer, await new_sweet(stock="10"), "1"))
    before = await all_rows(shop)
    problem(await collect(salesperson, order), 409, "sale_unpaid")
    refused = problem(await collect(salesperson, order, ("upi", "99.99")), 409, "sale_unpaid")
    assert "0.01" in refused["detail"]
    assert await all_rows(shop) == before
    created(await pay(salesperson, order, "upi", "100.00"))
    problem(await collect(salesperson, order, ("upi", "1.00")), 409, "sale_paid")
    ok(await collect(salesperson, order))
    before = await all_rows(shop)
    problem(await collect(salesperson, order), 409, "already_collected")
    assert await all_rows(shop) == before


async def test_a_retry_with_the_same_key_takes_money_and_hands_over_once(
    salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    order = created(await purchase(customer, await new_sweet(stock="10"), "1"))
    first, again = [await pay(salesperson, order, "upi", "40.00", key="part") for _ in range(2)]
    assert (again.status_code, again.text) == (201, first.text)
    assert again.headers["Idempotency-Replayed"] == "true"
    problem(await pay(salesperson, order, "upi", "41.00", key="part"), 422, "idempotency_key_reused")
    handed, again = [await collect(salesperson, order, ("upi", "60.00"), key="rest") for _ in range(2)]
    assert (ok(again), again.headers["Idempotency-Replayed"]) == (ok(handed), "true")
    assert [one["amount"] for one in ok(handed)["payments"]] == ["40.00", "60.00"]


async def test_an_order_goes_on_the_account_of_the_customer_linked_to_its_buyer_within_the_limit(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    order, other = [created(await purchase(customer, sweet, quantity)) for quantity in ("2", "1")]
    asha = await new_customer(salesperson, "Asha")
    await shop.sql("UPDATE customers SET user_id = $2 WHERE id = $1", asha["id"], order["buyer_id"])
    problem(await pay(salesperson, order, "account", "200.00"), 409, "no_account")
    await shop.sql("UPDATE customers SET credit_limit = 250 WHERE id = $1", asha["id"])
    assert ok(await collect(salesperson, order, ("account", "200.00")))["due"] == "0.00"
    refused = problem(await pay(salesperson, other, "account", "100.00"), 409, "credit_limit_exceeded")
    assert refused["left"] == "50.00"
    assert created(await pay(salesperson, other, "account", "50.00"))["payment_state"] == "partly_paid"
    (row,) = await shop.sql("SELECT balance::text FROM customers WHERE id = $1", asha["id"])
    assert row["balance"] == "250.00"


async def test_sales_are_listed_by_whether_they_are_paid_and_collected(
    salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    due, partly, paid, collected, voided = [created(await purchase(customer, sweet, "1"))["id"] for _ in range(5)]
    sold = (await sell(salesperson, (sweet, "1")))["id"]
    created(await pay(salesperson, {"id": partly}, "upi", "40.00"))
    created(await pay(salesperson, {"id": paid}, "upi", "100.00"))
    ok(await collect(salesperson, {"id": collected}, ("cash", "100.00")))
    ok(await void(salesperson, {"id": voided}))

    async def listed(client: AsyncClient, **params: Any) -> list[int]:
        return sorted(sale["id"] for sale in ok(await client.get("/api/sales", params=params))["items"])

    assert await listed(salesperson, payment_state="due") == [due]
    assert await listed(salesperson, payment_state="partly_paid") == [partly]
    assert await listed(salesperson, payment_state="paid") == [paid, collected, sold]
    assert await listed(salesperson, to_collect=True) == [due, partly, paid]
    assert await listed(salesperson, to_collect=False) == [collected, voided, sold]
    assert await listed(salesperson, to_collect=True, payment_state="paid") == [paid]
    assert await listed(customer, payment_state="paid") == [paid, collected]
    problem(await salesperson.get("/api/sales", params={"payment_state": "owed"}), 422, "invalid_request")
