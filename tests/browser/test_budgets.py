"""How much a first page loads, and how little it moves while it does."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.visitor import MOST_SHIFT, SUM_SHIFTS, NewVisitor, Visitor
from tests.support.requests import NewSweet

ASSETS = Path(__file__).parents[2] / "app/static/assets"
FIRST_PAGE_BYTES = 120_000
LATER_PAGE_BYTES = 25_000


def gzipped(name: str) -> int:
    return len(gzip.compress((ASSETS / name).read_bytes(), 9))


async def scripts_of(visitor: Visitor, address: str, heading: str) -> set[str]:
    """Return the names of the scripts that an address loads."""
    scripts = set()
    page = await visitor.context.new_page()
    page.on("request", lambda request: scripts.add(request.url) if request.url.endswith(".js") else None)
    await page.goto(address)
    await expect(page.get_by_role("heading", name=heading)).to_be_visible()
    await page.wait_for_load_state("networkidle")
    return {url.rpartition("/")[2] for url in scripts}


async def test_the_first_page_of_the_shop_loads_no_more_script_than_its_budget(visitor: Visitor) -> None:
    first = await scripts_of(visitor, "/", "Today on the tray")
    sizes = {name: gzipped(name) for name in first}
    assert sum(sizes.values()) <= FIRST_PAGE_BYTES, sizes


def test_no_other_script_is_over_the_budget_of_a_page_loaded_later() -> None:
    page = (ASSETS.parent / "index.html").read_text(encoding="utf-8")
    at_first = set(re.findall(r"assets/([\w-]+\.js)", page))
    assert at_first
    later = {script.name: gzipped(script.name) for script in ASSETS.glob("*.js") if script.name not in at_first}
    assert {name: size for name, size in later.items() if size > LATER_PAGE_BYTES} == {}


@pytest.mark.parametrize("width", [390, 1280])
async def test_nothing_moves_while_the_first_page_loads(
    new_visitor: NewVisitor, new_sweet: NewSweet, width: int
) -> None:
    for name in ("Besan Ladoo", "Gulab Jamun", "Kaju Katli", "Jalebi"):
        await new_sweet(name=name, stock="5")
    visitor = await new_visitor(viewport={"width": width, "height": 844})
    await visitor.context.add_init_script(SUM_SHIFTS)
    page = await visitor.open()
    await expect(page.get_by_role("link", name="Jalebi")).to_be_visible()
    await page.evaluate("document.fonts.ready")
    await page.wait_for_load_state("networkidle")
    assert await page.evaluate("window.shift") <= MOST_SHIFT
