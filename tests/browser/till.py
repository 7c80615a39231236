"""The till, as a salesperson works it: with keys, and with a scanner that is one more keyboard."""

import asyncio

from playwright.async_api import Locator, Page, expect

from app.models import Role
from tests.browser.visitor import Visitor, log_in

SCANNERS_PACE_S = 0.005
"""Between two keys. The moments are sent along, so that a slow machine makes no slow scanner."""
HANDS_PACE_MS = 80


async def open_till(visitor: Visitor, who: Role = Role.SALESPERSON, *, sweets: int) -> Page:
    page = await visitor.open("/counter")
    await log_in(page, who)
    await expect(page.get_by_role("option")).to_have_count(sweets)
    return page


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def type_by_hand(page: Page, text: str) -> None:
    """Type slower than a scanner does."""
    await page.keyboard.type(text, delay=HANDS_PACE_MS)


async def put_aside(page: Page) -> None:
    """Take the amount as a part, slower than a scanner types."""
    await expect(page.get_by_role("button", name="Take as a part")).to_be_visible()
    await page.wait_for_timeout(100)
    await press(page, "s")


def line(till: Page, name: str, quantity: str) -> Locator:
    """Return the line of a ticket with so much of a sweet."""
    return till.get_by_role("button", name=f"Quantity of {name}, {quantity}", exact=True)


def toast(till: Page, text: str) -> Locator:
    """Return a message that comes and goes, over a dialog too."""
    return till.locator(".toasts").get_by_text(text)


async def scan(page: Page, code: str) -> None:
    """Send a burst of keys that ends with Enter to whatever has the focus."""
    keyboard = await page.context.new_cdp_session(page)
    at: float = await page.evaluate("(performance.timeOrigin + performance.now()) / 1000")
    strokes = []
    for key in (*code, "\r"):
        at += SCANNERS_PACE_S
        name = "Enter" if key == "\r" else key
        virtual = {} if key != "\r" else {"windowsVirtualKeyCode": 13}
        stroke = {"key": name, "timestamp": at, **virtual}
        strokes += [{"type": "keyDown", "text": key, **stroke}, {"type": "keyUp", **stroke}]
    # All at once: the browser takes them in order, and none waits for this process.
    await asyncio.gather(*(keyboard.send("Input.dispatchKeyEvent", stroke) for stroke in strokes))
    await keyboard.detach()
