"""An admin who writes off what has expired, and corrects the stock."""

from datetime import timedelta

from httpx import AsyncClient
from playwright.async_api import expect

from app.models import Role
from tests.browser.till import toast
from tests.browser.visitor import Visitor, log_in
from tests.support.answers import ok
from tests.support.requests import NewSweet, restock
from tests.support.shop import TestShop


async def test_all_that_has_expired_is_written_off_in_one_go_from_today(
    visitor: Visitor, shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    yesterday = (shop.context.today() - timedelta(days=1)).isoformat()
    barfi = await new_sweet(name="Barfi", unit="kg", quantity_step="0.05", min_quantity="0.05")
    rasgulla = await new_sweet(name="Rasgulla")
    await restock(admin, barfi, "2.5", unit_cost="310", best_before=yesterday)
    await restock(admin, barfi, "4", unit_cost="320")
    await restock(admin, rasgulla, "12", best_before=yesterday)
    page = await visitor.open("/admin")
    await log_in(page, Role.ADMIN)
    await page.get_by_role("region", name="Best before").get_by_role("button", name="Write off 2 lots").click()
    dialog = page.get_by_role("dialog", name="Past their day")
    await expect(dialog.get_by_role("row", name="Rasgulla")).to_contain_text("12 pieces")
    await expect(dialog.get_by_text("The cost of 1 lot is not known.")).to_be_visible()
    await dialog.get_by_role("button", name="Write off 2 lots, ₹775.00").click()
    await expect(toast(page, "2 lots of 2 sweets written off, ₹775.00.")).to_be_visible()
    await page.locator(".toasts").get_by_role("button", name="Show").click()

    await page.get_by_role("table", name="Adjustments").get_by_role("link", name="Barfi").click()
    await expect(page.get_by_role("region", name="About it")).to_contain_text("Past its day")
    await expect(page.get_by_role("region", name="Lots")).to_contain_text("2.500 kg")
    stock = {one["name"]: one["on_hand"] for one in ok(await admin.get("/api/sweets"))["items"]}
    assert stock == {"Barfi": "4.000", "Rasgulla": "0.000"}
    await page.get_by_role("link", name="Stock").first.click()
    await expect(page.get_by_role("table", name="Lots")).to_be_visible()
    await expect(page.get_by_role("button", name="Write off")).to_have_count(0)
