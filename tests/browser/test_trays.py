"""The trays, and the way back to them."""

import pytest
from playwright.async_api import expect

from tests.browser.visitor import Visitor
from tests.support.requests import NewSweet


@pytest.fixture
async def many_sweets(new_sweet: NewSweet) -> None:
    for number in range(30):
        await new_sweet(name=f"Sweet {number:02}", stock="5")


@pytest.mark.usefixtures("many_sweets")
async def test_a_reload_and_the_way_back_show_as_many_sweets_at_the_same_height(visitor: Visitor) -> None:
    page = await visitor.open()
    sweets = page.get_by_role("region", name="Today on the tray").get_by_role("heading", name="Sweet")
    # The first tray takes two places: 23 sweets fill six rows of four.
    await expect(sweets).to_have_count(23)
    await page.get_by_role("button", name="Show more sweets").click()
    await expect(sweets).to_have_count(30)
    last = page.get_by_role("link", name="Sweet 29")
    await last.scroll_into_view_if_needed()

    await page.reload()
    await expect(sweets).to_have_count(30)
    await expect(last).to_be_in_viewport()

    await last.click()
    await expect(page.get_by_role("heading", name="Sweet 29", level=1)).to_be_visible()
    await page.reload()
    await page.go_back()
    await expect(sweets).to_have_count(30)
    await expect(last).to_be_in_viewport()


@pytest.mark.usefixtures("many_sweets")
async def test_an_address_that_is_typed_opens_at_its_top(visitor: Visitor) -> None:
    page = await visitor.open()
    last = page.get_by_role("link", name="Sweet 22")
    for address in ("/?sort=name", "/"):
        await last.scroll_into_view_if_needed()
        await page.goto(address)
        await expect(last).to_be_visible()
        assert await page.evaluate("scrollY") == 0
