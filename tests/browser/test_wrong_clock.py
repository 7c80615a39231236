"""A device whose clock is wrong: logins last, and days and times are those of the shop."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from httpx import AsyncClient
from playwright.async_api import expect

from app.models import Role
from tests.browser.visitor import Visitor, log_in
from tests.support.answers import ok
from tests.support.requests import NewSweet, restock
from tests.support.shop import TestShop


@pytest.mark.parametrize("hours", [-25, 1, 25])
async def test_the_shops_day_counts_and_logins_last_whatever_the_device_says(
    visitor: Visitor, shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, hours: int
) -> None:
    about = ok(await admin.get("/api/shop"))
    today = date.fromisoformat(about["today"])
    await restock(admin, await new_sweet(name="Peda"), "5", best_before=str(today + timedelta(days=1)))
    await visitor.context.clock.set_fixed_time(shop.clock() + timedelta(hours=hours))

    page = await visitor.open("/account/login")
    await log_in(page, Role.CUSTOMER)
    shown_today = f"{today:%A} {today.day} {today:%B}"
    await expect(page.get_by_role("banner").get_by_text(shown_today)).to_be_visible()
    await expect(page.get_by_text("Best by tomorrow")).to_be_visible()
    await expect(page.get_by_text("Fresh today")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("banner").get_by_role("link", name="Customer")).to_be_visible()

    await page.get_by_role("button", name=re.compile("^Add .* Peda$")).click()
    await page.goto("/basket")
    await expect(page.get_by_role("region", name="To collect")).to_contain_text("₹200.00")
    await page.get_by_role("button", name="Place the order").click()
    await expect(page.get_by_role("heading", name="Order taken, thank you")).to_be_visible()
    (sale,) = ok(await admin.get("/api/sales"))["items"]
    sold_at = datetime.fromisoformat(sale["created_at"]).astimezone(ZoneInfo(about["time_zone"]))
    await expect(page.get_by_text(f"{sold_at.hour % 12 or 12}:{sold_at:%M} {sold_at:%p}".lower()).first).to_be_visible()
