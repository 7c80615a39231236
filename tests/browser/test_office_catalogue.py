"""The catalogue in the back office: one sweet with all its fields, and two admins who change the same one."""

import io
import re

from httpx import AsyncClient
from PIL import Image
from playwright.async_api import Page, expect

from app.core.barcode import check_digit
from app.models import Role
from tests.browser.till import scan, toast
from tests.browser.visitor import NewVisitor, Visitor, log_in
from tests.support.requests import NewSweet

BARCODE = "890123456789" + check_digit("890123456789")


async def open_office(visitor: Visitor, address: str) -> Page:
    page = await visitor.open(address)
    await log_in(page, Role.ADMIN)
    return page


async def test_an_admin_adds_a_sweet_gives_it_a_picture_archives_it_and_brings_it_back(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    taken = await new_sweet(name="Peda", sku="PED-1")
    page = await open_office(visitor, "/admin/catalogue")
    await page.get_by_role("link", name="New sweet").click()
    await page.get_by_role("button", name="Add the sweet").click()
    await expect(page.get_by_label("Name", exact=True)).to_be_focused()
    await expect(page.get_by_text("This has to be filled in.")).to_have_count(3)

    await page.get_by_label("Name", exact=True).fill("Kaju Katli")
    await page.get_by_label("Category").select_option(label=taken["category"]["name"])
    await page.get_by_label("Price").fill("1,100")
    await page.get_by_label("On the shelf already").fill("3.4")
    await page.get_by_label("Allergens").select_option(label="It has these")
    await page.get_by_label("nuts", exact=True).check()
    await page.get_by_label("Description").focus()
    await scan(page, BARCODE)
    await expect(page.get_by_label("Barcode")).to_have_value(BARCODE)
    await expect(page.get_by_label("Description")).to_have_value("")
    await page.get_by_label("SKU").fill("PED-1")
    await page.get_by_role("button", name="Add the sweet").click()
    await expect(page.get_by_label("SKU")).to_be_focused()
    await page.get_by_label("SKU").fill("")
    await page.get_by_role("button", name="Add the sweet").click()

    await expect(page.get_by_role("heading", name="Kaju Katli")).to_be_visible()
    await expect(page.get_by_role("region", name="In the shop")).to_contain_text("3.400 kg")
    await page.locator("input[type=file]").first.set_input_files(
        {"name": "katli.png", "mimeType": "image/png", "buffer": a_photo()}
    )
    await expect(page.get_by_role("img", name="The chosen picture of Kaju Katli")).to_be_visible()
    await page.get_by_role("button", name="Use this picture").click()
    await page.get_by_role("button", name="Remove the picture").click()
    await expect(page.get_by_role("button", name="Remove the picture")).to_have_count(0)

    await page.get_by_role("button", name="Archive").click()
    await expect(page.get_by_text("Archived: it is no longer sold.")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(toast(page, "Kaju Katli is sold again.")).to_be_visible()
    stored = (await admin.get("/api/sweets", params={"barcode": BARCODE})).json()["items"][0]
    assert (stored["price"], stored["allergens"], stored["picture"]) == ("1100.00", ["nuts"], None)


async def test_two_admins_who_change_one_sweet_see_both_versions_and_lose_neither(
    new_visitor: NewVisitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Kaju Katli", price="1100", low_stock_threshold="2")
    address = f"/admin/catalogue/{sweet['id']}"
    mine = await open_office(await new_visitor(), address)
    theirs = await open_office(await new_visitor(), address)
    for page, price in ((mine, "1150"), (theirs, "1120")):
        await page.get_by_label("Price").fill(price)
    await theirs.get_by_label("Runs low at").fill("2.5")
    await theirs.get_by_role("button", name="Save 2 changes").click()
    await expect(toast(theirs, "Kaju Katli is saved.")).to_be_visible()

    await mine.get_by_role("button", name="Save 1 change").click()
    conflict = mine.get_by_role("region", name=re.compile("^Kaju Katli was changed at"))
    await expect(conflict.get_by_role("row", name=re.compile("^Price"))).to_contain_text("₹1,100.00")
    await expect(conflict.get_by_role("row", name=re.compile("^Price"))).to_contain_text("₹1,150.00")
    await expect(conflict.get_by_role("row", name=re.compile("^Price"))).to_contain_text("₹1,120.00")
    await expect(conflict.get_by_role("row", name=re.compile("^Runs low"))).to_contain_text("not changed")
    await expect(conflict).to_contain_text("admin@example.com")
    await conflict.get_by_role("button", name="Save your change").click()
    await expect(toast(mine, "Kaju Katli is saved.")).to_be_visible()
    await expect(conflict).to_have_count(0)
    stored = (await admin.get(f"/api/sweets/{sweet['id']}")).json()
    assert (stored["price"], stored["low_stock_threshold"]) == ("1150.00", "2.500")

    # What is put back is the price alone.
    await mine.get_by_role("button", name="Undo").click()
    await expect(toast(mine, "Kaju Katli is as it was before.")).to_be_visible()
    stored = (await admin.get(f"/api/sweets/{sweet['id']}")).json()
    assert (stored["price"], stored["low_stock_threshold"]) == ("1100.00", "2.500")


def a_photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "#caa24d").save(file, "PNG")
    return file.getvalue()
