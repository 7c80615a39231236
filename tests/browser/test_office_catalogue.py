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
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, purchase

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
    await page.get_by_label("Opening stock").fill("3.4")
    await page.get_by_label("Allergens").select_option(label="Contains these")
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
    await theirs.get_by_label("Low-stock threshold").fill("2.5")
    await theirs.get_by_role("button", name="Save 2 changes").click()
    await expect(toast(theirs, "Kaju Katli was saved.")).to_be_visible()

    await mine.get_by_role("button", name="Save 1 change").click()
    conflict = mine.get_by_role("region", name=re.compile("^Kaju Katli was changed at"))
    await expect(conflict.get_by_role("row", name=re.compile("^Price"))).to_contain_text("₹1,100.00")
    await expect(conflict.get_by_role("row", name=re.compile("^Price"))).to_contain_text("₹1,150.00")
    await expect(conflict.get_by_role("row", name=re.compile("^Price"))).to_contain_text("₹1,120.00")
    await expect(conflict.get_by_role("row", name=re.compile("^Low-stock threshold"))).to_contain_text("not changed")
    await expect(conflict).to_contain_text("admin@example.com")
    await conflict.get_by_role("button", name="Save your change").click()
    await expect(toast(mine, "Kaju Katli was saved.")).to_be_visible()
    await expect(conflict).to_have_count(0)
    stored = (await admin.get(f"/api/sweets/{sweet['id']}")).json()
    assert (stored["price"], stored["low_stock_threshold"]) == ("1150.00", "2.500")

    # What is put back is the price alone, as the other admin had set it.
    await mine.get_by_role("button", name="Undo").click()
    await expect(toast(mine, "The change was undone.")).to_be_visible()
    stored = (await admin.get(f"/api/sweets/{sweet['id']}")).json()
    assert (stored["price"], stored["low_stock_threshold"]) == ("1120.00", "2.500")


async def test_a_price_is_changed_where_it_stands_and_two_versions_are_shown_under_its_row(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Jalebi", price="400")
    page = await open_office(visitor, "/admin/catalogue")
    price = page.get_by_role("button", name=re.compile("^Change the price of Jalebi"))
    field = page.get_by_role("textbox", name="New price of Jalebi")
    await price.click()
    await field.fill("999")
    await page.keyboard.press("Escape")
    await expect(price).to_be_focused()
    await expect(price).to_contain_text("₹400.00")

    await price.press("Enter")
    await field.fill("much")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").get_by_text("Type an amount")).to_be_visible()
    await field.fill("1,420")
    await page.keyboard.press("Enter")
    await expect(toast(page, "Jalebi now costs ₹1,420.00.")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(price).to_contain_text("₹400.00")

    await price.click()
    ok(await admin.patch(f"/api/sweets/{sweet['id']}", json={"price": "410"}, headers={"If-Match": "*"}))
    await field.fill("450")
    await page.keyboard.press("Enter")
    conflict = page.get_by_role("region", name=re.compile("^Jalebi was changed at"))
    await expect(conflict.get_by_role("button", name="Take ₹410.00")).to_be_visible()
    await conflict.get_by_role("button", name="Save ₹450.00").click()
    await expect(price).to_contain_text("₹450.00")
    await expect(conflict).to_have_count(0)


async def test_an_admin_keeps_the_categories_and_the_tax_classes_with_their_rates(
    visitor: Visitor, new_sweet: NewSweet
) -> None:
    in_use = (await new_sweet(name="Peda"))["category"]["name"]
    page = await open_office(visitor, "/admin/catalogue/categories")
    await page.get_by_role("link", name="New category").click()
    await page.get_by_role("button", name="Add the category").click()
    await expect(page.get_by_text("This has to be filled in.")).to_be_visible()
    await page.get_by_label("Name", exact=True).fill("Chikki")
    await page.get_by_label("Low-stock threshold").fill("2")
    await page.get_by_role("button", name="Add the category").click()
    await page.get_by_role("link", name="Chikki").click()
    await page.get_by_role("button", name="Delete", exact=True).click()
    await expect(page.get_by_role("link", name="Chikki")).to_have_count(0)
    await page.get_by_role("listitem").filter(has_text="Chikki").get_by_role("button", name="Undo").last.click()
    await expect(page.get_by_role("row", name=re.compile("^Chikki"))).to_contain_text("2")
    await page.get_by_role("link", name=in_use).click()
    await page.get_by_role("button", name="Delete", exact=True).click()
    await expect(page.get_by_role("dialog").get_by_role("alert").filter(has_text="category")).to_be_visible()
    await page.keyboard.press("Escape")

    await page.get_by_role("link", name="Tax classes").click()
    await page.get_by_role("link", name="New tax class").click()
    await page.get_by_label("Name", exact=True).fill("Packed sweets")
    await page.get_by_role("button", name="Add a rate").click()
    for row, name in enumerate(("CGST", "SGST")):
        await page.get_by_role("button", name="Add a tax", exact=True).click()
        await page.get_by_label("Tax", exact=True).nth(row).fill(name)
        await page.get_by_label("Per cent").nth(row).fill("2.5")
    await page.get_by_role("button", name="Add the tax class").click()
    await expect(page.get_by_role("row", name=re.compile("^Packed sweets"))).to_contain_text("5%")


async def test_the_catalogue_is_filtered_by_what_sweets_lack_and_sorted_by_sku_and_back_restores_it(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    packed = created(await admin.post("/api/tax-classes", json={"name": "Packed", "rates": []}))
    for name, sku, more in (
        ("Barfi", "Z-1", {"tax_class_id": packed["id"]}),
        ("Jalebi", "A-2", {"tax_class_id": packed["id"]}),
        ("Peda", "A-1", {"tax_class_id": packed["id"], "barcode": BARCODE}),
        ("Rabdi", "B-1", {}),
    ):
        await new_sweet(name=name, sku=sku, **more)
    page = await open_office(visitor, "/admin/catalogue")
    await page.get_by_role("combobox", name="Tax class").select_option("Packed")
    await page.get_by_role("combobox", name="Missing").select_option("No barcode")
    await page.get_by_role("button", name=re.compile("^Columns")).click()
    await page.get_by_role("checkbox", name="SKU").check()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="SKU").click()
    rows = page.get_by_role("table").get_by_role("rowheader")
    await expect(rows).to_have_text(["JalebiA-2", "BarfiZ-1"])
    await rows.first.get_by_role("link").click()
    await expect(page.get_by_role("heading", name="Jalebi")).to_be_visible()
    await page.go_back()
    await expect(rows).to_have_text(["JalebiA-2", "BarfiZ-1"])
    await expect(page.get_by_role("combobox", name="Missing")).to_have_value("barcode")


async def test_a_sweets_page_shows_what_it_brought_by_day_and_leads_to_its_changes(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Jalebi", price="40", stock="9")
    created(await purchase(admin, sweet, "3"))
    page = await open_office(visitor, f"/admin/catalogue/{sweet['id']}")
    sales = page.get_by_role("region", name="Sales, last 30 days")
    await expect(sales.get_by_role("img", name=re.compile("₹120.00$"))).to_be_visible()
    await sales.get_by_text("As a table").click()
    await expect(sales.get_by_role("row", name=re.compile("^Total"))).to_contain_text("3 pieces")
    await page.get_by_role("link", name="All changes").click()
    await expect(page).to_have_url(re.compile(rf"entity=sweet&entity_id={sweet['id']}"))


def a_photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "#caa24d").save(file, "PNG")
    return file.getvalue()
