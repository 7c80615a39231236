"""A shop in dinars, whose money has three decimals, and one in yen, whose money has none."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import expect

from app.core.money import use_currency
from app.models import Role
from tests.browser.till import line, open_till, press
from tests.browser.visitor import Visitor, log_in
from tests.support.answers import ok
from tests.support.buying import line_of, new_supplier, ordered
from tests.support.requests import NewSweet

FINE = {"KWD": "An amount in KWD has 3 decimals at most.", "JPY": "An amount in JPY has no decimals."}


@pytest_asyncio.fixture(params=["KWD", "JPY"])
async def currency(request: pytest.FixtureRequest, admin: AsyncClient) -> AsyncIterator[str]:
    ok(await admin.put("/api/settings", json={"currency": request.param}))
    yield request.param
    use_currency("INR")


async def test_the_till_takes_what_the_currency_has_and_refuses_more_in_words(
    visitor: Visitor, admin: AsyncClient, currency: str, new_sweet: NewSweet
) -> None:
    price, off, given, change, too_fine = {
        "KWD": ("1.255", "0.005", "1.500", "0.250", "1.2505"),
        "JPY": ("1255", "5", "1500", "250", "1250.5"),
    }[currency]
    await new_sweet(name="Rasgulla", price=price, stock="9")
    till = await open_till(visitor, sweets=1)
    await till.get_by_role("option").click()
    await press(till, "1", "Enter")
    await expect(line(till, "Rasgulla", "1 piece")).to_be_visible()
    await press(till, "F6")
    dialog = till.get_by_role("dialog", name="Discount")
    await dialog.get_by_label("Discount in percent or money").fill(too_fine)
    await expect(dialog.get_by_text(FINE[currency])).to_be_visible()
    await dialog.get_by_label("Discount in percent or money").fill(off)
    await dialog.get_by_label("Why? Kept with the sale").fill("Regular guest")
    await press(till, "Enter", "F9")
    await till.get_by_label("Cash given").fill(too_fine)
    await press(till, "Enter")
    await expect(till.get_by_text(FINE[currency])).to_be_visible()
    await till.get_by_label("Cash given").fill(given)
    await press(till, "Enter")
    await expect(till.get_by_role("dialog", name="Sold")).to_be_visible()
    [sale] = ok(await admin.get("/api/sales"))["items"]
    assert (sale["discount_total"], sale["amount_given"], sale["change"]) == (off, given, change)


async def test_an_order_costs_what_the_currency_has(
    visitor: Visitor, admin: AsyncClient, currency: str, new_sweet: NewSweet
) -> None:
    price, cost, other, too_fine = {
        "KWD": ("2.500", "1.255", "1.305", "1.3055"),
        "JPY": ("2500", "1255", "1305", "1305.5"),
    }[currency]
    paneer = await new_sweet(name="Paneer", price=price, unit="kg", quantity_step="0.05")
    order = await ordered(admin, await new_supplier(admin, "Nandi Dairy"), line_of(paneer, packs=4, cost=cost))
    page = await visitor.open(f"/admin/buying/{order['id']}")
    await log_in(page, Role.ADMIN)
    await page.get_by_label("Receiving, packs of Paneer").fill("4")
    field = page.get_by_label("Cost a pack, Paneer")
    await expect(field).to_have_value(cost)
    await field.fill(too_fine)
    await page.get_by_role("button", name="Receive 1 lot").click()
    await expect(page.get_by_text(FINE[currency])).to_be_visible()
    await field.fill(other)
    await page.get_by_role("button", name="Receive 1 lot").click()
    await expect(page.get_by_role("main").get_by_text("4 of 4 packs")).to_be_visible()
    [lot] = ok(await admin.get("/api/lots"))["items"]
    assert lot["unit_cost"] == {"KWD": "0.261", "JPY": "261"}[currency]
