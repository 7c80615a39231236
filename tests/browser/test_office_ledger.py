"""Who bought from a lot, to print and as a file, and the ledger with its documents."""

import re
from typing import Any

import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import expect

from app.models import Role
from tests.browser.visitor import Visitor, log_in
from tests.support.answers import created
from tests.support.requests import NewSweet, new_customer, restock

PRINTED = "window.print = () => { window.printed = document.querySelectorAll('table')[0].innerText; };"


@pytest_asyncio.fixture
async def sale(new_sweet: NewSweet, admin: AsyncClient) -> dict[str, Any]:
    """Four Rasgulla of the first lot, sold to Asha Rao."""
    sweet = await new_sweet(name="Rasgulla", price="40")
    await restock(admin, sweet, "10", unit_cost="31.50")
    asha = await new_customer(admin, "Asha Rao", phone="+919876500001")
    lines = [{"sweet_id": sweet["id"], "quantity": "4"}]
    return created(await admin.post("/api/sales", json={"lines": lines, "tender": "cash", "customer_id": asha["id"]}))


async def test_a_recall_is_printed_and_kept_as_a_file_with_the_phone_of_who_has_it(
    visitor: Visitor, sale: dict[str, Any]
) -> None:
    await visitor.context.add_init_script(PRINTED)
    page = await visitor.open("/admin/stock/lots/1")
    await log_in(page, Role.ADMIN)
    recall = page.get_by_role("region", name="Recall: who bought from it")
    await expect(recall.get_by_role("link", name="+919876500001")).to_have_attribute("href", "tel:+919876500001")
    await recall.get_by_role("button", name="Print").click()
    await page.wait_for_function("() => window.printed?.includes('Asha Rao')")
    async with page.expect_download() as begun:
        await recall.get_by_role("button", name="As CSV").click()
    download = await begun.value
    assert download.suggested_filename == "recall-lot-1.csv"
    assert "+919876500001" in (await download.path()).read_text()
    await recall.get_by_role("link", name=sale["number"]).click()
    await expect(page.get_by_role("region", name="Receipt")).to_contain_text("Rasgulla")


async def test_the_ledger_is_filtered_by_day_person_kind_and_lot_and_leads_to_its_documents(
    visitor: Visitor, sale: dict[str, Any], admin: AsyncClient
) -> None:
    loss = {"sweet_id": sale["lines"][0]["sweet_id"], "quantity": "1", "reason": "wastage"}
    created(await admin.post("/api/adjustments", json=loss))
    day = sale["business_day"]
    page = await visitor.open(f"/admin/stock/movements?lot_id=1&from={day}&to={day}")
    await log_in(page, Role.ADMIN)
    ledger = page.get_by_role("table", name="Movements")
    await expect(ledger.get_by_role("row", name="Rasgulla")).to_have_count(3)
    await page.get_by_label("Person", exact=True).select_option(label="Admin")
    await page.get_by_label("Kind", exact=True).select_option(label="Adjusted")
    await expect(ledger.get_by_role("row", name="Rasgulla")).to_have_count(1)
    await expect(ledger).to_contain_text("Wastage")
    await ledger.get_by_role("link", name=re.compile("^Adjustment [0-9]+$")).click()
    await expect(page.get_by_role("heading", name="Rasgulla")).to_be_visible()
    await page.go_back()
    await page.get_by_label("Kind", exact=True).select_option(label="Sold")
    await ledger.get_by_role("link", name=sale["number"]).click()
    await expect(page.get_by_role("heading", name=sale["number"])).to_be_visible()
    await page.go_back()
    await page.get_by_label("Person", exact=True).select_option(label="Salesperson")
    await expect(page.get_by_role("heading", name="No movement matches")).to_be_visible()
    await page.get_by_role("button", name="Show all", exact=True).click()
    await expect(ledger.get_by_role("row", name="Rasgulla")).to_have_count(3)
