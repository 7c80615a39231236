"""The shop as visitors see it."""

from datetime import UTC, datetime

from httpx import AsyncClient

from app.schemas.shop import ShopRead
from tests.support.answers import ok, read_strictly
from tests.support.concurrency import until_known
from tests.support.shop import TestShop


async def test_a_visitor_sees_the_shops_name_currency_time_zone_and_day(shop: TestShop, client: AsyncClient) -> None:
    # Past half past six in the evening UTC it is the next day in Kolkata.
    shop.clock.set(datetime(2026, 11, 20, 18, 45, tzinfo=UTC))
    body = ok(await client.get("/api/shop"))
    read_strictly(ShopRead, body)
    assert body == {"name": "Sweet Shop", "currency": "INR", "time_zone": "Asia/Kolkata", "today": "2026-11-21"}


async def test_a_visitor_sees_what_an_admin_set(shop: TestShop, client: AsyncClient, admin: AsyncClient) -> None:
    ok(await admin.put("/api/settings", json={"shop_name": "Meera's", "currency": "EUR", "time_zone": "Europe/Paris"}))
    await until_known(shop, "shop_name", "Meera's")
    body = ok(await client.get("/api/shop"))
    assert (body["name"], body["currency"], body["time_zone"]) == ("Meera's", "EUR", "Europe/Paris")
