"""Many sweets are changed at once in the back office, in the versions that were seen."""

import re

from httpx import AsyncClient
from playwright.async_api import Page, expect

from app.models import Role
from tests.browser.till import toast
from tests.browser.visitor import Visitor, log_in
from tests.support.answers import ok
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

MANY = 512
"""More than the API changes in one request, and more than two of its pages."""


async def open_catalogue(visitor: Visitor) -> Page:
    page = await visitor.open("/admin/catalogue")
    await log_in(page, Role.ADMIN)
    return page


async def choose(page: Page, name: str, *, shift: bool = False) -> None:
    await page.get_by_role("checkbox", name=f"Select {name}", exact=True).click(modifiers=["Shift"] if shift else [])


async def prices(shop: TestShop) -> list[str]:
    rows = await shop.sql("SELECT price FROM sweets ORDER BY id")
    return [str(row["price"]) for row in rows]


async def test_the_prices_of_all_that_match_are_raised_in_a_few_requests_and_put_back(
    visitor: Visitor, shop: TestShop, new_sweet: NewSweet
) -> None:
    first = await new_sweet(name="Sweet 0001", price="10.50")
    await shop.sql(
        """
        INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'MANY-' || n, 'Sweet ' || to_char(n, 'FM0000'), $1, 10.50, 'piece', 1, 1
        FROM generate_series(2, $2::int) AS n
        """,
        first["category_id"],
        MANY,
    )
    page = await open_catalogue(visitor)
    await choose(page, "Sweet 0001")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method) if "/api/sweets" in request.url else None)
    await page.get_by_role("button", name=f"Select all {MANY}").click()
    await expect(page.get_by_text(f"{MANY} selected")).to_be_visible()
    assert len(asked) == 3

    await page.get_by_role("button", name="Price…").click()
    dialog = page.get_by_role("dialog", name="Change prices")
    await dialog.get_by_role("button", name=f"Change {MANY} prices").click()
    await expect(dialog.get_by_text("Type a percentage")).to_be_visible()
    await dialog.get_by_label("Raise by, in per cent").fill("5")
    await expect(dialog.get_by_role("row", name=re.compile("^Sweet 0001"))).to_contain_text("₹11.03")
    await expect(dialog.get_by_text(f"and {MANY - 6} more.")).to_be_visible()
    await dialog.get_by_role("button", name=f"Change {MANY} prices").click()
    await expect(toast(page, f"{MANY} prices changed.")).to_be_visible()
    assert await prices(shop) == ["11.03"] * MANY
    assert asked.count("PATCH") == 2

    await page.get_by_role("button", name="Undo").click()
    await expect(toast(page, "The change was undone.")).to_be_visible()
    assert await prices(shop) == ["10.50"] * MANY


async def test_of_sweets_that_somebody_changed_meanwhile_both_versions_are_shown_and_they_are_left_out_or_changed_too(
    visitor: Visitor, admin: AsyncClient, shop: TestShop, new_sweet: NewSweet
) -> None:
    sweets = [await new_sweet(name=name, price="100") for name in ("Barfi", "Jalebi", "Peda")]
    address = f"/api/sweets/{sweets[1]['id']}"
    page = await open_catalogue(visitor)
    for theirs, answer, expected in (
        ("120", "Leave them out, change 2 sweets", ["110.00", "120.00", "110.00"]),
        ("130", "Change them too, 3 sweets", ["121.00", "143.00", "121.00"]),
    ):
        await choose(page, "Barfi")
        await choose(page, "Peda", shift=True)
        await page.get_by_role("button", name="Price…").click()
        await page.get_by_label("Raise by, in per cent").fill("10")
        ok(await admin.patch(address, json={"price": theirs}, headers={"If-Match": "*"}))
        before = await prices(shop)
        await page.get_by_role("button", name="Change 3 prices").click()
        dialog = page.get_by_role("dialog", name="Change prices")
        await expect(dialog.get_by_role("alert")).to_contain_text("Somebody changed 1 of these sweets meanwhile.")
        assert await prices(shop) == before
        row = dialog.get_by_role("row", name=re.compile("^Price"))
        await expect(row).to_contain_text(f"₹{theirs}.00")
        await dialog.get_by_role("button", name=answer).click()
        await expect(dialog).to_have_count(0)
        assert await prices(shop) == expected
    await page.get_by_role("button", name="Undo").last.click()
    await expect(toast(page, "The change was undone.")).to_be_visible()
    assert await prices(shop) == ["110.00", "130.00", "110.00"]


async def test_choosing_moves_nothing_and_a_price_that_cannot_be_is_refused_at_its_field(
    visitor: Visitor, shop: TestShop, new_sweet: NewSweet
) -> None:
    for name, price in (("Barfi", "500"), ("Chikki", "5"), ("Jalebi", "400")):
        await new_sweet(name=name, price=price)
    page = await open_catalogue(visitor)
    row = page.get_by_role("row", name=re.compile("Chikki"))
    for width in (1280, 390):
        await page.set_viewport_size({"width": width, "height": 844})
        before = await row.bounding_box()
        await page.get_by_role("checkbox", name="Select all shown").click()
        await expect(page.get_by_text("3 selected")).to_be_visible()
        assert await row.bounding_box() == before
        await page.keyboard.press("Escape")
        await expect(page.get_by_text("3 selected")).to_have_count(0)

    await choose(page, "Barfi")
    await choose(page, "Chikki")
    await page.get_by_role("button", name="Price…").click()
    dialog = page.get_by_role("dialog", name="Change prices")
    await dialog.get_by_text("Lower", exact=True).click()
    await dialog.get_by_text("INR", exact=True).click()
    await dialog.get_by_label("Lower by").fill("5")
    await dialog.get_by_role("button", name="Change 2 prices").click()
    await expect(dialog.get_by_text("Chikki would cost nothing")).to_be_visible()
    assert await prices(shop) == ["500.00", "5.00", "400.00"]
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("2 selected")).to_be_visible()

    await page.get_by_role("button", name="Archive…").click()
    await page.get_by_role("button", name="Archive 2 sweets").click()
    await expect(page.get_by_role("link", name="Barfi")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("link", name="Barfi")).to_be_visible()
