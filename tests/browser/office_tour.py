"""Walks through every screen of the back office in the demo."""

import re
from collections.abc import AsyncIterator

from playwright.async_api import FilePayload, Page, expect

from app.models import Role
from tests.browser.visitor import log_in

NUMBER = re.compile(r"^R?[0-9]{4}-[0-9]{2}\W")


async def office(page: Page) -> AsyncIterator[str]:
    await page.goto("/admin")
    await log_in(page, Role.ADMIN)
    await expect(page.get_by_role("region", name="Selling today").get_by_role("link").first).to_be_visible()
    await expect(page.get_by_role("img", name="By day")).to_be_visible()
    yield "office-today"
    await page.keyboard.press("Control+k")
    await page.keyboard.type("ka")
    await expect(page.get_by_role("group", name="Sweets").get_by_role("option").first).to_be_visible()
    yield "office-find"
    await page.keyboard.type("zzzz")
    await expect(page.get_by_text("Nothing is called")).to_be_visible()
    yield "office-find-nothing"
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="Catalogue").first.click()
    await expect(page.get_by_role("link", name="Agra Petha")).to_be_visible()
    yield "office-catalogue"
    await page.get_by_role("button", name=re.compile("^Change the price of Agra Petha")).click()
    await expect(page.get_by_text("Enter saves, Esc leaves")).to_be_visible()
    yield "office-catalogue-price"
    await page.keyboard.press("Escape")
    await page.get_by_role("checkbox", name="Select all shown").check()
    await expect(page.get_by_role("toolbar", name="With the selected sweets")).to_be_visible()
    yield "office-catalogue-chosen"
    await page.get_by_role("button", name="Price…").click()
    await page.get_by_label("Raise by, in per cent").fill("5")
    await expect(page.get_by_role("region", name="New prices")).to_contain_text("more")
    yield "office-bulk-price"
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Labels…").click()
    await page.get_by_text("A4, 40").click()
    await page.get_by_label("First free label").fill("14")
    yield "office-labels"
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.get_by_role("searchbox", name="Name, code or barcode").fill("zzzz")
    await expect(page.get_by_role("heading", name="No sweet matches")).to_be_visible()
    yield "office-catalogue-none"
    await page.get_by_role("button", name="Show all").click()
    await page.get_by_role("link", name="Agra Petha").click()
    await expect(page.get_by_role("region", name="In the shop").get_by_text("All its movements")).to_be_visible()
    await page.get_by_label("Price").fill("1,150")
    yield "office-sweet"
    await page.get_by_role("button", name="Discard").click()
    await page.goto("/admin/catalogue/new")
    await page.get_by_role("button", name="Add the sweet").click()
    await expect(page.get_by_text("This has to be filled in.").first).to_be_visible()
    yield "office-sweet-new"
    await page.goto("/admin/buying")
    await expect(page.get_by_role("link", name="PO-000005")).to_be_visible()
    yield "office-orders"
    await page.get_by_role("link", name="PO-000005").click()
    await page.get_by_role("button", name="All as ordered").click()
    await page.get_by_role("textbox", name=re.compile("^Receiving")).first.fill("900")
    yield "office-receive"
    await page.get_by_role("link", name="Buying", exact=True).first.click()
    await page.get_by_role("link", name="PO-000006").click()
    await expect(page.get_by_role("button", name=re.compile("^Order ₹"))).to_be_visible()
    yield "office-draft"
    await page.goto("/admin/stock")
    await page.get_by_role("table", name="Lots").get_by_role("link").first.click()
    await expect(page.get_by_role("table", name="Movements")).to_contain_text("Received")
    yield "office-lot"
    await page.get_by_role("link", name="Stock").first.click()
    await expect(page.get_by_role("table", name="Lots").get_by_role("link").first).to_be_visible()
    yield "office-lots"
    await page.get_by_role("link", name="Movements").click()
    await expect(page.get_by_role("columnheader", name="Kind")).to_be_visible()
    yield "office-movements"
    await page.get_by_role("link", name="Adjustments").click()
    await expect(page.get_by_role("table", name="Adjustments").get_by_role("link").first).to_be_visible()
    yield "office-adjustments"
    await page.get_by_role("table", name="Adjustments").get_by_role("link").first.click()
    await expect(page.get_by_role("region", name="Lots").get_by_role("link").first).to_be_visible()
    yield "office-adjustment"
    await page.goto("/admin/stock/adjustments/new?sweet_id=1&reason=found")
    await expect(page.get_by_label("Cost a kg")).to_be_visible()
    await page.get_by_role("button", name="Add it").click()
    yield "office-adjustment-new"
    await page.goto("/admin/stock/restock?sweet_id=1")
    await page.get_by_label("How much, in kg").fill("2.5")
    yield "office-restock"
    await page.get_by_role("link", name="Stock").first.click()
    await page.get_by_role("link", name="Counts").click()
    await page.get_by_role("button", name="Start a count").first.click()
    await page.get_by_role("button", name="Start counting").click()
    await page.get_by_role("textbox", name="Counted, in").fill("1")
    yield "office-count"
    await page.get_by_role("button", name=re.compile("^Save .*, next$")).click()
    await expect(page.locator(".toasts").get_by_text("is noted")).to_be_visible()
    await page.get_by_role("button", name="Review").click()
    await expect(page.get_by_role("button", name="Post the count")).to_be_visible()
    yield "office-count-review"
    await page.goto("/admin/sales/999999")
    await expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    await expect(page.get_by_role("link", name="Go to the back office")).to_be_visible()
    yield "office-not-here"
    for room in (lists_of_catalogue, buying_room, sales_room, money_room, people_room, shop_room):
        async for name in room(page):
            yield name


async def lists_of_catalogue(page: Page) -> AsyncIterator[str]:
    await page.goto("/admin/catalogue/categories")
    await page.get_by_role("link", name="In Syrup").first.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    yield "office-category"
    await page.goto("/admin/catalogue/tax")
    await expect(page.get_by_role("link", name="Sweets and namkeen")).to_be_visible()
    yield "office-tax-classes"
    await page.get_by_role("link", name="Sweets and namkeen").click()
    await expect(page.get_by_label("Applies from").first).to_be_visible()
    yield "office-tax-class"


async def buying_room(page: Page) -> AsyncIterator[str]:
    await page.goto("/admin/buying/advice")
    advice = page.get_by_role("table", name="What to make or order")
    await advice.get_by_role("rowheader").get_by_role("link").first.click()
    await expect(page.get_by_role("img", name="Left at the end of the day")).to_be_visible()
    await page.get_by_text("Show as a table").click()
    yield "office-advice"
    await page.goto("/admin/buying/suppliers")
    await expect(page.get_by_role("table", name="Suppliers").get_by_role("link").first).to_be_visible()
    yield "office-suppliers"
    await page.get_by_role("table", name="Suppliers").get_by_role("link").first.click()
    await page.get_by_text("Lots").click()
    await expect(page.get_by_role("table", name="Lots").get_by_role("link").first).to_be_visible()
    yield "office-supplier"
    await page.get_by_role("button", name="Edit").click()
    await expect(page.get_by_role("dialog", name="Edit the supplier")).to_be_visible()
    yield "office-supplier-edit"
    await page.goto("/admin/buying/returns/new")
    await page.get_by_label("Supplier").select_option(label="Agra Sweet Works")
    await page.get_by_role("textbox", name="Returning of").first.fill("90000")
    yield "office-return-new"
    await page.get_by_role("button", name="All of").first.click()
    await page.get_by_role("button", name="Return 1 lot").click()
    await expect(page.get_by_role("table", name="Items")).to_be_visible()
    yield "office-return"
    await page.goto("/admin/buying/returns")
    await expect(page.get_by_role("table", name="Returns").get_by_role("link").first).to_be_visible()
    yield "office-returns"


async def sales_room(page: Page) -> AsyncIterator[str]:
    await page.goto("/admin/sales")
    await expect(page.get_by_role("link", name=NUMBER).first).to_be_visible()
    yield "office-sales"
    await page.goto("/admin/sales?payment_state=paid")
    await page.get_by_role("link", name=NUMBER).first.click()
    await expect(page.get_by_role("region", name="Receipt")).to_contain_text("Receipt")
    await expect(page.get_by_role("region", name="Audit log")).to_contain_text("Sale added")
    yield "office-sale"
    await page.get_by_role("button", name="Refund").click()
    await expect(page.get_by_role("dialog", name="Refund")).to_be_visible()
    yield "office-refund"
    await page.goto("/admin/sales/refunds")
    await expect(page.get_by_role("table").get_by_role("link", name=NUMBER).first).to_be_visible()
    yield "office-refunds"
    await page.goto("/admin/sales/figures")
    await expect(page.get_by_role("region", name="By category")).to_contain_text("Total")
    await expect(page.get_by_role("region", name="Best sellers").get_by_role("link").first).to_be_visible()
    yield "office-figures"
    await page.goto("/admin/sales/customers")
    await page.get_by_role("table").get_by_role("link").first.click()
    await expect(page.get_by_role("heading", name="Purchases")).to_be_visible()
    yield "office-customer"
    await page.get_by_role("button", name="Edit").click()
    await expect(page.get_by_role("dialog", name="Edit the customer")).to_be_visible()
    yield "office-customer-edit"
    await page.goto("/admin/sales/exports")
    await expect(page.get_by_role("button", name="Download: Tax summary")).to_be_visible()
    yield "office-files"


async def money_room(page: Page) -> AsyncIterator[str]:
    await page.goto("/admin/money")
    await expect(page.get_by_role("table").get_by_role("link").first).to_be_visible()
    yield "office-drawers"
    await page.get_by_role("table").get_by_role("link").first.click()
    await expect(page.get_by_text("Z report").or_(page.get_by_text("X report")).first).to_be_visible()
    yield "office-drawer"
    await page.goto("/admin/money/takings")
    await expect(page.get_by_role("table", name="By hour of the week")).to_be_visible()
    yield "office-takings"
    await page.goto("/admin/money/journal")
    await expect(page.get_by_role("row", name="Cash").first).to_be_visible()
    yield "office-journal"
    await page.goto("/admin/sales/dues")
    await expect(page.get_by_role("table").get_by_role("link").first).to_be_visible()
    yield "office-dues"
    await page.get_by_role("table").get_by_role("link").first.click()
    await expect(page.get_by_role("region", name="On account")).to_be_visible()
    yield "office-account"
    await page.goto(f"{page.url}/statement")
    await expect(page.get_by_role("table").first).to_be_visible()
    yield "office-statement"


async def people_room(page: Page) -> AsyncIterator[str]:
    await page.goto("/admin/people")
    await expect(page.get_by_role("table").get_by_role("link").first).to_be_visible()
    yield "office-people"
    await page.goto("/admin/people?role=salesperson")
    await page.get_by_role("table").get_by_role("link").first.click()
    await expect(page.get_by_role("button", name="Change role")).to_be_visible()
    yield "office-person"
    await page.goto("/admin/people/invitations")
    await page.get_by_role("button", name="Invite staff").click()
    await page.get_by_role("button", name="Create the invitation").click()
    await expect(page.get_by_role("dialog", name="Hand over the invitation").locator("svg")).to_be_visible()
    yield "office-invitation"
    await page.goto("/admin/people/logins")
    await expect(page.get_by_text("This device")).to_be_visible()
    yield "office-logins"
    await page.get_by_role("button", name="Set up a second factor").click()
    await expect(page.get_by_role("dialog", name="Set up a second factor").locator("svg")).to_be_visible()
    yield "office-second-factor"
    await page.goto("/admin/people/audit?entity=invitation")
    await page.get_by_role("table").get_by_role("link").first.click()
    await expect(page.get_by_role("dialog").get_by_role("table")).to_be_visible()
    yield "office-audit"


async def shop_room(page: Page) -> AsyncIterator[str]:
    await page.goto("/admin/shop")
    await expect(page.get_by_label("Low-stock alerts go to")).to_be_visible()
    yield "office-settings"
    await page.goto("/admin/shop/imports")
    await page.get_by_label("Sales history of another till").check()
    file: FilePayload = {
        "name": "till.csv",
        "mimeType": "text/csv",
        "buffer": b"Date,Time,Bill,Item,Qty,Price\n2026-01-15,09:30,1,Bread,1,30\nyesterday,x,1,Bread,1,30\n",
    }
    await page.get_by_label("File (CSV)").set_input_files(file)
    await expect(page.get_by_role("group", name="Column mapping")).to_be_visible()
    yield "office-imports"
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_role("region", name="Refused rows")).to_be_visible()
    yield "office-import"
    await page.goto("/admin/shop/messages")
    await page.get_by_role("button", name="Write a message").click()
    await expect(page.get_by_role("dialog", name="Write a message")).to_be_visible()
    yield "office-message"
    await page.goto("/admin/shop/webhooks")
    await page.get_by_role("button", name="Add an endpoint").click()
    await page.get_by_label("Address").fill("https://books.example/sweet-shop")
    await page.get_by_label("What it is for").fill("The accounts")
    yield "office-webhook-new"
    await page.get_by_role("dialog").get_by_role("button", name="Add an endpoint").click()
    await expect(page.get_by_role("dialog", name="Keep the secret")).to_be_visible()
    yield "office-webhook-secret"
    await page.get_by_role("button", name="Done").click()
    await page.get_by_role("button", name="Test").first.click()
    await page.get_by_role("table", name="Deliveries").get_by_role("button", name="Test").first.click()
    await expect(page.get_by_role("button", name="Send again")).to_be_visible()
    await expect(page.get_by_label("What is sent")).to_be_visible()
    yield "office-webhook-delivery"
    await page.keyboard.press("Escape")
    await page.get_by_role("table", name="Endpoints").get_by_role("button", name="Change").first.click()
    await expect(page.get_by_role("button", name="New secret")).to_be_visible()
    yield "office-webhook"
    await page.keyboard.press("Escape")
    yield "office-webhooks"
