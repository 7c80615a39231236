"""Settings, imports and messages, in the back office."""

import re
from pathlib import Path

from httpx import AsyncClient
from playwright.async_api import Page, expect

from app.models import Role
from tests.browser.till import toast
from tests.browser.visitor import Visitor, log_in
from tests.support.till_files import REAL_FILE, made_up_file

HISTORY = """Bill no;When;Clock;Sold;Each
1;2016-10-30;09:58:11;Bread;40
1;2016-10-30;09:58:11;NONE;
2;2016-10-30;10:05:34;Halwa;a lot
2;30 February;10:05:34;Halwa;55
"""
PRODUCTS = """Handle,Title,Body (HTML),Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,Status
diwali-box,Diwali box,<p>Twelve sweets</p>,Gift boxes,Size,Small,DB-S,500.00,active
diwali-box,,,,,Large,DB-L,900.00,
broken-box,Broken box,,Gift boxes,Title,Default Title,BB-1,for free,active
"""


async def open_office(visitor: Visitor, address: str) -> Page:
    page = await visitor.open(address)
    await log_in(page, Role.ADMIN)
    return page


async def test_a_tills_history_is_tried_then_brought_in_and_its_refused_rows_are_kept(
    visitor: Visitor, tmp_path: Path, admin: AsyncClient
) -> None:
    (file := tmp_path / "till.csv").write_text(HISTORY)
    page = await open_office(visitor, "/admin/shop/imports")
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_text("Choose a file.")).to_be_visible()
    await fill_in(page, file)
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_role("status").filter(has_text="Done")).to_be_visible()
    await expect(page.get_by_role("region", name="Refused rows").get_by_role("row")).to_have_count(3)
    assert (await admin.get("/api/sweets", params={"archived": True})).json()["items"] == []

    await page.get_by_role("button", name="Import the file").click()
    await expect(page.get_by_text("This is what the import would do.")).to_have_count(0)
    await expect(page.get_by_role("status").filter(has_text="Done")).to_be_visible()
    async with page.expect_download() as begun:
        await page.get_by_role("button", name="Download all refused rows").click()
    lines = (await (await begun.value).path()).read_text().splitlines()
    assert len(lines) == 3
    await page.goto("/admin")
    waiting = page.get_by_role("region", name="Waiting for you")
    await expect(waiting.get_by_role("listitem")).to_have_text(
        re.compile("^Sales history of another till.*refused 2 rows")
    )
    await waiting.get_by_role("link", name="Sales history of another till").click()
    await expect(page.get_by_role("button", name="Download all refused rows")).to_be_visible()
    (bread,) = (await admin.get("/api/sweets", params={"archived": True})).json()["items"]
    assert bread["name"] == "Bread"


async def fill_in(page: Page, file: Path) -> None:
    """Choose a file, and say which of its columns is which."""
    await page.get_by_label("Sales history of another till").check()
    await page.get_by_label("File (CSV)").set_input_files(file)
    for field, column in {"Day": "When", "Time": "Clock", "Item": "Sold", "Unit price": "Each"}.items():
        await page.get_by_label(field, exact=True).select_option(column)


async def test_the_page_shows_the_header_that_the_import_finds_and_why_there_is_none(
    visitor: Visitor, tmp_path: Path
) -> None:
    (file := tmp_path / "till.csv").write_text("Sharma Sweets,Shop 3,\n\nDate|Item|Amount\n2016-10-30|Tea|5\n")
    (workbook := tmp_path / "till.xlsx.csv").write_bytes(b"PK\x03\x04 and more")
    page = await open_office(visitor, "/admin/shop/imports")
    await page.get_by_label("Sales history of another till").check()
    await page.get_by_label("File (CSV)").set_input_files(file)
    await expect(page.get_by_text("Date · Item · Amount")).to_be_visible()
    await page.get_by_label("File (CSV)").set_input_files(workbook)
    await expect(page.get_by_role("alert").filter(has_text="This is a workbook")).to_be_visible()
    await expect(page.get_by_text("Date · Item · Amount")).to_have_count(0)


async def test_a_product_export_like_shopifys_becomes_sweets_and_its_bad_row_is_refused(
    visitor: Visitor, tmp_path: Path, admin: AsyncClient
) -> None:
    (file := tmp_path / "products.csv").write_text(PRODUCTS, encoding="utf-8-sig")
    page = await open_office(visitor, "/admin/shop/imports")
    await page.get_by_label("File (CSV)").set_input_files(file)
    await expect(page.get_by_text("Handle · Title")).to_be_visible()
    await page.get_by_role("button", name="Import", exact=True).click()
    await expect(page.get_by_role("progressbar", name="Progress")).to_have_attribute("value", "1")
    await expect(page.get_by_role("region", name="Refused rows").get_by_role("row")).to_have_count(2)
    sweets = (await admin.get("/api/sweets", params={"sort": "name"})).json()["items"]
    assert [(sweet["name"], sweet["price"]) for sweet in sweets] == [
        ("Diwali box, Large", "900.00"),
        ("Diwali box, Small", "500.00"),
    ]


async def test_a_bakerys_till_history_of_months_is_tried_without_choosing_a_column(
    visitor: Visitor, tmp_path: Path
) -> None:
    file = REAL_FILE
    if not file.exists():
        (file := tmp_path / "history.csv").write_text(made_up_file())
    page = await open_office(visitor, "/admin/shop/imports")
    await page.get_by_label("Sales history of another till").check()
    await page.get_by_label("File (CSV)").set_input_files(file)
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_role("status").filter(has_text="Done")).to_be_visible()
    await expect(page.get_by_text("No row was refused.")).to_be_visible()


async def test_settings_are_changed_together_refused_at_their_field_and_undone(
    visitor: Visitor, admin: AsyncClient
) -> None:
    page = await open_office(visitor, "/admin/shop")
    await page.get_by_label("Name", exact=True).fill("Meera's Mithai")
    await page.get_by_label("Best-before warning, days").fill("90")
    await page.get_by_role("button", name="Save 2 changes").click()
    await expect(page.get_by_label("Best-before warning, days")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("Best-before warning, days").fill("3")
    await page.get_by_role("button", name="Save 2 changes").click()
    await expect(page.get_by_role("navigation").first).to_contain_text("Meera's Mithai")
    await page.get_by_role("button", name="Undo").click()
    await expect(toast(page, "The changes were undone.")).to_be_visible()
    values = {item["key"]: item["value"] for item in (await admin.get("/api/settings")).json()["items"]}
    assert (values["shop_name"], values["expiring_soon_days"]) == ("Sweet Shop", 2)


async def test_a_message_goes_to_a_role(visitor: Visitor, salesperson: AsyncClient, customer: AsyncClient) -> None:
    page = await open_office(visitor, "/admin/shop/messages")
    await page.get_by_role("button", name="Write a message").click()
    form = page.get_by_role("dialog", name="Write a message")
    await form.get_by_label("Salesperson").check()
    await form.get_by_role("button", name="Send the message").click()
    await expect(form.get_by_text("Enter a title.")).to_be_visible()
    await form.get_by_label("Title").fill("Diwali hours")
    await form.get_by_label("Text").fill("We open at six.")
    await form.get_by_role("button", name="Send the message").click()
    await expect(toast(page, "The message was sent.")).to_be_visible()
    (read,) = (await salesperson.get("/api/notifications")).json()["items"]
    assert (read["title"], read["body"]) == ("Diwali hours", "We open at six.")
    assert (await customer.get("/api/notifications")).json()["items"] == []
