"""A category with thousands of sweets: pages show some of them, and ask for the rest when somebody wants it."""

import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.till import open_till, press
from tests.browser.visitor import Visitor
from tests.support.shop import TestShop

MANY = 5000
ON_A_PAGE, ON_THE_TILL = 24, 200
ELEMENTS_OF_A_SWEET = 30
"""With its share of the page around it."""


@pytest_asyncio.fixture(autouse=True)
async def category(shop: TestShop) -> None:
    await shop.sql("INSERT INTO categories (name) VALUES ('Ladoo')")
    await shop.sql(
        """
        INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'L-' || n, CASE WHEN n = $1 THEN 'Zarda' ELSE 'Ladoo ' || n END, (SELECT id FROM categories), 20,
            'piece', 1, 1
        FROM generate_series(1, $1::int) AS n
        """,
        MANY,
    )


def lists_asked_for(page: Page) -> list[str]:
    """Return the addresses of the lists of sweets that a page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/sweets?" in request.url else None)
    return asked


async def elements(page: Page) -> int:
    number: int = await page.evaluate("document.querySelectorAll('*').length")
    return number


async def test_the_shop_shows_a_page_of_thousands_and_more_when_asked(visitor: Visitor) -> None:
    page = await visitor.open("/basket")
    asked = lists_asked_for(page)
    await page.goto("/?category=Ladoo")
    tray = page.get_by_role("region", name="Ladoo")
    await expect(tray.get_by_role("heading", level=3)).to_have_count(ON_A_PAGE)
    await expect(tray.get_by_text("5000 sweets")).to_be_visible()
    await page.get_by_role("button", name="Show more").click()
    await expect(tray.get_by_role("heading", level=3)).to_have_count(2 * ON_A_PAGE)
    assert len(asked) == 2
    assert await elements(page) < 2 * ON_A_PAGE * ELEMENTS_OF_A_SWEET

    await page.get_by_role("combobox", name="Find a sweet").fill("zarda")
    await expect(page.get_by_role("option", name="Zarda")).to_be_visible()
    assert len(asked) == 3


async def test_the_till_shows_a_page_of_thousands_and_finds_the_last(visitor: Visitor) -> None:
    till = await open_till(visitor, sweets=ON_THE_TILL)
    asked = lists_asked_for(till)
    await till.reload()
    await expect(till.get_by_role("option")).to_have_count(ON_THE_TILL)
    await till.get_by_role("option").last.scroll_into_view_if_needed()
    await expect(till.get_by_role("option")).to_have_count(2 * ON_THE_TILL)
    assert len(asked) == 2
    assert await elements(till) < 2 * ON_THE_TILL * ELEMENTS_OF_A_SWEET

    await press(till, "F2")
    await till.keyboard.type("zarda")
    await expect(till.get_by_role("option", name="Zarda")).to_be_visible()
    await expect(till.get_by_role("option")).to_have_count(1)
