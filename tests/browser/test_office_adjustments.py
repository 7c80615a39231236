"""An admin who writes off what has expired, corrects the stock, and takes in goods without an order."""

from datetime import timedelta

from httpx import AsyncClient
from playwright.async_api import expect

from app.models import Role
from tests.browser.till import toast
from tests.browser.visitor import Visitor, barriers, log_in
from tests.support.answers import ok
from tests.support.requests import NewSweet, restock
from tests.support.shop import TestShop


async def test_all_that_has_expired_is_written_off_in_one_go_from_today(
    visitor: Visitor, shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    yesterday = (shop.context.today() - timedelta(days=1)).isoformat()
    barfi = await new_sweet(name="Barfi", unit="kg", quantity_step="0.05", min_quantity="0.05")
    rasgulla = await new_sweet(name="Rasgulla")
    await restock(admin, barfi, "2.5", unit_cost="310", best_before=yesterday)
    await restock(admin, barfi, "4", unit_cost="320")
    await restock(admin, rasgulla, "12", best_before=yesterday)
    page = await visitor.open("/admin")
    await log_in(page, Role.ADMIN)
    await page.get_by_role("region", name="Best before").get_by_role("button", name="Write off 2 lots").click()
    dialog = page.get_by_role("dialog", name="Expired lots")
    await expect(dialog.get_by_role("row", name="Rasgulla")).to_contain_text("12 pieces")
    await expect(dialog.get_by_text("The cost of 1 lot is unknown.")).to_be_visible()
    assert await barriers(page) == []
    await dialog.get_by_role("button", name="Write off 2 lots, ₹775.00").click()
    await expect(toast(page, "2 lots of 2 sweets written off, ₹775.00.")).to_be_visible()
    await page.locator(".toasts").get_by_role("button", name="Show").click()

    await page.get_by_role("table", name="Adjustments").get_by_role("link", name="Barfi").click()
    await expect(page.get_by_role("region", name="Details")).to_contain_text("Expired")
    await expect(page.get_by_role("region", name="Lots")).to_contain_text("2.500 kg")
    stock = {one["name"]: one["on_hand"] for one in ok(await admin.get("/api/sweets"))["items"]}
    assert stock == {"Barfi": "4.000", "Rasgulla": "0.000"}
    await page.get_by_role("link", name="Stock").first.click()
    await expect(page.get_by_role("table", name="Lots")).to_be_visible()
    await expect(page.get_by_role("button", name="Write off")).to_have_count(0)


async def test_what_was_taken_away_of_a_lot_is_put_back_into_it(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    barfi = await new_sweet(name="Barfi", unit="kg", quantity_step="0.05", min_quantity="0.05")
    lot = (await restock(admin, barfi, "2.5", unit_cost="310"))["lot"]["id"]
    await restock(admin, barfi, "9")
    page = await visitor.open(f"/admin/stock/lots/{lot}")
    await log_in(page, Role.ADMIN)
    await page.get_by_role("link", name="Adjust", exact=True).click()
    await page.get_by_role("button", name="Remove it").click()
    await expect(page.get_by_text("Choose a reason.")).to_be_visible()
    await expect(page.get_by_text("Type a weight")).to_be_visible()
    await page.get_by_label("Wastage").check()
    await page.get_by_label("How much, in kg").fill("2600g")
    await page.get_by_role("button", name="Remove 2.600 kg").click()
    await expect(page.get_by_text("Only 2.500 kg is on hand.")).to_be_visible()
    await page.get_by_label("How much, in kg").fill("400g")
    await page.get_by_label("Note").fill("A tray fell")
    await page.get_by_role("button", name="Remove 0.400 kg").click()
    await expect(page.get_by_role("region", name="Details")).to_contain_text("A tray fell")
    await page.get_by_role("link", name=f"Put back: Lot {lot}").click()
    await page.get_by_role("button", name="Add 0.400 kg").click()

    await expect(page.get_by_role("region", name="Details")).to_contain_text("Puts back adjustment 1")
    assert ok(await admin.get(f"/api/lots/{lot}"))["on_hand"] == "2.500"
    await page.go_back()
    await expect(page.get_by_role("region", name="Details")).to_contain_text("A tray fell")


async def test_what_runs_low_is_made_in_the_kitchen_and_keeps_as_long_as_it_does(
    visitor: Visitor, shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Rasgulla", price="22", shelf_life_days=3, low_stock_threshold="5", stock="2")
    page = await visitor.open("/admin")
    await log_in(page, Role.ADMIN)
    await page.get_by_role("link", name="Make Rasgulla").click()
    await page.get_by_label("How much, in pcs").fill("2.5")
    await page.get_by_label("Cost a piece").fill("12.1255")
    await page.get_by_role("button", name="Restock").click()
    await expect(page.get_by_text("It comes in steps of 1 piece.")).to_be_visible()
    await expect(page.get_by_text("An amount in INR has 2 decimals at most.")).to_be_visible()
    await expect(page.get_by_text("as the shelf life is 3 days.")).to_be_visible()
    await page.get_by_label("How much, in pcs").fill("40")
    await page.get_by_label("Cost a piece").fill("12.50")
    await page.get_by_role("button", name="Restock 40 pieces").click()
    await expect(toast(page, "40 pieces of Rasgulla received.")).to_be_visible()

    await expect(page.get_by_role("heading", name="Rasgulla")).to_be_visible()
    (lot,) = ok(await admin.get("/api/lots", params={"sweet_id": sweet["id"], "limit": 1}))["items"]
    keeps_to = (shop.context.today() + timedelta(days=3)).isoformat()
    assert (lot["on_hand"], lot["unit_cost"], lot["best_before"]) == ("40.000", "12.50", keeps_to)


async def test_what_is_typed_and_not_saved_is_there_when_somebody_comes_back(
    visitor: Visitor, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Rasgulla")
    page = await visitor.open("/admin/sales")
    await log_in(page, Role.ADMIN)
    await expect(page.get_by_role("heading", name="Sales", level=1)).to_be_visible()
    forms = {
        f"/admin/stock/restock?sweet_id={sweet['id']}": "How much, in pcs",
        f"/admin/stock/adjustments/new?sweet_id={sweet['id']}&reason=wastage": "How much, in pcs",
        "/admin/catalogue/new": "Minimum quantity",
        "/admin/shop": "Best-before warning, days",
    }
    for address, label in forms.items():
        await page.goto(address)
        await page.get_by_label(label).fill("7")
        await page.get_by_role("link", name="Sales", exact=True).first.click()
        await expect(page.get_by_role("heading", name="Sales", level=1)).to_be_visible()
        await page.go_back()
        await expect(page.get_by_label(label)).to_have_value("7")
