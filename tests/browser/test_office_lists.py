"""What every list of the back office does: it keeps its place, and it prints."""

import re

import pytest_asyncio
from playwright.async_api import Page, expect

from app.models import Role
from tests.browser.visitor import NewVisitor, Visitor, log_in
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

MANY = 120
A4_PX = 703
"""An A4 page less its margins, at 96 to the inch."""


@pytest_asyncio.fixture(autouse=True)
async def sweets(shop: TestShop, new_sweet: NewSweet) -> None:
    await new_sweet(name="Zarda", stock="5")
    await shop.sql(
        """
        INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'L-' || n, 'Ladoo ' || to_char(n, 'FM000'), (SELECT id FROM categories), 20, 'piece', 1, 1
        FROM generate_series(1, $1::int) AS n
        """,
        MANY,
    )


async def open_office(visitor: Visitor, address: str) -> Page:
    page = await visitor.open(address)
    await log_in(page, Role.ADMIN)
    return page


async def test_back_returns_to_the_place_in_a_long_list_with_all_that_was_loaded(visitor: Visitor) -> None:
    page = await open_office(visitor, "/admin/catalogue?q=ladoo")
    await page.get_by_role("button", name="Load 50 more").click()
    row = page.get_by_role("link", name="Ladoo 090")
    await row.scroll_into_view_if_needed()
    place = await page.evaluate("scrollY")
    assert place > 1000
    await row.click()
    await expect(page.get_by_role("heading", name="Ladoo 090", level=1)).to_be_visible()
    assert await page.evaluate("scrollY") == 0
    await page.go_back()
    await page.wait_for_function("place => Math.abs(scrollY - place) < 3", arg=place)
    await expect(row).to_be_in_viewport()
    await expect(page.get_by_role("searchbox")).to_have_value("ladoo")


async def test_a_list_prints_its_title_filters_and_all_columns_and_nothing_to_press(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(viewport={"width": A4_PX, "height": 1000}, color_scheme="dark")
    page = await open_office(visitor, "/admin/catalogue?q=zarda&sort=price")
    await expect(page.get_by_role("link", name="Zarda")).to_be_visible()
    await page.emulate_media(media="print")
    await expect(page.get_by_role("heading", name="Catalogue")).to_be_visible()
    await expect(page.get_by_role("searchbox")).to_have_value("zarda")
    await expect(page.get_by_role("searchbox")).to_be_visible()
    heads = page.get_by_role("table").locator("thead th:not(.choosing)")
    assert await heads.count() >= 6
    for head in await heads.all():
        await expect(head).to_be_visible()
    for hidden in (
        page.get_by_role("navigation"),
        page.get_by_role("button", name=re.compile("New sweet|Columns|Find")),
    ):
        await expect(hidden.locator("visible=true")).to_have_count(0)
    await expect(page.get_by_role("combobox").locator("visible=true")).to_have_count(0)
    dark = await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    paper = await page.evaluate("getComputedStyle(document.querySelector('.office h1')).color")
    assert dark
    assert max(int(part) for part in re.findall(r"\d+", paper)[:3]) < 100
