"""An admin who counts the store room on a phone, while the shop goes on selling."""

from httpx import AsyncClient
from playwright.async_api import Page, expect

from app.models import Role
from tests.browser.till import scan
from tests.browser.visitor import NewVisitor, log_in
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, purchase

PHONE = {"width": 390, "height": 844}


async def count(page: Page, name: str, amount: str) -> None:
    await expect(page.get_by_role("heading", name=name, level=2)).to_be_visible()
    await page.get_by_role("textbox", name="Counted").fill(amount)
    await page.keyboard.press("Enter")
    await expect(page.locator(".toasts").get_by_text(f"{name}: {amount}")).to_be_visible()


async def test_a_count_on_a_phone_shows_what_was_sold_meanwhile_at_its_row(
    new_visitor: NewVisitor, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    jalebi = await new_sweet(name="Jalebi", price="20", stock="40", barcode="8901234567890")
    await new_sweet(name="Rasgulla", price="22", stock="66")
    page = await (await new_visitor(viewport=PHONE)).open("/admin/stock/counts")
    await log_in(page, Role.ADMIN)
    await page.get_by_role("button", name="Start a count").first.click()
    await page.get_by_label("What is counted?").fill("Store room")
    await page.get_by_role("button", name="Start counting").click()
    await page.get_by_role("button", name="Skip").click()
    await count(page, "Rasgulla", "64")
    await expect(page.get_by_role("heading", name="Jalebi", level=2)).to_be_visible()
    await scan(page, "8901234567890")
    await expect(page.get_by_role("textbox", name="Counted")).to_have_value("")
    created(await purchase(customer, jalebi, "1"))
    await page.get_by_role("textbox", name="Counted").fill("39")
    await page.get_by_role("button", name="Save 39 pieces, next").click()
    await expect(page.get_by_text("It moved while you counted: the books say 39 pieces now.")).to_be_visible()
    await page.get_by_role("button", name="Save 39 pieces, next").click()
    await expect(page.get_by_text("2 of 2 counted")).to_be_visible()

    created(await purchase(customer, jalebi, "5"))
    await page.reload()
    await page.get_by_role("button", name="Count again 1").click()
    await expect(page.get_by_text("5 pieces went since: 34 pieces should be on the shelf.")).to_be_visible()
    await page.get_by_role("button", name="It is 34 pieces").click()
    await expect(page.get_by_text("Nothing has to be counted again.")).to_be_visible()
    await page.get_by_role("button", name="Review").click()
    await expect(page.get_by_role("heading", name="1 differs from what was expected")).to_be_visible()
    await page.get_by_role("button", name="Count Rasgulla again").click()
    await count(page, "Rasgulla", "65")
    await page.get_by_role("button", name="Review").click()
    await page.get_by_role("button", name="Post the count").click()
    await expect(page.get_by_text("Posted", exact=True)).to_be_visible()
    stock = {one["name"]: one["on_hand"] for one in ok(await admin.get("/api/sweets"))["items"]}
    assert stock == {"Jalebi": "34.000", "Rasgulla": "65.000"}
