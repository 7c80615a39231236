"""Voiding a whole sale: the goods come back, once, and only in time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.sale import SaleRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.concurrency import until_known
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.selling import REASON, lots_of, void
from tests.support.shop import TestShop, log_in_as

LAST_SECOND = datetime.fromisoformat("2026-11-10T23:59:59+05:30")


async def test_a_voided_sale_keeps_its_number_and_lines_and_says_when_and_why(
    shop: TestShop, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    shop.clock.stop()
    sweet = await new_sweet(stock="10")
    sale = created(await purchase(customer, sweet, "3"))
    assert (sale["status"], sale["voided_at"], sale["void_reason"]) == ("completed", None, None)
    assert ok(await customer.get(f"/api/sales/{sale['id']}")) == sale, "a new sale is answered as it is read again"
    voided = ok(await void(salesperson, sale, {"reason": "  Rung up twice.  "}))
    read_strictly(SaleRead, voided)
    assert datetime.fromisoformat(voided["voided_at"]) == shop.clock()
    assert (sale["due"], sale["payment_state"]) == ("300.00", "due")
    changes = {
        "status": "voided",
        "due": "0.00",
        "payment_state": None,
        "void_reason": "Rung up twice.",
        "voided_at": voided["voided_at"],
    }
    assert voided == sale | changes
    assert ok(await customer.get(f"/api/sales/{sale['id']}")) == voided
    assert ok(await customer.get("/api/sales", params={"status": "voided"}))["items"] == [voided]
    again = created(await purchase(customer, sweet, "1"))
    assert int(again["number"][-6:]) == int(sale["number"][-6:]) + 1


async def test_the_goods_go_back_to_the_very_lots_they_came_from(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    one, other = await new_sweet(), await new_sweet()
    late, early = [
        (await restock(admin, one, "2", best_before=day, unit_cost=cost))["lot"]["id"]
        for day, cost in (("2098-01-02", "5.00"), ("2098-01-01", "4.00"))
    ]
    only = (await restock(admin, other, "5"))["lot"]["id"]
    lines = [
        {"sweet_id": sweet["id"], "quantity": quantity} for sweet, quantity in ((one, "1"), (other, "2"), (one, "2"))
    ]
    sale = created(await admin.post("/api/sales", json={"lines": lines}))
    created(await purchase(admin, one, "1"))
    assert await lots_of(shop, one) == [(late, "0.000"), (early, "0.000")]
    ok(await void(admin, sale))
    assert await lots_of(shop, one) == [(late, "1.000"), (early, "2.000")]
    assert await lots_of(shop, other) == [(only, "5.000")]
    rows = await shop.sql("SELECT * FROM stock_movements WHERE sale_id = $1 ORDER BY id", sale["id"])
    went = [(row["lot_id"], row["sale_line_no"], row["quantity"], row["unit_cost"]) for row in rows[:4]]
    came = [(row["lot_id"], row["sale_line_no"], -row["quantity"], row["unit_cost"]) for row in rows[4:]]
    assert came == went
    assert [row["kind"] for row in rows] == ["sale"] * 4 + ["void"] * 4
    assert {row["reason"] for row in rows[4:]} == {REASON["reason"]}
    assert [str(cost) for _, _, _, cost in went[::2]] == ["4.0000", "4.0000"]


async def test_a_void_is_logged_and_updates_the_alerts(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="6", low_stock_threshold="2")
    sale = created(await purchase(customer, sweet, "6"))
    assert [row["state"] for row in ok(await admin.get("/api/dashboard/low-stock"))["items"]] == ["out"]
    ok(await void(salesperson, sale))
    assert ok(await admin.get("/api/dashboard/low-stock"))["items"] == []
    assert await stock_of(admin, sweet) == ("6.000", "6.000", "ok")
    (entry,) = ok(await admin.get("/api/audit-logs", params={"action": "sale.voided"}))["items"]
    assert (entry["entity"], entry["entity_id"], entry["actor_role"]) == ("sale", sale["id"], "salesperson")
    assert entry["before"] == {"status": "completed", "reason": None}
    assert entry["after"] == {"status": "voided", "reason": REASON["reason"]}


async def test_a_second_void_is_refused_and_changes_nothing(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sale = created(await purchase(admin, await new_sweet(stock="2"), "1"))
    ok(await void(admin, sale, Idempotency_Key="first"))
    before = await all_rows(shop)
    problem(await void(admin, sale), 409, "sale_voided")
    problem(await void(admin, sale, Idempotency_Key="another"), 409, "sale_voided")
    problem(await void(salesperson, sale, Idempotency_Key="first"), 409, "sale_voided")
    assert await all_rows(shop) == before


async def test_a_retry_with_the_same_key_is_answered_as_the_first_was(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="5")
    sale, other = [created(await purchase(admin, sweet, "1")) for _ in range(2)]
    first = await void(admin, sale, Idempotency_Key="undo")
    again = await void(admin, sale, Idempotency_Key="undo")
    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert await stock_of(admin, sweet) == ("4.000", "4.000", "low")
    problem(await void(admin, sale, {"reason": "Another."}, Idempotency_Key="undo"), 422, "idempotency_key_reused")
    problem(await void(admin, other, Idempotency_Key="undo"), 422, "idempotency_key_reused")


async def test_a_sale_is_voided_until_the_shops_midnight_and_not_after_it(shop: TestShop, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="5")
    # 18:29 UTC: the shop's day ends in the middle of the evening there.
    shop.clock.set(LAST_SECOND - timedelta(hours=23))
    morning = created(await purchase(await log_in_as(shop, Role.CUSTOMER), sweet, "1"))
    shop.clock.set(LAST_SECOND)
    admin = await log_in_as(shop, Role.ADMIN)
    late = created(await purchase(admin, sweet, "1"))
    ok(await void(admin, morning))
    shop.clock.advance(timedelta(seconds=1))
    before = await all_rows(shop)
    problem(await void(admin, late), 409, "void_too_late")
    problem(await void(admin, morning), 409, "sale_voided")
    assert await all_rows(shop) == before


async def test_a_sale_after_midnight_is_of_the_day_before_until_its_books_close(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    async def sell() -> dict[str, Any]:
        return created(await purchase(await log_in_as(shop, Role.ADMIN), sweet, "1"))

    sweet = await new_sweet(stock="5")
    shop.clock.set(LAST_SECOND)
    ok(await (await log_in_as(shop, Role.ADMIN)).put("/api/settings", json={"day_end": "02:00"}))
    await until_known(shop, "day_end", "02:00")
    late = await sell()
    shop.clock.advance(timedelta(hours=1))
    later, latest = await sell(), await sell()
    assert {sale["business_day"] for sale in (late, later, latest)} == {"2026-11-10"}
    ok(await void(await log_in_as(shop, Role.ADMIN), later))
    shop.clock.advance(timedelta(hours=1, seconds=1))
    refused = problem(await void(await log_in_as(shop, Role.ADMIN), latest), 409, "void_too_late")
    assert refused["detail"].endswith("only until the books of its day close at 02:00. Refund it instead.")
    assert (await sell())["business_day"] == "2026-11-11"


async def test_goods_of_an_archived_sweet_and_of_a_lot_that_expired_come_back_all_the_same(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    lot = (await restock(admin, sweet, "5", best_before="2098-01-01"))["lot"]["id"]
    sale = created(await purchase(admin, sweet, "5"))
    assert (await admin.delete(f"/api/sweets/{sweet['id']}", headers={"If-Match": "*"})).status_code == 204
    await shop.sql("UPDATE lots SET best_before = '2020-01-01' WHERE id = $1", lot)
    ok(await void(admin, sale))
    assert await stock_of(admin, sweet) == ("5.000", "0.000", "out")
    assert await lots_of(shop, sweet) == [(lot, "5.000")]
    assert ok(await admin.get("/api/dashboard/low-stock"))["items"] == [], "an archived sweet is always well"


async def test_more_than_the_books_can_hold_does_not_come_back(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="99999999999")
    sale = created(await purchase(admin, sweet, "5"))
    await restock(admin, sweet, "3")
    before = await all_rows(shop)
    problem(await void(admin, sale), 409, "too_much_stock")
    assert await all_rows(shop) == before


@pytest.mark.parametrize("role", [Role.CUSTOMER, None])
async def test_only_staff_void_sales(
    shop: TestShop, client: AsyncClient, customer: AsyncClient, new_sweet: NewSweet, role: Role | None
) -> None:
    sale = created(await purchase(customer, await new_sweet(stock="5"), "1"))
    answer = await void(customer if role else client, sale)
    problem(answer, 403, "forbidden") if role else problem(answer, 401, "not_authenticated")
    assert ok(await customer.get(f"/api/sales/{sale['id']}"))["status"] == "completed"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": None},
        {"reason": ""},
        {"reason": "   "},
        {"reason": "x" * 501},
        {"reason": "a\0b"},
        {"reason": 7},
        {"reason": "No.", "lines": [1]},
        {"reason": "No.", "restock": False},
        ["No."],
    ],
    ids=repr,
)
async def test_a_void_without_a_reason_is_refused(counter: Any, body: Any) -> None:
    problem(await counter.admin.post("/api/sales/1/void", json=body), 422, "invalid_request")


async def test_a_sale_that_does_not_exist_cannot_be_voided(counter: Any) -> None:
    for sale_id in (999, 2**63 - 1):
        problem(await void(counter.admin, {"id": sale_id}), 404, "sale_not_found")


async def test_the_longest_reason_is_taken(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sale = created(await purchase(admin, await new_sweet(stock="5"), "1"))
    assert ok(await void(admin, sale, {"reason": "₹" * 500}))["void_reason"] == "₹" * 500
