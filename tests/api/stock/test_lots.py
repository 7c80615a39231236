"""Lots: their rest, those that expire soon, those that have expired, and the shop's own day."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.lot import LotDetail, LotPage
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.concurrency import until_known
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.shop import TestShop, log_in_as

NOON = datetime.fromisoformat("2026-11-10T12:00:00+05:30")


async def listed(client: AsyncClient, **params: Any) -> list[int]:
    page = ok(await client.get("/api/lots", params=params))
    read_strictly(LotPage, page)
    return [lot["id"] for lot in page["items"]]


async def lots(admin: AsyncClient, sweet: dict[str, Any], *best_befores: str | None) -> list[int]:
    return [(await restock(admin, sweet, "2", best_before=day))["lot"]["id"] for day in best_befores]


async def move_shop(shop: TestShop, admin: AsyncClient, time_zone: str) -> None:
    """Put the shop into another time zone, and wait until it knows."""
    ok(await admin.put("/api/settings", json={"time_zone": time_zone}))
    await until_known(shop, "time_zone", time_zone)


async def test_a_lot_shows_the_quantity_received_and_the_quantity_left(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Kaju Katli", unit="kg", shelf_life_days=10)
    shop.clock.set(NOON)
    admin, customer = await log_in_as(shop, Role.ADMIN), await log_in_as(shop, Role.CUSTOMER)
    fields = {"unit_cost": "310.00", "made_on": "2026-11-08", "note": "From Ravi."}
    lot_id = (await restock(admin, sweet, "2.5", **fields))["lot"]["id"]
    # Placed before the goods came in, and decided after.
    shop.clock.set(NOON - timedelta(seconds=1))
    created(await purchase(customer, sweet, "1"))
    lot = ok(await admin.get(f"/api/lots/{lot_id}"))
    assert lot == fields | {
        "id": lot_id,
        "sweet_id": sweet["id"],
        "sku": sweet["sku"],
        "sweet_name": "Kaju Katli",
        "unit": "kg",
        "quantity_received": "2.500",
        "on_hand": "1.500",
        "best_before": "2026-11-18",
        "is_expired": False,
        "supplier_id": None,
        "goods_receipt_id": None,
        "purchase_order_id": None,
        "received_at": "2026-11-10T06:30:00.000000Z",
    }
    read_strictly(LotDetail, lot)
    assert ok(await admin.get("/api/lots"))["items"] == [lot]
    problem(await admin.get("/api/lots/999"), 404, "lot_not_found")


async def test_lots_are_filtered_by_their_fields_and_their_state(shop: TestShop, new_sweet: NewSweet) -> None:
    barfi, ladoo = await new_sweet(), await new_sweet()
    shop.clock.set(NOON)
    admin, customer = await log_in_as(shop, Role.ADMIN), await log_in_as(shop, Role.CUSTOMER)
    sold, gone, today, soon, late, undated = await lots(
        admin, barfi, "2026-11-10", "2026-11-09", "2026-11-10", "2026-11-13", "2026-12-31", None
    )
    created(await purchase(customer, barfi, "2"))
    shop.clock.advance(timedelta(minutes=1))
    (other,) = await lots(admin, ladoo, "2026-11-14")
    (supplier,) = await shop.sql("INSERT INTO suppliers (name) VALUES ('Ravi') RETURNING id")
    supplied = (await restock(admin, ladoo, "2", supplier_id=supplier["id"]))["lot"]["id"]
    everything = [supplied, other, undated, late, soon, today, gone, sold]
    assert await listed(admin) == everything
    assert await listed(admin, sort="received_at") == everything[::-1]
    assert await listed(admin, sweet_id=ladoo["id"]) == [supplied, other]
    assert await listed(admin, supplier_id=supplier["id"]) == [supplied]
    assert await listed(admin, purchase_order_id=1) == []
    assert await listed(admin, empty=True) == [sold]
    assert await listed(admin, empty=False) == everything[:-1]
    assert await listed(admin, expired=True) == [gone]
    assert await listed(admin, expired=False) == [lot for lot in everything if lot != gone]
    assert await listed(admin, expired=False, empty=False, sweet_id=barfi["id"]) == [undated, late, soon, today]
    for days, expiring in ((0, [today]), (2, [today]), (3, [soon, today]), (4, [other, soon, today])):
        assert await listed(admin, expiring_within_days=days) == expiring, days
    shown = ok(await admin.get("/api/lots"))["items"]
    assert [lot["id"] for lot in shown if lot["is_expired"]] == [gone]
    for sort in ("best_before", "-best_before", "received_at"):
        pages = await walk(admin, "/api/lots", sort=sort, limit=1)
        assert [lot["id"] for page in pages for lot in page] == await listed(admin, sort=sort)
    assert await listed(admin, sort="best_before") == [gone, sold, today, soon, other, late, undated, supplied]
    assert ok(await admin.get("/api/lots", params={"count": True, "empty": False, "limit": 1}))["total"] == 7


async def test_the_list_of_lots_refuses_unknown_parameters(admin: AsyncClient, customer: AsyncClient) -> None:
    for params in (
        {"expiring_within_days": "-1"},
        {"expiring_within_days": "3651"},
        {"expiring_within_days": "1.5"},
        {"expired": "maybe"},
        {"sweet_id": "0"},
        {"sort": "on_hand"},
        {"lot_id": "1"},
    ):
        problem(await admin.get("/api/lots", params=params), 422, "invalid_request")
    page = ok(await admin.get("/api/lots", params={"sort": "best_before"}))
    assert page == {"items": [], "next_cursor": None}
    problem(await customer.get("/api/lots"), 403, "forbidden")


# A time zone, the last second of a day in it, and how many hours the next day has.
NIGHTS = [
    ("Asia/Kolkata", "2026-11-10T23:59:59+05:30", 24),
    # The clocks go back in the night from the 24th to the 25th, and forward from the 28th to the 29th.
    ("Europe/London", "2026-10-24T23:59:59+01:00", 25),
    ("Europe/London", "2026-03-28T23:59:59+00:00", 23),
    ("America/New_York", "2026-10-31T23:59:59-04:00", 25),
    ("America/New_York", "2026-03-07T23:59:59-05:00", 23),
    # Midnight itself does not exist: the clocks go from 23:59:59 to 01:00:00.
    ("America/Santiago", "2026-09-05T23:59:59-04:00", 23),
]


@pytest.mark.parametrize(("time_zone", "last_second", "hours"), NIGHTS)
async def test_a_lot_is_sold_through_the_whole_of_its_day_in_the_shop_and_not_a_second_longer(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, time_zone: str, last_second: str, hours: int
) -> None:
    sweet = await new_sweet(low_stock_threshold="0")
    night = datetime.fromisoformat(last_second)
    shop.clock.set(night)
    admin = await log_in_as(shop, Role.ADMIN)
    await move_shop(shop, admin, time_zone)
    today, tomorrow = night.date().isoformat(), (night.date() + timedelta(days=1)).isoformat()
    (first,) = await lots(admin, sweet, today)
    (second,) = await lots(admin, sweet, tomorrow)
    # Each second before a best-before day ends, at its end, and what is available and expired then.
    for moment, available, expired in (
        (night, "4.000", []),
        (night + timedelta(seconds=1), "2.000", [first]),
        (night + timedelta(hours=hours), "2.000", [first]),
        (night + timedelta(hours=hours, seconds=1), "0.000", [second, first]),
    ):
        shop.clock.set(moment)
        admin, customer = await log_in_as(shop, Role.ADMIN), await log_in_as(shop, Role.CUSTOMER)
        assert (await stock_of(admin, sweet))[:2] == ("4.000", available), moment
        assert await listed(admin, expired=True) == expired
        before = await all_rows(shop)
        too_much = str(int(float(available)) + 1)
        for seller in (admin, customer):
            refusal = problem(await purchase(seller, sweet, too_much), 409, "insufficient_stock")
            assert refusal["shortages"][0]["available"] == available
        assert await all_rows(shop) == before
    # What has expired waits for its write-off.
    body = {"sweet_id": sweet["id"], "quantity": "4", "reason": "expired"}
    assert created(await admin.post("/api/adjustments", json=body))["sweet"]["on_hand"] == "0.000"


async def test_the_shelf_life_counts_days_of_the_shop_over_a_change_of_its_clocks(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(shelf_life_days=1)
    shop.clock.set(datetime.fromisoformat("2026-10-24T23:59:59+01:00"))
    admin = await log_in_as(shop, Role.ADMIN)
    await move_shop(shop, admin, "Europe/London")
    days = [(await restock(admin, sweet, "1"))["lot"]["best_before"]]
    # The second hour of two from one o'clock to two on the 25th, which has twenty-five of them.
    for hours in (2, 25):
        shop.clock.set(datetime.fromisoformat("2026-10-24T23:59:59+01:00") + timedelta(hours=hours))
        admin = await log_in_as(shop, Role.ADMIN)
        days.append((await restock(admin, sweet, "1"))["lot"]["best_before"])
    assert days == ["2026-10-25", "2026-10-26", "2026-10-26"]


async def test_every_part_of_a_sale_keeps_the_cost_of_its_lot_as_it_was(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    for cost, day in (("2.00", "2098-01-01"), (None, "2098-01-02"), ("3.50", "2098-01-03")):
        await restock(admin, sweet, "2", unit_cost=cost, best_before=day)
    created(await purchase(customer, sweet, "5"))
    movements = ok(await admin.get("/api/stock-movements", params={"kind": "sale", "sort": "occurred_at"}))["items"]
    assert [(movement["quantity"], movement["unit_cost"]) for movement in movements] == [
        ("-2.000", "2.00"),
        ("-2.000", None),
        ("-1.000", "3.50"),
    ]
