"""Takings and the accountant's journal in the back office."""

import re
from datetime import timedelta

from playwright.async_api import expect

from app.models import Role
from tests.browser.visitor import Visitor, open_office
from tests.support.requests import NewSweet, new_customer
from tests.support.selling import sell
from tests.support.shop import TestShop, log_in_as
from tests.support.takings import close_drawer, move_cash, open_drawer


async def trade(shop: TestShop, new_sweet: NewSweet) -> None:
    """Two days of sales by several tenders, one of which is on account."""
    sweet = await new_sweet(name="Rasgulla", price="40", stock="900")
    admin = await log_in_as(shop, Role.ADMIN)
    asha = await new_customer(admin, "Asha")
    await shop.sql("UPDATE customers SET credit_limit = 900 WHERE id = $1", asha["id"])
    me = (await admin.get("/api/auth/me")).json()
    drawer = await open_drawer(shop, me, "Front", "500")
    for hour in range(30):
        tender = ("cash", "upi", "card")[hour % 3]
        await sell(admin, (sweet, str(1 + hour % 7 * 3)), tender=tender)
        shop.clock.advance(timedelta(hours=1))
        admin = await log_in_as(shop, Role.ADMIN)
    await sell(admin, (sweet, "5"), payments=[{"tender": "account", "amount": "200"}], customer_id=asha["id"])
    await move_cash(shop, drawer, "out", "100", "Milk for tea")
    await close_drawer(shop, drawer, "9", "It was counted in a hurry")


async def test_takings_are_shown_by_tender_hour_drawer_and_seller(
    visitor: Visitor, shop: TestShop, new_sweet: NewSweet
) -> None:
    await trade(shop, new_sweet)
    page = await open_office(visitor, "/admin/money/takings")
    by_tender = page.get_by_role("table", name="By tender")
    await expect(by_tender.get_by_role("row", name="Cash")).to_be_visible()
    await expect(page.get_by_text("On account, not taken yet: ₹200.00")).to_be_visible()
    await expect(page.get_by_role("table", name="By drawer")).to_contain_text("Front")
    heat = page.get_by_role("table", name="By hour of the week")
    await expect(heat.get_by_role("columnheader", name="Mon")).to_be_visible()
    total = await by_tender.get_by_role("row", name="Total").inner_text()
    assert await page.get_by_role("table", name="By seller").get_by_role("row", name="Total").inner_text() == total


async def test_the_journal_is_shown_and_downloaded(visitor: Visitor, shop: TestShop, new_sweet: NewSweet) -> None:
    await trade(shop, new_sweet)
    page = await open_office(visitor, "/admin/money/journal")
    row = page.get_by_role("row", name="Customers on account")
    await expect(row).to_contain_text("₹200.00")
    for name, ending in (("Download CSV", "csv"), ("Download for Tally (XML)", "xml")):
        async with page.expect_download() as begun:
            await page.get_by_role("button", name=name).click()
        download = await begun.value
        assert re.fullmatch(rf"journal-[0-9-]+\.{ending}", download.suggested_filename)
        assert "Customers on account" in (await download.path()).read_text()
