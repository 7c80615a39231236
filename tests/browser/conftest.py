"""Debian's chromium before the test's own shop."""

import shutil
from collections.abc import AsyncIterator, Generator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.browser.site import open_site
from tests.browser.visitor import NewVisitor, Visitor
from tests.support.shop import TestShop

PATIENCE_MS = 20_000
"""A machine may stand still for a moment."""

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest_asyncio.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("There is no chromium: install Debian's package `chromium`.")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def site(shop: TestShop) -> AsyncIterator[str]:
    """The address of the shop for browsers."""
    async with open_site(shop) as address:
        yield address


@pytest_asyncio.fixture
async def new_visitor(
    chromium: Browser, site: str, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[NewVisitor]:
    """Makes visitors: `await new_visitor(locale="hi-IN")`. Whatever their pages do wrong fails the test."""
    visitors: list[Visitor] = []
    async with AsyncExitStack() as stack:

        async def make(**options: Any) -> Visitor:
            context = await chromium.new_context(
                base_url=site, **({"locale": "en-IN", "reduced_motion": "reduce"} | options)
            )
            stack.push_async_callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            visitors.append(Visitor(context, site))
            return visitors[-1]

        yield make
        if request.node.stash.get(FAILED, False):
            await show(visitors, tmp_path)
    assert [visitor.faults for visitor in visitors] == [[] for _ in visitors]


@pytest_asyncio.fixture
async def visitor(new_visitor: NewVisitor) -> Visitor:
    return await new_visitor()


async def show(visitors: list[Visitor], folder: Path) -> None:
    """Print what the pages of a failed test say, and take pictures of them."""
    pages = [page for visitor in visitors for page in visitor.context.pages]
    for number, page in enumerate(pages):
        picture = folder / f"page-{number}.png"
        await page.screenshot(path=picture)
        print(f"{page.url} ({picture})\n{await page.locator('body').aria_snapshot()}")  # noqa: T201
