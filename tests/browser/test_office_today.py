"""Today in the back office: alerts that come by themselves, with one stream for all tabs of a browser."""

import re

from httpx import AsyncClient
from playwright.async_api import Page, Request, expect

from app.models import Role
from tests.browser.visitor import Visitor, log_in
from tests.support.requests import NewSweet


async def open_office(visitor: Visitor) -> Page:
    page = await visitor.open("/admin")
    await log_in(page, Role.ADMIN)
    await expect(page.get_by_text("Live", exact=True)).to_be_visible()
    return page


async def test_an_alert_comes_by_itself_and_goes_when_the_sweet_is_restocked(
    visitor: Visitor, new_sweet: NewSweet, admin: AsyncClient
) -> None:
    sweet = await new_sweet(name="Rasgulla", price="22", stock="8", low_stock_threshold="2")
    page = await open_office(visitor)
    low = page.get_by_role("region", name="Running low")
    await expect(low.get_by_text("Nothing is running low.")).to_be_visible()

    sold = {"tender": "cash", "lines": [{"sweet_id": sweet["id"], "quantity": "8"}]}
    (await admin.post("/api/sales", json=sold, headers={"Idempotency-Key": "sold"})).raise_for_status()
    await expect(page.get_by_role("complementary", name="New alert")).to_contain_text("Rasgulla is sold out")
    await expect(low.get_by_role("link", name="Make Rasgulla")).to_be_visible()

    more = {"quantity": "20"}
    (
        await admin.post(f"/api/sweets/{sweet['id']}/restock", json=more, headers={"Idempotency-Key": "more"})
    ).raise_for_status()
    await expect(page.get_by_role("complementary", name="New alert")).to_have_count(0)
    await expect(low.get_by_text("Nothing is running low.")).to_be_visible()


async def test_the_tabs_of_a_browser_share_one_stream_and_the_next_tab_takes_it_over(visitor: Visitor) -> None:
    streams: list[Request] = []
    visitor.context.on(
        "request", lambda request: streams.append(request) if re.search("/stream$", request.url) else None
    )
    first = await open_office(visitor)
    second = await visitor.open("/admin")
    await expect(second.get_by_role("heading", name="Waiting for you")).to_be_visible()
    assert len(streams) == 1
    await first.close()
    await expect(second.get_by_text("Live", exact=True)).to_be_visible()
    assert len(streams) == 2
