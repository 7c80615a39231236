"""Walks through every screen of the shop and the counter in the demo, by who may see it."""

import re
from collections.abc import AsyncIterator, Callable

from playwright.async_api import Page, expect

from app.models import Role
from tests.browser.visitor import log_in

Tour = Callable[[Page], AsyncIterator[str]]

ADD = re.compile("^Add ₹")
TILL_DIALOGS = {"F4": "customer", "F6": "discount", "F7": "sales", "F8": "hold"}


async def stranger(page: Page) -> AsyncIterator[str]:
    await page.goto("/")
    await expect(page.get_by_role("button", name=ADD).first).to_be_visible()
    yield "shop"
    await page.get_by_role("combobox", name="Find a sweet").fill("ladu")
    await expect(page.get_by_role("option").first).to_be_visible()
    yield "shop-find"
    await page.goto("/")
    await page.get_by_text("Choose", exact=True).click()
    await expect(page.get_by_label("Sesame")).to_be_visible()
    yield "shop-choices"
    await page.goto("/?q=zzzz")
    await expect(page.get_by_role("heading", name="No sweet on our trays is like that")).to_be_visible()
    yield "shop-nothing"
    await page.goto("/basket")
    await expect(page.get_by_role("heading", name="Your basket is empty")).to_be_visible()
    yield "basket-empty"
    await page.goto("/account/login")
    await expect(page.get_by_label("E-mail")).to_be_visible()
    yield "log-in"
    await page.get_by_role("link", name="Forgot your password?").click()
    await expect(page.get_by_role("heading", name="A new password")).to_be_visible()
    yield "forgotten-password"
    await page.goto("/account/register")
    await expect(page.get_by_label("Your name")).to_be_visible()
    yield "register"
    await page.goto("/nowhere")
    await expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    yield "not-here"


async def customer(page: Page) -> AsyncIterator[str]:
    await page.goto("/account")
    await log_in(page, Role.CUSTOMER)
    await expect(page.get_by_role("button", name="Log out")).to_be_visible()
    yield "account"
    await page.goto("/?in_stock=true")
    await page.get_by_role("region", name="Today on the tray").get_by_role("link").first.click()
    await expect(page.get_by_role("heading", name="What is in it")).to_be_visible()
    yield "sweet"
    await page.get_by_role("button", name=re.compile("to the basket$")).click()
    await page.goto("/basket")
    await expect(page.get_by_role("button", name="Place the order")).to_be_visible()
    yield "basket"
    await page.get_by_role("button", name="Place the order").click()
    await expect(page.get_by_role("heading", name="Order taken, thank you")).to_be_visible()
    yield "order-taken"
    await page.goto("/orders")
    await expect(page.get_by_role("heading", name="Your purchases")).to_be_visible()
    yield "purchases"
    await page.goto("/counter")
    await expect(page.get_by_role("heading", name="This page is for the shop's staff")).to_be_visible()
    yield "staff-only"


async def seller(page: Page) -> AsyncIterator[str]:
    await page.goto("/counter")
    await expect(page.get_by_label("E-mail")).to_be_visible()
    yield "counter-log-in"
    await log_in(page, Role.SALESPERSON)
    by_weight = page.get_by_role("option").filter(has_text="kg left")
    await expect(by_weight.first).to_be_visible()
    yield "counter"
    await by_weight.nth(0).click()
    await expect(page.get_by_role("textbox", name=re.compile("^Quantity of"))).to_be_visible()
    yield "counter-quantity"
    await page.keyboard.press("Enter")
    await by_weight.nth(1).click()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").filter(has_text="2 lines")).to_be_visible()
    yield "counter-ticket"
    for key, dialog in TILL_DIALOGS.items():
        await page.keyboard.press(key)
        await expect(page.get_by_role("dialog")).to_be_visible()
        yield f"counter-{dialog}"
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("F9")
    await expect(page.get_by_label("Cash given")).to_be_visible()
    await page.get_by_label("Cash given").fill("2000")
    yield "counter-cash"
    await page.get_by_role("tab", name="UPI").click()
    yield "counter-upi"
    await page.get_by_role("tab", name="Cash").click()
    await page.get_by_role("button", name="Finish sale").click()
    await expect(page.get_by_role("dialog", name="Sold")).to_be_visible()
    await expect(page.get_by_role("region", name="Receipt")).to_contain_text("Served by")
    yield "counter-sold"
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("F7")
    for deed in ("Refund", "Void"):
        await page.get_by_role("dialog").get_by_role("button", name=deed, exact=True).click()
        await expect(page.get_by_role("textbox", name=re.compile("^Why"))).to_be_visible()
        yield f"counter-{deed.lower()}"
        await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")


async def drawer(page: Page) -> AsyncIterator[str]:
    await page.goto("/counter")
    await log_in(page, Role.ADMIN)
    await expect(page.get_by_role("option").first).to_be_visible()
    await page.keyboard.press("F10")
    await page.get_by_label("₹500").fill("2")
    yield "counter-drawer-open"
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("F10")
    await expect(page.get_by_role("dialog", name="Drawer").get_by_text("X report")).to_be_visible()
    yield "counter-drawer"
    await page.keyboard.press("c")
    await page.get_by_label("Cash counted, the float too").fill("990")
    yield "counter-drawer-close"
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.keyboard.press("F5")
    await expect(page.get_by_role("dialog", name="To collect")).to_be_visible()
    yield "counter-to-collect"
