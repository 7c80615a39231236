"""Names and prices at the edge of what the shop takes, on every page that shows them."""

import re
from typing import Any

import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import expect

from app.models import Role
from tests.browser.till import line, open_till, press
from tests.browser.visitor import MARKUP, ONE_WORD, Visitor, log_in, misfits, overlaps
from tests.support.requests import NewSweet

DEVANAGARI = "काजू कतली पिस्ता वाली " * 8 + "खास"
ARABIC = "بقلاوة بالفستق الحلبي"
NAMES = (MARKUP, ONE_WORD, DEVANAGARI, ARABIC)
DEAREST, AS_SHOWN = "9999999999.99", "₹9,99,99,99,999.99"

LAY_A_COPY_OVER = """heading => {
  const copy = heading.cloneNode(true);
  heading.after(copy);
  const [was, now] = [heading.getBoundingClientRect(), copy.getBoundingClientRect()];
  copy.style.transform = `translate(${was.x - now.x}px, ${was.y - now.y}px)`;
}"""
APPEND_ONE_LINE = """(text) => {
  const line = document.createElement("p");
  line.textContent = text;
  line.style.whiteSpace = "nowrap";
  document.querySelector("main").append(line);
}"""


@pytest_asyncio.fixture(autouse=True)
async def sweets(new_sweet: NewSweet) -> dict[str, dict[str, Any]]:
    prices = dict.fromkeys(NAMES, "25") | {ONE_WORD: DEAREST}
    return {name: await new_sweet(name=name, price=price, stock="5") for name, price in prices.items()}


async def test_a_text_too_wide_for_its_window_is_noticed(visitor: Visitor) -> None:
    till = await open_till(visitor, sweets=4)
    page = await visitor.open()
    await expect(page.get_by_role("heading", name="Today on the tray")).to_be_visible()
    for one in (till, page):
        assert await misfits(one) == []
        await one.evaluate(APPEND_ONE_LINE, ONE_WORD)
        assert len(await misfits(one)) >= 2


async def test_a_text_over_another_is_noticed(visitor: Visitor) -> None:
    page = await visitor.open()
    heading = page.get_by_role("heading", name="Today on the tray")
    await expect(heading).to_be_visible()
    assert await overlaps(page) == []
    await heading.evaluate(LAY_A_COPY_OVER)
    assert "Today on the tray and Today on the tray" in await overlaps(page)


async def test_odd_names_and_the_dearest_price_fit_every_page_of_the_shop(
    visitor: Visitor, sweets: dict[str, dict[str, Any]]
) -> None:
    page = await visitor.open("/account/login")
    await log_in(page, Role.CUSTOMER)
    tray = page.get_by_role("region", name="Today on the tray")
    for name in NAMES:
        await expect(tray.get_by_role("link", name=name, exact=True)).to_be_visible()
    for name in (MARKUP, ONE_WORD):
        await page.get_by_role("button", name=re.compile(f"^Add .* {re.escape(name)}$")).click()
    await expect(page.locator(".toasts").get_by_text(f"{ONE_WORD} added to the basket.")).to_be_visible()
    assert await misfits(page) == []

    await page.goto(f"/sweets/{sweets[ONE_WORD]['id']}")
    await expect(page.get_by_role("heading", name=ONE_WORD, level=1)).to_be_visible()
    await expect(page.get_by_text(AS_SHOWN).first).to_be_visible()
    assert await misfits(page) == []

    await page.goto("/basket")
    await expect(page.get_by_text("This sale is more than the shop's books can hold. Split it.")).to_be_visible()
    await expect(page.get_by_role("link", name=MARKUP)).to_be_visible()
    assert await misfits(page) == []
    await page.get_by_role("listitem").filter(has_text=MARKUP).get_by_role("button", name="Take out").click()
    await page.get_by_label(f"How much {ONE_WORD}").fill("1")
    await expect(page.get_by_role("region", name="To collect")).to_contain_text(AS_SHOWN)
    assert await misfits(page) == []
    await page.get_by_role("button", name="Place the order").click()

    await expect(page.get_by_role("heading", name="Order taken, thank you")).to_be_visible()
    await expect(page.get_by_text(AS_SHOWN).first).to_be_visible()
    assert await misfits(page) == []
    await page.goto("/orders")
    await expect(page.get_by_text(AS_SHOWN).first).to_be_visible()
    assert await misfits(page) == []


async def test_odd_names_and_the_dearest_price_fit_the_till(visitor: Visitor, admin: AsyncClient) -> None:
    till = await open_till(visitor, sweets=4)
    for name in NAMES:
        await till.get_by_role("option").filter(has_text=name).click()
        await expect(till.get_by_role("textbox", name=f"Quantity of {name}")).to_be_visible()
        await press(till, "Enter")
        await expect(line(till, name, "1 piece")).to_be_visible()
    pay = till.get_by_role("button", name="Pay This sale is more than the shop's books can hold. Split it.")
    await expect(pay).to_be_visible()
    assert await misfits(till) == []
    await press(till, "F9")
    await expect(till.get_by_role("dialog")).to_have_count(0)

    for name in (MARKUP, DEVANAGARI, ARABIC):
        await till.get_by_role("button", name=f"Remove {name}").click()
    await expect(till.get_by_role("status").filter(has_text="1 line")).to_contain_text(AS_SHOWN)
    await press(till, "F6")
    await expect(till.get_by_role("button", name=f"Whole ticket, {AS_SHOWN}")).to_be_visible()
    assert await misfits(till) == []
    await press(till, "Escape", "F9")
    await till.get_by_label("Cash given").fill("10")
    await press(till, "Enter")
    await expect(till.get_by_text("₹9,99,99,99,989.99 is missing.")).to_be_visible()
    assert await misfits(till) == []
    await till.get_by_label("Cash given").fill("")
    await press(till, "Enter")

    await expect(till.get_by_role("dialog", name="Sold")).to_contain_text("Served by")
    assert await misfits(till) == []
    await press(till, "Enter", "F7")
    await till.get_by_role("button", name="Refund").click()
    await expect(till.get_by_label(ONE_WORD)).to_be_visible()
    assert await misfits(till) == []
    (sale,) = (await admin.get("/api/sales")).json()["items"]
    assert sale["total"] == DEAREST
