"""An admin who lets the advice say what to order."""

import re
from datetime import timedelta
from typing import Any

import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import Page, expect

from app.models import Role
from tests.browser.till import toast
from tests.browser.visitor import Visitor, log_in
from tests.support.answers import created, ok
from tests.support.buying import bought, line_of, new_supplier
from tests.support.requests import NewSweet, restock
from tests.support.shop import TestShop

# At the first moment of each day, so that at any time of today nothing more of it is expected.
TOLD_SALES = """
    WITH ticket AS (
        INSERT INTO history_tickets (ticket, sold_at, business_day)
        SELECT day::text, timezone($4, day::timestamp), day
        FROM (SELECT CAST(generate_series($1::date, $2::date, '1 day') AS date) AS day) AS days
        RETURNING id
    )
    INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity)
    SELECT id, line_no, sweet_id, 'Item', 10
    FROM ticket, unnest($3::bigint[]) WITH ORDINALITY AS sold (sweet_id, line_no)
"""


@pytest_asyncio.fixture
async def sweets(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> dict[str, Any]:
    """Rasgulla from Nandi Dairy and Milk Cake made here: ten a day are wanted, and two are left of each."""
    rasgulla = await new_sweet(name="Rasgulla", price="22", low_stock_threshold="5")
    milk_cake = await new_sweet(name="Milk Cake", price="30", low_stock_threshold="5")
    nandi = await new_supplier(admin, "Nandi Dairy", lead_time_days=1)
    await bought(admin, nandi, line_of(rasgulla, packs=1, pack_size="12", cost="120"))
    await restock(admin, milk_cake, "12")
    lines = [{"sweet_id": one["id"], "quantity": "10"} for one in (rasgulla, milk_cake)]
    created(await admin.post("/api/sales", json={"lines": lines, "tender": "cash"}))
    today = shop.context.day_of(shop.clock())
    ids = [rasgulla["id"], milk_cake["id"]]
    first, last = today - timedelta(days=14), today - timedelta(days=1)
    await shop.sql(TOLD_SALES, first, last, ids, shop.context.zone.key)
    return {"rasgulla": rasgulla, "milk_cake": milk_cake}


async def open_advice(visitor: Visitor) -> Page:
    page = await visitor.open("/admin/buying/advice")
    await log_in(page, Role.ADMIN)
    return page


async def test_all_that_is_urgent_from_a_supplier_is_drafted_ordered_received_and_no_longer_advised(
    visitor: Visitor, sweets: dict[str, Any], admin: AsyncClient
) -> None:
    page = await open_advice(visitor)
    await expect(page.get_by_role("row", name="Rasgulla")).to_contain_text("Nandi Dairy")
    await page.get_by_role("button", name="Draft an order of 1 sweet from Nandi Dairy").click()
    await expect(toast(page, "Draft PO-000002 has 1 sweet.")).to_be_visible()
    await expect(page.get_by_label("Packs, Rasgulla")).to_have_value("2")
    await expect(page.get_by_label("Cost a pack, Rasgulla")).to_have_value("120.00")
    await page.get_by_role("button", name=re.compile("^Order ₹")).click()
    await page.get_by_role("button", name="All as ordered").click()
    await page.get_by_role("button", name="Receive 1 lot").click()
    await expect(page.get_by_role("main").get_by_text("Received", exact=True)).to_be_visible()

    await page.goto("/admin/buying/advice")
    await expect(page.get_by_role("row", name="Milk Cake")).to_be_visible()
    await expect(page.get_by_role("row", name="Rasgulla")).to_have_count(0)
    await expect(page.get_by_role("region", name="Urgent, by supplier")).to_have_count(0)
    assert ok(await admin.get(f"/api/sweets/{sweets['rasgulla']['id']}"))["on_hand"] == "26.000"


async def test_a_drafted_order_is_undone_from_its_message(
    visitor: Visitor, sweets: dict[str, Any], admin: AsyncClient
) -> None:
    page = await open_advice(visitor)
    await page.get_by_role("button", name="Draft an order of 1 sweet from Nandi Dairy").click()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("main").get_by_text("Cancelled", exact=True)).to_be_visible()
    assert ok(await admin.get("/api/purchases"))["items"][0]["status"] == "cancelled"


async def test_the_advice_says_why_and_its_filters_stay_in_the_address(
    visitor: Visitor, sweets: dict[str, Any]
) -> None:
    page = await open_advice(visitor)
    await page.get_by_role("combobox", name="From").select_option(label="Made here")
    await expect(page.get_by_role("row", name="Rasgulla")).to_have_count(0)
    await page.get_by_text("Period").click()
    await page.get_by_label("Days to cover").fill("0")
    await expect(page.get_by_text("Type 1 to 60.")).to_be_visible()
    await page.get_by_label("Days to cover").fill("3")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Milk Cake Made here").click()
    why = page.get_by_role("region", name="Why: Milk Cake")
    await expect(why).to_contain_text("Sells 10 pieces a day (14 days)")
    await expect(why).to_contain_text("for 3 days of sales")
    await expect(why.get_by_role("img", name=re.compile("short from"))).to_be_visible()
    await expect(page).to_have_url(re.compile(f"from=here&cover_days=3&open={sweets['milk_cake']['id']}$"))
    await expect(page.get_by_role("link", name="Make Milk Cake")).to_have_attribute(
        "href", f"/admin/stock/restock?sweet_id={sweets['milk_cake']['id']}"
    )
    await why.get_by_role("link", name="Open the sweet").click()
    await expect(page.get_by_role("heading", name="Milk Cake", exact=True)).to_be_visible()
    await page.go_back()
    await expect(why).to_be_visible()


async def test_what_runs_low_is_ordered_from_today_in_one_click(visitor: Visitor, sweets: dict[str, Any]) -> None:
    page = await visitor.open("/admin")
    await log_in(page, Role.ADMIN)
    low = page.get_by_role("region", name="Running low")
    await expect(low.get_by_role("link", name="Make Milk Cake")).to_be_visible()
    await low.get_by_role("link", name="Order Rasgulla").click()
    await expect(page.get_by_label("Supplier")).to_have_value(re.compile("^[1-9]"))
    await expect(page.get_by_label("In a pack, Rasgulla")).to_have_value("12")
    await page.get_by_role("button", name="Save the draft").click()
    await expect(page.get_by_role("heading", name="Draft PO-000002")).to_be_visible()
