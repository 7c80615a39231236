"""Accounts of customers in the back office: money taken and given back, statements, limits and dues."""

import re
from typing import Any

import pytest
from httpx import AsyncClient
from playwright.async_api import Page, expect

from app.models import Role
from tests.browser.till import toast
from tests.browser.visitor import NewVisitor, Visitor, log_in
from tests.support.accounts import balance_of, charge, charge_before, paid, with_limit
from tests.support.answers import created
from tests.support.requests import NewSweet, purchase
from tests.support.shop import TestShop


async def open_office(visitor: Visitor, address: str, role: Role = Role.ADMIN) -> Page:
    page = await visitor.open(address)
    await log_in(page, role)
    return page


@pytest.fixture
async def asha(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> dict[str, Any]:
    """A customer who owes 450, of which 250 are old."""
    sweet = await new_sweet(price="100", stock="100", name="Kaju katli")
    asha = await with_limit(admin, "1000", name="Asha Rao", phone="98765 43210")
    await charge_before(shop, admin, asha, sweet, "4", 95)
    await paid(admin, asha, "150", reference="631784002155", note="By her son")
    await charge(admin, asha, sweet, "2")
    return {**asha, "sweet": sweet}


async def test_a_payment_is_taken_in_part_and_what_is_left_is_said(
    visitor: Visitor, admin: AsyncClient, asha: dict[str, Any]
) -> None:
    page = await open_office(visitor, f"/admin/sales/customers/{asha['id']}", Role.SALESPERSON)
    account = page.get_by_role("region", name="On account")
    await expect(account).to_contain_text("Owes₹450.00")
    await expect(account).to_contain_text("May still take₹550.00")
    await expect(account).to_contain_text("Older than 90 days ₹250.00")
    await expect(page.get_by_role("button", name="Give money back")).to_have_count(0)
    await account.get_by_role("button", name="Take a payment").click()
    dialog = page.get_by_role("dialog", name="Take a payment")
    await expect(dialog.get_by_label("Amount")).to_have_value("450.00")
    await expect(dialog).to_contain_text("They then owe nothing.")
    await dialog.get_by_label("Amount").fill("0")
    await dialog.get_by_role("button", name="Take the payment").click()
    await expect(dialog).to_contain_text("Enter an amount above 0.")
    await dialog.get_by_label("Amount").fill("200")
    await expect(dialog).to_contain_text("They then owe ₹250.00.")
    await dialog.get_by_text("UPI", exact=True).click()
    await dialog.get_by_label("Reference").fill("631784009999")
    await dialog.get_by_role("button", name="Take the payment").click()
    await expect(toast(page, "₹200.00 was taken.")).to_be_visible()
    await expect(account).to_contain_text("Owes₹250.00")
    await expect(page.get_by_role("table", name="Account")).to_contain_text("Paid: UPI631784009999")
    assert await balance_of(admin, asha) == "250.00"


async def test_an_admin_gives_back_more_than_a_deposit_only_with_a_note(
    visitor: Visitor, admin: AsyncClient, asha: dict[str, Any]
) -> None:
    await paid(admin, asha, "500")
    page = await open_office(visitor, f"/admin/sales/customers/{asha['id']}")
    await expect(page.get_by_role("region", name="On account")).to_contain_text("₹50.00Paid in advance")
    await page.get_by_role("button", name="Give money back").click()
    dialog = page.get_by_role("dialog", name="Give money back")
    await dialog.get_by_label("Amount").fill("500")
    await dialog.get_by_role("button", name="Give it back").click()
    await expect(dialog.get_by_label("Note")).to_have_attribute("aria-invalid", "true")
    await dialog.get_by_label("Note").fill("Typed twice")
    await dialog.get_by_role("button", name="Give it back").click()
    await expect(toast(page, "₹500.00 was given back.")).to_be_visible()
    assert await balance_of(admin, asha) == "450.00"


async def test_a_statement_is_shown_and_kept_as_a_file(visitor: Visitor, asha: dict[str, Any]) -> None:
    page = await open_office(visitor, f"/admin/sales/customers/{asha['id']}")
    await page.get_by_role("link", name="Statement").click()
    statement = page.get_by_role("region", name="Statement: Asha Rao")
    table = statement.get_by_role("table")
    await expect(table).to_contain_text("Owed before")
    await expect(table.get_by_role("row").last).to_contain_text("₹600.00₹150.00₹450.00")
    await expect(statement).to_contain_text("To pay₹450.00")
    for name, ending in (("As PDF", "pdf"), ("As CSV", "csv")):
        async with page.expect_download() as download:
            await page.get_by_role("button", name=name).click()
        assert (await download.value).suggested_filename == f"statement-{asha['id']}.{ending}"
    await page.get_by_label("To", exact=True).fill("2020-01-01")
    await expect(page).to_have_url(re.compile("to=2020-01-01"))
    await expect(table).to_contain_text("No entry in these days.")


async def test_a_limit_is_an_admins_to_set_and_not_below_what_is_owed(
    new_visitor: NewVisitor, asha: dict[str, Any]
) -> None:
    address = f"/admin/sales/customers/{asha['id']}"
    page = await open_office(await new_visitor(), address)
    await page.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit the customer")
    await expect(dialog.get_by_label("Limit")).to_have_value("1000.00")
    await dialog.get_by_label("Limit").fill("lots")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_contain_text("Enter an amount, or leave it empty.")
    await dialog.get_by_label("Limit").fill("100")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Asha Rao owes 450.00.")
    await dialog.get_by_label("Limit").fill("2,000")
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("region", name="On account")).to_contain_text("Limit₹2,000.00")
    other = await open_office(await new_visitor(), address, Role.SALESPERSON)
    await other.get_by_role("button", name="Edit").click()
    await expect(other.get_by_role("dialog").get_by_label("Note")).to_be_visible()
    await expect(other.get_by_role("dialog").get_by_label("Limit")).to_have_count(0)


async def test_dues_lead_to_those_who_owe(visitor: Visitor, customer: AsyncClient, asha: dict[str, Any]) -> None:
    order = created(await purchase(customer, asha["sweet"], "1"))
    page = await open_office(visitor, "/admin/sales/dues")
    await expect(page.get_by_role("main")).to_contain_text("Owed in all₹550.00")
    row = page.get_by_role("row", name=re.compile("Asha Rao"))
    await expect(row).to_contain_text("₹250.00")
    await expect(page.get_by_role("row", name=order["number"])).to_contain_text("₹100.00")
    await row.get_by_role("link").click()
    await expect(page.get_by_role("heading", name="Asha Rao")).to_be_visible()
