"""Every screen in both themes, wide and narrow. `make shots` keeps the pictures."""

import os
from collections.abc import AsyncIterator, Iterable
from itertools import cycle
from pathlib import Path
from typing import Final, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from tests.browser.office_tour import office
from tests.browser.tours import Tour, customer, drawer, seller, stranger
from tests.browser.visitor import MOST_SHIFT, SUM_SHIFTS, Visitor, barriers, cut_texts, log_in, overlaps, sideways
from tests.support.demo import running_demo
from tests.support.shop import TestShop

WIDE, PHONE = (1280, 800), (390, 844)
NARROWEST = (320, 640)
Look = tuple[tuple[int, int], Literal["light", "dark"]]
LOOKS: Final[tuple[tuple[Look, ...], ...]] = (
    ((PHONE, "dark"), (WIDE, "light")),
    ((PHONE, "light"), (WIDE, "dark")),
)
"""Every other screen takes the other pair, so that what screens share is seen in all four looks."""
SHOTS = os.environ.get("SHOTS")


@pytest_asyncio.fixture(scope="module")
async def shop(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[TestShop]:
    async with running_demo(postgres, template) as demo:
        yield demo


async def resize(page: Page, size: tuple[int, int]) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})


async def look_at(page: Page, screen: str, looks: Iterable[Look]) -> list[str]:
    """Return what is wrong with a screen as it stands."""
    found = []
    await page.evaluate("document.fonts.ready")
    for size, theme in looks:
        await resize(page, size)
        await page.emulate_media(color_scheme=theme)
        if SHOTS:
            await page.screenshot(path=Path(SHOTS) / f"{screen}-{size[0]}-{theme}.png", full_page=True)
        found += [f"{screen}, {size[0]} px, {theme}: {line}" for line in await barriers(page)]
        found += [f"{screen}, {size[0]} px: {pair} overlap" for pair in await overlaps(page)]
    await resize(page, NARROWEST)
    if pixels := await sideways(page):
        found.append(f"{screen} is {pixels} px wider than a window of {NARROWEST[0]} px")
    found += [f"{screen}, {NARROWEST[0]} px: {text!r} is cut" for text in await cut_texts(page)]
    found += [f"{screen}, {NARROWEST[0]} px: {pair} overlap" for pair in await overlaps(page)]
    await resize(page, WIDE)
    return found


PAGES_OF_OFFICE = [
    "/admin",
    "/admin/catalogue",
    "/admin/catalogue/1",
    "/admin/stock",
    "/admin/stock/movements",
    "/admin/buying",
    "/admin/buying/advice",
    "/admin/buying/suppliers",
    "/admin/sales",
    "/admin/sales/1",
    "/admin/sales/refunds",
    "/admin/sales/customers",
    "/admin/sales/dues",
    "/admin/sales/figures",
    "/admin/money",
    "/admin/money/takings",
    "/admin/money/journal",
    "/admin/people",
    "/admin/people/audit",
    "/admin/shop",
]


async def test_nothing_moves_while_a_page_of_the_back_office_loads(visitor: Visitor) -> None:
    await visitor.context.add_init_script(SUM_SHIFTS)
    page = await visitor.open("/admin")
    await log_in(page, Role.ADMIN)
    await expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    shifts = {}
    for address in PAGES_OF_OFFICE:
        await page.goto(address)
        await expect(page.get_by_role("main").get_by_role("heading").first).to_be_visible()
        await expect(page.locator("main :is(.skeleton, [aria-busy=true])")).to_have_count(0)
        await page.evaluate("document.fonts.ready")
        shifts[address] = await page.evaluate("window.shift")
    assert {address: shift for address, shift in shifts.items() if shift > MOST_SHIFT} == {}


@pytest.mark.parametrize("tour", [stranger, customer, seller, drawer, office], ids=lambda tour: tour.__name__)
async def test_every_screen_is_open_to_everybody_and_fits_its_window(visitor: Visitor, tour: Tour) -> None:
    page = await visitor.open("/account/login")
    turns = cycle([sum(LOOKS, ())] if SHOTS else LOOKS)
    faults = [fault async for screen in tour(page) for fault in await look_at(page, screen, next(turns))]
    assert "\n".join(faults) == ""  # Not a list: pytest cuts those short.
