"""Labels are asked for in the back office, and come as a PDF."""

import re
from datetime import timedelta

import pytest
from httpx import AsyncClient
from playwright.async_api import Page, expect
from pypdf import PdfReader

from app.models import Role
from tests.browser.visitor import Visitor, log_in
from tests.support.requests import NewSweet, restock
from tests.support.shop import TestShop

MM = 72 / 25.4


async def open_office(visitor: Visitor, address: str, who: Role) -> Page:
    page = await visitor.open(address)
    await log_in(page, who)
    return page


async def printed(page: Page, button: str) -> PdfReader:
    async with page.expect_download() as download:
        await page.get_by_role("button", name=button).click()
    assert (await download.value).suggested_filename == "labels.pdf"
    await expect(page.get_by_role("dialog")).to_have_count(0)
    return PdfReader(await (await download.value).path())


def size_of(pdf: PdfReader, page: int) -> tuple[float, float]:
    box = pdf.pages[page].mediabox
    return round(float(box.width) / MM, 1), round(float(box.height) / MM, 1)


@pytest.mark.parametrize("who", [Role.ADMIN, Role.SALESPERSON])
async def test_labels_of_selected_sweets_begin_where_the_sheet_is_free(
    visitor: Visitor, new_sweet: NewSweet, who: Role
) -> None:
    for name in ("Barfi", "Jalebi", "Peda"):
        await new_sweet(name=name, price="400", unit="kg", shelf_life_days=7)
    page = await open_office(visitor, "/admin/catalogue", who)
    for name in ("Barfi", "Peda"):
        await page.get_by_role("checkbox", name=f"Select {name}").click()
    await expect(page.get_by_role("button", name="Price…")).to_have_count(1 if who is Role.ADMIN else 0)
    await page.get_by_role("button", name="Labels…").click()
    await page.get_by_text("A4, 24").click()
    await page.get_by_label("Copies of each").fill("501")
    await page.get_by_role("button", name="Make 1002 labels").click()
    await expect(page.get_by_text("At most 1,000 labels")).to_be_visible()
    await expect(page.get_by_label("Copies of each")).to_be_focused()
    await page.get_by_label("Copies of each").fill("11")
    await page.get_by_label("First free label").fill("25")
    await page.get_by_role("button", name="Make 22 labels").click()
    await expect(page.get_by_text("from 1 to 24")).to_be_visible()
    await page.get_by_role("button", name="Begin at label 5", exact=True).click()
    await page.get_by_label("Net weight in grams").fill("250")

    pdf = await printed(page, "Make 22 labels")
    assert [size_of(pdf, number) for number in range(len(pdf.pages))] == [(210.0, 297.0)] * 2
    texts = [text.extract_text() for text in pdf.pages]
    assert [(text.count("Barfi"), text.count("Peda")) for text in texts] == [(11, 9), (0, 2)]
    assert "₹100.00" in texts[0]
    assert "Jalebi" not in "".join(texts)


async def test_a_lot_gets_a_label_for_each_of_its_pieces_with_its_own_best_before_day(
    visitor: Visitor, shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Laddu box", price="250", unit="box", shelf_life_days=30)
    keeps_until = shop.clock().date() + timedelta(days=9)
    await restock(admin, sweet, "3", best_before=keeps_until.isoformat())
    page = await open_office(visitor, f"/admin/catalogue/{sweet['id']}", Role.ADMIN)
    await page.get_by_role("link", name=re.compile("^Lot ")).first.click()
    await expect(page.get_by_role("heading", name="Recall: who bought from it")).to_be_visible()
    await page.get_by_role("button", name="Labels").click()
    pdf = await printed(page, "Make 3 labels")
    assert [size_of(pdf, number) for number in range(len(pdf.pages))] == [(50.0, 30.0)] * 3
    text = pdf.pages[0].extract_text()
    assert f"Best before {keeps_until.day} {keeps_until:%b %Y}" in text
    assert "Laddu box" in text

    await page.get_by_role("link", name="Catalogue").last.click()
    await expect(page.get_by_role("region", name="In the shop")).to_be_visible()
    await page.get_by_role("button", name="Labels").click()
    await page.get_by_text("A4, 40").click()
    pdf = await printed(page, "Make 1 label")
    assert size_of(pdf, 0) == (210.0, 297.0)
    await page.get_by_role("button", name="Labels").click()
    await expect(page.get_by_role("radio", name="A4, 40")).to_be_checked()
