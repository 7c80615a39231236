"""Orders that nobody collects in time: voided by the shop once, their goods put back, and their buyers told."""

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.notification import NotificationPage
from app.schemas.sale import SaleRead
from app.services.selling.lapses import OrderLapses
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.concurrency import held, until_waiting
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.selling import lots_of
from tests.support.shop import TestShop, log_in_as

MONDAY = datetime.fromisoformat("2026-11-09T20:30:00+05:30")
HELD = timedelta(hours=48)


def lapses(shop: TestShop) -> OrderLapses:
    return OrderLapses(shop.database, shop.app.state.shop.current_settings)


async def order_of(shop: TestShop, sweet: dict[str, Any], quantity: str) -> dict[str, Any]:
    return created(await purchase(await log_in_as(shop, Role.CUSTOMER), sweet, quantity))


async def told(client: AsyncClient) -> list[dict[str, Any]]:
    body = ok(await client.get("/api/notifications", params={"kind": "order"}))
    read_strictly(NotificationPage, body)
    return list(body["items"])


async def test_an_order_lapses_when_its_time_is_over_and_not_before(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    late, early = [
        (await restock(admin, sweet, "2", best_before=day))["lot"]["id"] for day in ("2098-01-02", "2098-01-01")
    ]
    shop.clock.set(MONDAY)
    order = await order_of(shop, sweet, "3")
    shop.clock.advance(HELD)
    assert await lapses(shop).run() == 0
    shop.clock.advance(timedelta(seconds=1))
    assert await lapses(shop).run() == 1
    assert await lapses(shop).run() == 0
    assert await lots_of(shop, sweet) == [(late, "2.000"), (early, "2.000")]
    customer, salesperson = [await log_in_as(shop, role) for role in (Role.CUSTOMER, Role.SALESPERSON)]
    lapsed = ok(await customer.get(f"/api/sales/{order['id']}"))
    read_strictly(SaleRead, lapsed)
    assert (lapsed["status"], lapsed["due"], lapsed["payment_state"]) == ("voided", "0.00", None)
    assert (lapsed["void_reason"], datetime.fromisoformat(lapsed["voided_at"])) == (
        "Nobody came for it in time.",
        shop.clock(),
    )
    books = await shop.sql("SELECT day::text, sale_count, void_count, total::text, paid::text FROM daily_sales")
    assert sorted(tuple(row) for row in books) == [
        ("2026-11-09", 1, 0, "300.00", "0.00"),
        ("2026-11-11", 0, 1, "-300.00", "0.00"),
    ]
    moved = await shop.sql("SELECT actor_id, reason FROM stock_movements WHERE kind = 'void'")
    assert {tuple(row) for row in moved} == {(None, "Nobody came for it in time.")}
    (entry,) = ok(await (await log_in_as(shop, Role.ADMIN)).get("/api/audit-logs", params={"action": "sale.lapsed"}))[
        "items"
    ]
    assert (entry["entity_id"], entry["actor_id"], entry["actor_role"]) == (order["id"], None, None)
    problem(await salesperson.post(f"/api/sales/{order['id']}/collect"), 409, "sale_voided")


async def test_only_the_buyer_is_told_that_an_order_lapsed(
    shop: TestShop, client: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    shop.clock.set(MONDAY)
    created(await client.post("/api/auth/register", json={"email": "asha@example.com", "password": "rose and rice"}))
    order = await order_of(shop, sweet, "1")
    shop.clock.advance(HELD + timedelta(seconds=1))
    await lapses(shop).run()
    buyer = await log_in_as(shop, Role.CUSTOMER)
    (one,) = await told(buyer)
    assert order["number"] in one["title"]
    assert (one["roles"], one["sender_id"], one["sale_id"], one["read_at"]) == ([], None, order["id"], None)
    assert ok(await buyer.get(f"/api/notifications/{one['id']}")) == one
    others = [await shop.log_in("asha@example.com", "rose and rice")]
    others += [await log_in_as(shop, role) for role in (Role.SALESPERSON, Role.ADMIN)]
    for other in others:
        assert await told(other) == []
        problem(await other.get(f"/api/notifications/{one['id']}"), 404, "notification_not_found")
        problem(await other.post(f"/api/notifications/{one['id']}/read"), 404, "notification_not_found")
        assert (await other.post("/api/notifications/read")).status_code == 204
    assert await shop.sql("SELECT FROM notification_reads") == []
    assert await shop.sql("SELECT FROM events WHERE kind = 'notification'") == []
    assert ok(await buyer.get("/api/notifications", params={"unread": True, "count": True}))["total"] == 1
    assert (await buyer.post("/api/notifications/read")).status_code == 204
    assert [read["read_at"] is None for read in await told(buyer)] == [False]


async def test_own_notifications_and_those_to_a_role_are_one_list_page_by_page(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    shop.clock.set(MONDAY)
    titles = []
    for number in range(3):
        order = await order_of(shop, sweet, "1")
        shop.clock.advance(HELD + timedelta(seconds=1))
        await lapses(shop).run()
        titles.append(f"Your order {order['number']} was not collected")
        shop.clock.advance(timedelta(minutes=1))
        admin = await log_in_as(shop, Role.ADMIN)
        titles.append(f"Closed {number}")
        created(await admin.post("/api/notifications", json={"title": titles[-1], "body": "A holiday."}))
        shop.clock.advance(timedelta(minutes=1))
    customer = await log_in_as(shop, Role.CUSTOMER)
    for sort, expected in (("created_at", titles), ("-created_at", titles[::-1])):
        found: list[str] = []
        params: dict[str, Any] | None = {"limit": 2, "sort": sort, "count": True}
        while params is not None:
            page = ok(await customer.get("/api/notifications", params=params))
            assert page["total"] == 6
            found += [one["title"] for one in page["items"]]
            params = params | {"cursor": page["next_cursor"]} if page["next_cursor"] else None
        assert found == expected


async def test_what_was_paid_in_part_or_collected_or_sold_over_the_counter_does_not_lapse(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    shop.clock.set(MONDAY)
    partly, paid, collected, voided, due = [await order_of(shop, sweet, "1") for _ in range(5)]
    salesperson = await log_in_as(shop, Role.SALESPERSON)
    created(await purchase(salesperson, sweet, "1"))
    for order, amount in ((partly, "40.00"), (paid, "100.00"), (collected, "100.00")):
        payment = {"tender": "upi", "amount": amount}
        created(await salesperson.post(f"/api/sales/{order['id']}/payments", json=payment))
    ok(await salesperson.post(f"/api/sales/{collected['id']}/collect"))
    ok(await salesperson.post(f"/api/sales/{voided['id']}/void", json={"reason": "Changed their mind."}))
    shop.clock.advance(timedelta(days=10))
    assert await lapses(shop).run() == 1
    salesperson = await log_in_as(shop, Role.SALESPERSON)
    assert ok(await salesperson.get(f"/api/sales/{due['id']}"))["status"] == "voided"
    waiting = ok(await salesperson.get("/api/sales", params={"to_collect": True, "sort": "created_at"}))["items"]
    assert [sale["id"] for sale in waiting] == [partly["id"], paid["id"]]


@pytest.mark.parametrize("hours", [1, 720])
async def test_the_shop_sets_how_long_an_order_is_held(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet, hours: int
) -> None:
    shop.clock.stop()
    sweet = await new_sweet(stock="10")
    ok(await admin.put("/api/settings", json={"order_hold_hours": hours}))
    shop.app.state.shop.current_settings.context = shop.context.with_settings(
        shop.context.settings.model_copy(update={"order_hold_hours": hours})
    )
    order = created(await purchase(customer, sweet, "1"))
    assert datetime.fromisoformat(order["held_until"]) == shop.clock() + timedelta(hours=hours)


async def test_an_order_that_cannot_come_back_keeps_no_other_from_lapsing(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    full, other = await new_sweet(stock="99999999999"), await new_sweet(stock="5")
    shop.clock.set(MONDAY)
    stuck, order = await order_of(shop, full, "5"), await order_of(shop, other, "5")
    await restock(await log_in_as(shop, Role.ADMIN), full, "3")
    shop.clock.advance(HELD + timedelta(seconds=1))
    assert await lapses(shop).run() == 1
    admin = await log_in_as(shop, Role.ADMIN)
    states = [ok(await admin.get(f"/api/sales/{one['id']}"))["status"] for one in (stuck, order)]
    assert states == ["completed", "voided"]
    assert (await stock_of(admin, other))[0] == "5.000"


async def test_orders_lapse_once_whichever_worker_comes_first(workers: list[TestShop], new_sweet: NewSweet) -> None:
    shop, sweet = workers[0], await new_sweet(stock="20")
    for worker in workers:
        worker.clock.set(MONDAY)
    for _ in range(8):
        await order_of(shop, sweet, "2")
    for worker in workers:
        worker.clock.advance(HELD + timedelta(seconds=1))
    async with held(shop, sweet):
        racing = [asyncio.create_task(lapses(worker).run()) for worker in workers * 2]
        await until_waiting(shop, 2)
    assert sum(await asyncio.gather(*racing)) == 8
    (row,) = await shop.sql("SELECT on_hand FROM sweets WHERE id = $1", sweet["id"])
    assert row["on_hand"] == Decimal(20)
    (row,) = await shop.sql("SELECT count(*), count(DISTINCT sale_id) FROM notifications WHERE user_id IS NOT NULL")
    assert tuple(row) == (8, 8)


@pytest.mark.parametrize("first", ["collect", "lapse"])
async def test_an_order_is_collected_or_lapses_but_never_both(
    workers: list[TestShop], new_sweet: NewSweet, first: str
) -> None:
    shop, sweet = workers[0], await new_sweet(stock="10")
    shop.clock.set(MONDAY)
    order = await order_of(shop, sweet, "1")
    shop.clock.advance(HELD + timedelta(seconds=1))
    salesperson = await log_in_as(shop, Role.SALESPERSON)
    body = {"payments": [{"tender": "cash", "amount": "100.00"}]}

    def collect() -> "asyncio.Task[Any]":
        return asyncio.create_task(salesperson.post(f"/api/sales/{order['id']}/collect", json=body))

    if first == "lapse":
        async with held(shop, sweet):
            lapsing = asyncio.create_task(lapses(shop).run())
            await until_waiting(shop, 1)
            collecting = collect()
            await until_waiting(shop, 2)
        problem(await collecting, 409, "sale_voided")
        assert await lapsing == 1
    else:
        async with shop.connect() as connection, connection.transaction():
            # The order's payment waits for the books of its day, with the order locked.
            await connection.execute("LOCK TABLE daily_payments IN SHARE MODE")
            collecting = collect()
            await until_waiting(shop, 1)
            assert await lapses(shop).run() == 0
        ok(await collecting)
        assert await lapses(shop).run() == 0
