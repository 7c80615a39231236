"""Somebody with a browser: a device of their own, and what the pages did wrong on it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, Response, Route, WebError

from app.models import Role
from tests.support.shop import PASSWORDS

AXE = Axe()
WCAG_22_AA = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


@dataclass
class Visitor:
    """A device: its tabs share cookies and storage with one another, and with nobody else."""

    context: BrowserContext
    site: str
    faults: list[str] = field(default_factory=list)
    """Requests to other hosts, errors of scripts and of the shop, refusals by the Content-Security-Policy."""

    def __post_init__(self) -> None:
        self.context.on("request", self._on_request)
        self.context.on("response", self._on_response)
        self.context.on("console", self._on_console)
        self.context.on("weberror", self._on_error)

    async def open(self, address: str = "/") -> Page:
        """Open an address in a new tab."""
        page = await self.context.new_page()
        await page.goto(address)
        return page

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site}/", "blob:")):
            self.faults.append(f"asks another host: {request.url}")

    def _on_response(self, response: Response) -> None:
        is_file = response.request.resource_type not in ("document", "fetch")
        if response.status >= 500 or (is_file and response.status >= 400):
            self.faults.append(f"{response.status} for {response.request.method} {response.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium calls every refusal of the API and every lost connection an error; pages tell people about them.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self.faults.append(f"uncaught: {error.error}")


NewVisitor = Callable[..., Awaitable[Visitor]]


async def log_in(page: Page, who: Role) -> None:
    """Fill in the login form that a page shows."""
    await page.get_by_label("E-mail").fill(f"{who}@example.com")
    await page.get_by_label("Password", exact=True).fill(PASSWORDS[who])
    await page.get_by_role("button", name="Log in").click()


async def lose_the_first_answer(page: Page, address: str) -> list[str | None]:
    """Lose the answer of the first POST to an address, not its effect; return the keys of all, as they are sent."""
    keys: list[str | None] = []

    async def handle(route: Route) -> None:
        if route.request.method != "POST":
            return await route.continue_()
        keys.append(await route.request.header_value("Idempotency-Key"))
        if len(keys) > 1:
            return await route.continue_()
        await route.fetch()
        await route.abort()
        return None

    await page.route(address, handle)
    return keys


async def barriers(page: Page) -> list[str]:
    """Return what keeps people from using a page as it stands, by WCAG 2.2 AA."""
    results = (await AXE.run(page, options=WCAG_22_AA)).response
    return [line for violation in results["violations"] for line in lines_of(violation)]


def lines_of(violation: dict[str, Any]) -> list[str]:
    return [f"{violation['id']}: {node['target']} {node['failureSummary']}" for node in violation["nodes"]]


MARKUP = "<img src=x onerror=alert(1)>"
ONE_WORD = "Gulabjamun" * 20
"""Names at the edge of what the shop takes."""

MOST_SHIFT = 0.02
"""How far all that moves by itself while a page loads may move, as browsers measure it."""

SUM_SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shift += value;
}).observe({ type: "layout-shift", buffered: true });
"""

CUT_TEXTS = """() => {
  const found = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const parent = text.parentElement;
    const isSeen = parent.checkVisibility() && parent.offsetWidth > 1 && parent.closest(".visually-hidden") === null;
    if (text.data.trim() === "" || !isSeen) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const right = Math.max(...[...range.getClientRects()].map((box) => box.right));
    for (let box = parent; box !== null; box = box.parentElement) {
      const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(box);
      // Text that ends in three dots is cut decently, and what scrolls can be scrolled to.
      if (["auto", "scroll"].includes(overflowX) || textOverflow === "ellipsis" || webkitLineClamp !== "none") break;
      const isEdge = overflowX !== "visible" || box.matches("button, dialog, body");
      if (isEdge && right > box.getBoundingClientRect().right + 2) found.add(text.data.trim());
    }
  }
  return [...found];
}"""


OVERLAPS = """() => {
  const lines = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const parent = text.parentElement;
    const isSeen = parent.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (text.data.trim() === "" || !isSeen || parent.closest(".visually-hidden, .skip, option, svg") !== null) continue;
    // What stays in place while the page scrolls lies over it on purpose.
    let layer = parent;
    while (layer !== null && !["fixed", "sticky", "absolute"].includes(getComputedStyle(layer).position)) {
      layer = layer.parentElement;
    }
    const range = document.createRange();
    range.selectNodeContents(text);
    let hole = { left: 0, right: innerWidth, top: -Infinity, bottom: Infinity };
    for (let box = parent; box !== null; box = box.parentElement) {
      if (getComputedStyle(box).overflow === "visible") continue;
      const { left, right, top, bottom } = box.getBoundingClientRect();
      hole = {
        left: Math.max(hole.left, left),
        right: Math.min(hole.right, right),
        top: Math.max(hole.top, top),
        bottom: Math.min(hole.bottom, bottom),
      };
    }
    for (const { left, right, top, bottom } of range.getClientRects()) {
      // Letters stand in the middle half of their line: a large font's line reaches over its neighbours' edges.
      const quarter = (bottom - top) / 4;
      const box = {
        left: Math.max(left, hole.left),
        right: Math.min(right, hole.right),
        top: Math.max(top + quarter, hole.top),
        bottom: Math.min(bottom - quarter, hole.bottom),
      };
      if (box.right - box.left > 1 && box.bottom > box.top) lines.push({ text, layer, box });
    }
  }
  const found = new Set();
  for (const [place, one] of lines.entries()) {
    for (const other of lines.slice(place + 1)) {
      if (one.text === other.text || one.layer !== other.layer) continue;
      const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (wide > 2 && high > 2) found.add(`${one.text.data.trim()} and ${other.text.data.trim()}`);
    }
  }
  return [...found];
}"""


async def overlaps(page: Page) -> list[str]:
    """Return the pairs of texts that lie over one another."""
    found: list[str] = await page.evaluate(OVERLAPS)
    return found


async def cut_texts(page: Page) -> list[str]:
    """Return the texts that run over the edge of the window, of their dialog or button, or of what hides the rest."""
    found: list[str] = await page.evaluate(CUT_TEXTS)
    return found


async def sideways(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    pixels: int = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return pixels


async def misfits(page: Page) -> list[str]:
    """Return what does not fit a page in a wide and in the narrowest window; leave it wide."""
    found = []
    for width in (320, 1280):
        await page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width} px: {text}" for text in await cut_texts(page)]
        found += [f"{width} px: {pair} overlap" for pair in await overlaps(page)]
        if pixels := await sideways(page):
            found.append(f"{width} px: the page is {pixels} px wider")
    return found


async def open_office(visitor: Visitor, address: str) -> Page:
    """Open an address of the back office as an admin."""
    page = await visitor.open(address)
    await log_in(page, Role.ADMIN)
    return page
