"""Refunds of all sales, and what the shop sold, paid and kept, in the back office."""

import re
from typing import Any

import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import expect

from tests.browser.visitor import Visitor, open_office
from tests.support.answers import created
from tests.support.requests import NewSweet, restock
from tests.support.selling import line, refund


@pytest_asyncio.fixture
async def sale(new_sweet: NewSweet, admin: AsyncClient, salesperson: AsyncClient) -> dict[str, Any]:
    """Three Rasgulla at 40 that cost 10 each, of which a salesperson gave one back."""
    sweet = await new_sweet(name="Rasgulla", price="40")
    await restock(admin, sweet, "10", unit_cost="10")
    lines = [{"sweet_id": sweet["id"], "quantity": "3"}]
    sale = created(await salesperson.post("/api/sales", json={"lines": lines, "tender": "cash"}))
    created(await refund(salesperson, sale, line(1, "1"), reason="It was broken"))
    return sale


async def test_figures_of_chosen_days_are_shown_in_all_by_day_by_category_and_by_sweet(
    visitor: Visitor, sale: dict[str, Any], category: dict[str, Any]
) -> None:
    day = sale["business_day"]
    page = await open_office(visitor, f"/admin/sales/figures?from={day}&to={day}")
    by_day = page.get_by_role("table", name="By day")
    # Gross, given back, net, tax, sales value, sales of known cost, cost, margin and its share of them.
    figures = re.compile("₹120.00.*₹0.00.*₹40.00.*₹80.00.*₹0.00.*₹80.00.*₹80.00.*₹30.00.*₹50.00.*62.50%")
    await expect(by_day.get_by_role("row", name="Total")).to_have_text(figures)
    by_category = page.get_by_role("table", name="By category")
    await expect(by_category.get_by_role("row", name=category["name"])).to_have_text(
        re.compile("7 pieces.*₹70.00.*₹280.00")
    )
    best = page.get_by_role("region", name="Best sellers")
    await expect(best.get_by_role("row", name="Rasgulla")).to_have_text(re.compile("2 pieces.*1 piece.*62.50%"))

    await page.get_by_role("radio", name="Months").click()
    await expect(page.get_by_role("table", name="By month")).to_contain_text("₹80.00")
    await best.get_by_role("radio", name="Quantity").click()
    await expect(page).to_have_url(re.compile("by=month.*best=quantity"))
    await best.get_by_role("link", name="Rasgulla").click()
    await expect(page.get_by_role("heading", name="Rasgulla", level=1)).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("table", name="By month")).to_be_visible()


async def test_days_without_figures_are_asked_for_once(visitor: Visitor) -> None:
    asked: list[str] = []
    page = await open_office(visitor, "/admin/sales/figures?from=2026-11-30&to=2026-11-01")
    visitor.context.on("request", lambda request: asked.append(request.url))
    await expect(page.get_by_role("heading", name="That did not work")).to_have_count(3)
    asked.clear()
    await page.get_by_role("button", name="Try again").first.click()
    await expect(page.get_by_role("heading", name="That did not work")).to_have_count(3)
    assert [address for address in asked if "total-sales" not in address] == []


async def test_a_refund_is_found_among_all_by_who_gave_the_money_back(visitor: Visitor, sale: dict[str, Any]) -> None:
    page = await open_office(visitor, "/admin/sales/refunds")
    row = page.get_by_role("row", name=sale["number"])
    await expect(row).to_have_text(re.compile("Rasgulla, 1 piece.*It was broken.*\N{MINUS SIGN}₹40.00"))
    by = page.get_by_role("combobox", name="Refunded by")
    await by.select_option("Admin")
    await expect(page.get_by_role("heading", name="No refund matches")).to_be_visible()
    await by.select_option("Salesperson")
    await row.get_by_role("link", name=sale["number"]).click()
    await expect(page.get_by_role("region", name="Refunds")).to_contain_text("It was broken")


async def test_sales_are_found_by_who_sold_them(visitor: Visitor, sale: dict[str, Any]) -> None:
    page = await open_office(visitor, "/admin/sales")
    by = page.get_by_role("combobox", name="Sold by")
    await by.select_option("Admin")
    await expect(page.get_by_role("heading", name="No sale matches")).to_be_visible()
    await by.select_option("Salesperson")
    await expect(page.get_by_role("link", name=sale["number"])).to_be_visible()
    await expect(page).to_have_url(re.compile(f"seller_id={sale['seller_id']}$"))
