"""The shop as visitors see it."""

from datetime import UTC, datetime
from typing import Any

from httpx import AsyncClient

from app.schemas.shop import ShopRead, StaffLimitsRead
from tests.support.answers import ok, read_strictly
from tests.support.concurrency import until_known
from tests.support.shop import TestShop


async def test_a_visitor_sees_the_shops_name_currency_time_zone_and_day(shop: TestShop, client: AsyncClient) -> None:
    # Past half past six in the evening UTC it is the next day in Kolkata.
    shop.clock.set(datetime(2026, 11, 20, 18, 45, tzinfo=UTC))
    body = ok(await client.get("/api/shop"))
    read_strictly(ShopRead, body)
    assert body == {
        "name": "Sweet Shop",
        "address": "",
        "currency": "INR",
        "time_zone": "Asia/Kolkata",
        "today": "2026-11-21",
        "customers_may_buy": True,
    }


async def test_a_visitor_sees_what_an_admin_set(shop: TestShop, client: AsyncClient, admin: AsyncClient) -> None:
    profile = {"shop_address": "12 Rue Saffron\nParis", "currency": "EUR", "time_zone": "Europe/Paris"}
    ok(await admin.put("/api/settings", json=profile | {"shop_name": "Meera's"}))
    await until_known(shop, "shop_name", "Meera's")
    body = ok(await client.get("/api/shop"))
    assert body["name"] == "Meera's"
    assert (body["address"], body["currency"], body["time_zone"]) == tuple(profile.values())


async def test_staff_see_their_own_limits(shop: TestShop, admin: AsyncClient, salesperson: AsyncClient) -> None:
    unlimited: dict[str, Any] = {
        "max_discount_percent": "100",
        "max_refund": None,
        "may_refund_own_sales": True,
        "may_restock": True,
        "other_tenders": [],
        "draws_upi_codes": False,
        "cash_rounding": "0",
    }
    body = ok(await salesperson.get("/api/shop/limits"))
    read_strictly(StaffLimitsRead, body)
    assert body == unlimited | {"max_discount_percent": "10", "may_restock": False}
    limits = {
        "salesperson_max_discount_percent": "7.50",
        "salesperson_max_refund": "500.00",
        "salesperson_may_refund_own_sales": False,
        "salesperson_may_restock": True,
    }
    ok(await admin.put("/api/settings", json=limits))
    await until_known(shop, "salesperson_may_restock", True)
    assert ok(await salesperson.get("/api/shop/limits")) == {
        **unlimited,
        "max_discount_percent": "7.50",
        "max_refund": "500.00",
        "may_refund_own_sales": False,
        "may_restock": True,
    }
    assert ok(await admin.get("/api/shop/limits")) == unlimited
