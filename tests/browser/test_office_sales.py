"""Sales, customers and the books as files, in the back office."""

import re
from typing import Any

import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import Page, expect

from app.models import Role
from tests.browser.till import toast
from tests.browser.visitor import Visitor, log_in, misfits
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, new_customer, restock

COST = "31.50"


@pytest_asyncio.fixture
async def sale(new_sweet: NewSweet, admin: AsyncClient, salesperson: AsyncClient) -> dict[str, Any]:
    """Four Rasgulla, sold by a salesperson to Asha Rao."""
    sweet = await new_sweet(name="Rasgulla", price="40")
    await restock(admin, sweet, "10", unit_cost=COST)
    asha = await new_customer(salesperson, "Asha Rao", phone="+919876500001")
    lines = [{"sweet_id": sweet["id"], "quantity": "4"}]
    return created(
        await salesperson.post("/api/sales", json={"lines": lines, "tender": "cash", "customer_id": asha["id"]})
    )


async def open_office(visitor: Visitor, address: str, who: Role = Role.ADMIN) -> Page:
    page = await visitor.open(address)
    await log_in(page, who)
    return page


async def test_a_sale_is_found_by_its_last_digit_and_refunded_from_the_office(
    visitor: Visitor, sale: dict[str, Any], admin: AsyncClient
) -> None:
    page = await open_office(visitor, "/admin/sales?status=completed")
    await page.get_by_role("searchbox").fill("1")
    await expect(page).to_have_url(re.compile("number=1$"))
    await page.get_by_role("link", name=sale["number"]).click()
    await expect(page.get_by_role("region", name="Receipt")).to_contain_text("Rasgulla")
    await page.get_by_role("button", name="Refund").click()
    form = page.get_by_role("dialog", name="Refund")
    await form.get_by_label("Rasgulla").fill("1")
    await form.get_by_label("Why? Kept with the sale").fill("It was broken")
    await form.get_by_role("button", name="Refund").click()
    await form.get_by_role("button", name="Given back").click()

    await expect(page.get_by_role("region", name="Refunds")).to_contain_text("It was broken")
    await expect(page.get_by_role("region", name="Audit log")).to_contain_text("Sale refunded")
    assert (await admin.get(f"/api/sales/{sale['id']}")).json()["refunded_total"] == "40.00"
    await page.go_back()
    await expect(page.get_by_role("searchbox")).to_have_value("1")
    await expect(page.get_by_role("row", name=sale["number"])).to_contain_text("₹40.00 refunded")


async def test_money_is_given_back_without_goods_and_shown_at_its_line(visitor: Visitor, sale: dict[str, Any]) -> None:
    page = await open_office(visitor, f"/admin/sales/{sale['id']}")
    await page.get_by_role("button", name="Refund").click()
    form = page.get_by_role("dialog", name="Refund")
    await form.get_by_label("Money only").check()
    await form.get_by_label("Rasgulla").fill("12.345")
    await form.get_by_label("Why? Kept with the sale").fill("The box was dented")
    await form.get_by_role("button", name="Refund").click()
    await expect(form.get_by_text("An amount in INR has 2 decimals at most.")).to_be_visible()
    await form.get_by_label("Rasgulla").fill("12.30")
    await form.get_by_role("button", name="Refund ₹12.30").click()
    await form.get_by_role("button", name="Given back").click()

    await expect(page.get_by_role("table", name="Items")).to_contain_text("₹12.30 refunded without goods")
    await expect(page.get_by_role("region", name="Receipt")).to_contain_text("Given back in money-₹12.30")
    await page.get_by_role("button", name="Refund").click()
    await form.get_by_label("Money only").check()
    await expect(form.get_by_text("₹160.00 was paid for it, ₹12.30 of that is given back")).to_be_visible()


async def test_a_sale_is_given_another_customer_and_the_log_says_so(
    visitor: Visitor, sale: dict[str, Any], salesperson: AsyncClient
) -> None:
    await new_customer(salesperson, "Ravi Iyer", phone="+919876500002")
    page = await open_office(visitor, f"/admin/sales/{sale['id']}")
    about = page.get_by_role("region", name="About the sale")
    await about.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog", name="Name the customer")
    await page.keyboard.type("ravi")
    await expect(dialog.get_by_role("option")).to_contain_text("Ravi Iyer")
    await expect(dialog.get_by_role("heading", name="Name the customer")).to_be_in_viewport(ratio=1)
    assert await misfits(page) == []
    await page.keyboard.press("Enter")
    await expect(about.get_by_role("link", name="Ravi Iyer")).to_be_visible()
    await expect(page.get_by_role("region", name="Audit log")).to_contain_text("Sale given another customer")


async def test_a_customer_is_renamed_and_named_as_before_again(
    visitor: Visitor, sale: dict[str, Any], admin: AsyncClient
) -> None:
    page = await open_office(visitor, "/admin/sales/customers?q=asha")
    await page.get_by_role("link", name="Asha Rao").click()
    await expect(page.get_by_role("link", name=sale["number"])).to_be_visible()
    await page.get_by_role("button", name="Edit").click()
    form = page.get_by_role("dialog", name="Edit the customer")
    await form.get_by_label("Name").fill(" ")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_text("Enter a name.")).to_be_visible()
    await form.get_by_label("Name").fill("Asha Rao-Mehta")
    await form.get_by_label("Phone").fill("12")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_label("Phone")).to_have_attribute("aria-invalid", "true")
    await form.get_by_label("Phone").fill("98765 00001")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Asha Rao-Mehta")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(toast(page, "The change was undone.")).to_be_visible()
    await expect(page.get_by_role("heading", name="Asha Rao", exact=True)).to_be_visible()


async def test_a_customer_who_has_become_a_business_is_named_again_and_invoiced(
    visitor: Visitor, sale: dict[str, Any], admin: AsyncClient
) -> None:
    business = {"gstin": "27AAPFU0939F1ZV", "address": "4 Laxmi Road"}
    ok(await admin.patch(f"/api/customers/{sale['customer_id']}", json=business))
    page = await open_office(visitor, f"/admin/sales/{sale['id']}")
    about = page.get_by_role("region", name="About the sale")
    await about.get_by_role("button", name="Change").click()
    await page.get_by_role("dialog").get_by_role("combobox").fill("asha")
    await page.get_by_role("option", name="Asha Rao").click()
    for words in ("Tax invoice for", *business.values()):
        await expect(about).to_contain_text(words)


async def test_a_file_of_the_sales_is_one_click_away(visitor: Visitor, sale: dict[str, Any]) -> None:
    page = await open_office(visitor, f"/admin/sales/exports?from={sale['business_day']}&to={sale['business_day']}")
    async with page.expect_download() as begun:
        await page.get_by_role("button", name="Download: Sales").click()
    download = await begun.value
    assert download.suggested_filename == f"sales-{sale['business_day']}-{sale['business_day']}.csv"
    assert sale["number"] in (await download.path()).read_text()


async def test_a_salesperson_sees_sales_but_no_cost_and_no_people(visitor: Visitor, sale: dict[str, Any]) -> None:
    page = await open_office(visitor, "/admin", Role.SALESPERSON)
    await page.get_by_role("link", name=sale["number"]).click()
    lines = page.get_by_role("region", name="Items")
    await expect(lines).to_contain_text("Lot ")
    await expect(lines).not_to_contain_text(COST)
    rooms = page.get_by_role("navigation", name="Back office").first.get_by_role("link")
    await expect(rooms.filter(has_text="Sales")).to_be_visible()
    for room in ("Today", "People", "Buying", "Shop"):
        await expect(rooms.get_by_text(room, exact=True)).to_have_count(0)


async def test_an_admin_sees_what_the_goods_of_a_sale_cost(visitor: Visitor, sale: dict[str, Any]) -> None:
    page = await open_office(visitor, f"/admin/sales/{sale['id']}")
    await expect(page.get_by_role("region", name="Items")).to_contain_text(f"cost ₹{COST}")
