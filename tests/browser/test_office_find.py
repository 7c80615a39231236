"""Ctrl-K: any page, sweet, customer, sale, lot, order or person of the back office, by a few letters or digits."""

import asyncio
import re
from typing import Any

import pytest
from httpx import AsyncClient
from playwright.async_api import Page, Route, expect

from app.models import Role
from tests.browser.visitor import NewVisitor, Visitor, log_in
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, new_customer, restock


async def open_office(visitor: Visitor, address: str = "/admin/sales", who: Role = Role.ADMIN) -> Page:
    page = await visitor.open(address)
    await log_in(page, who)
    await expect(page.get_by_role("button", name="Find", exact=True)).to_be_visible()
    return page


async def find(page: Page, text: str) -> None:
    await page.keyboard.press("Control+k")
    await page.keyboard.type(text)


@pytest.fixture
async def sale(new_sweet: NewSweet, admin: AsyncClient) -> dict[str, Any]:
    """Two Gulab Jamun of a lot, sold to Gulabo Rao."""
    sweet = await new_sweet(name="Gulab Jamun", price="40")
    await restock(admin, sweet, "10")
    customer = await new_customer(admin, "Gulabo Rao", phone="+919876500001")
    lines = [{"sweet_id": sweet["id"], "quantity": "2"}]
    body = {"lines": lines, "tender": "cash", "customer_id": customer["id"]}
    return created(await admin.post("/api/sales", json=body))


async def test_letters_find_sweets_and_customers_and_enter_opens_the_first(
    visitor: Visitor, sale: dict[str, Any]
) -> None:
    page = await open_office(visitor)
    await find(page, "gulab")
    finder = page.get_by_role("dialog", name="Find anything")
    await expect(finder.get_by_role("combobox")).to_have_value("gulab")
    await expect(finder.get_by_role("group", name="Sweets").get_by_role("option")).to_have_text(
        re.compile("Gulab Jamun")
    )
    await expect(finder.get_by_role("group", name="Customers").get_by_role("option")).to_contain_text("Gulabo Rao")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Gulabo Rao", level=1)).to_be_visible()
    await expect(finder).to_have_count(0)

    await find(page, "gulab j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Gulab Jamun", level=1)).to_be_visible()


async def test_the_last_digits_find_a_sale_and_a_number_its_lot(
    visitor: Visitor, sale: dict[str, Any], admin: AsyncClient
) -> None:
    page = await open_office(visitor)
    await find(page, sale["number"][-3:])
    option = page.get_by_role("option", name=sale["number"])
    await expect(option).to_contain_text("₹80.00")
    await option.click()
    await expect(page).to_have_url(re.compile(f"/admin/sales/{sale['id']}$"))

    lot = ok(await admin.get("/api/lots"))["items"][0]["id"]
    await find(page, str(lot))
    await page.get_by_role("option", name=f"Lot {lot}").click()
    await expect(page).to_have_url(re.compile(f"/admin/stock/lots/{lot}$"))


async def test_pages_are_found_by_their_words_in_both_languages_and_open_beside_this_one(visitor: Visitor) -> None:
    page = await open_office(visitor)
    await page.get_by_role("button", name="Find", exact=True).click()
    options = page.get_by_role("dialog").get_by_role("option")
    await expect(options.filter(has_text="Tax classes")).to_be_visible()
    await page.keyboard.type("सेटिंग")
    await expect(options).to_have_count(1)
    async with page.context.expect_page() as opened:
        await page.keyboard.press("Control+Enter")
    await expect((await opened.value).get_by_role("heading", name="Settings", level=1)).to_be_visible()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_enter_before_the_answer_opens_what_was_typed_and_nothing_older(
    visitor: Visitor, new_sweet: NewSweet
) -> None:
    for name in ("Rasgulla", "Rasmalai"):
        await new_sweet(name=name)
    page = await open_office(visitor)
    await find(page, "ras")
    await expect(page.get_by_role("option", name="Rasgulla")).to_be_visible()
    is_released = asyncio.Event()

    async def hold(route: Route) -> None:
        await is_released.wait()
        await route.continue_()

    await page.route("**/api/find?**", hold)
    await page.keyboard.type("malai")
    await page.keyboard.press("Enter")
    # The last answers stay until the next are there.
    await expect(page.get_by_role("option", name="Rasgulla")).to_be_visible()
    is_released.set()
    await expect(page.get_by_role("heading", name="Rasmalai", level=1)).to_be_visible()


async def test_what_is_called_nothing_says_what_to_try(visitor: Visitor) -> None:
    page = await open_office(visitor)
    await find(page, "zzqx")
    await expect(page.get_by_text("Nothing is called “zzqx”.")).to_be_visible()


async def test_a_salesperson_finds_no_page_of_admins(visitor: Visitor) -> None:
    page = await open_office(visitor, who=Role.SALESPERSON)
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("option", name="Customers")).to_be_visible()
    await expect(page.get_by_role("option", name="Settings")).to_have_count(0)


async def test_a_phone_has_the_finder_and_the_menu_on_top(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(viewport={"width": 390, "height": 844})
    page = await open_office(visitor)
    await page.get_by_role("button", name="Find", exact=True).click()
    await page.get_by_role("combobox", name="Find anything").fill("audit")
    await page.get_by_role("option", name="Audit log").click()
    await expect(page.get_by_role("heading", name="Audit log")).to_be_visible()
    await page.locator(".rail-foot").get_by_role("button").click()
    await expect(page.get_by_role("button", name="Log out")).to_be_visible()
