"""An admin who orders from a supplier, and takes in what came."""

from httpx import AsyncClient
from playwright.async_api import Page, expect

from app.models import Role
from tests.browser.visitor import Visitor, log_in
from tests.support.answers import ok
from tests.support.buying import new_supplier
from tests.support.requests import NewSweet


async def add_line(page: Page, name: str, packs: str, size: str, cost: str) -> None:
    await page.get_by_role("combobox", name="Add a sweet").fill(name)
    await page.get_by_role("option", name=name).click()
    await page.get_by_label(f"Packs, {name}").fill(packs)
    await page.get_by_label(f"In a pack, {name}").fill(size)
    await page.get_by_label(f"Cost a pack, {name}").fill(cost)


async def test_an_admin_orders_by_typing_and_receives_a_lot_a_row(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    await new_supplier(admin, name="Nandi Dairy")
    rasgulla = await new_sweet(name="Rasgulla", price="22", shelf_life_days=3)
    await new_sweet(name="Milk Cake", price="640", unit="kg", quantity_step="0.05", min_quantity="0.05")
    page = await visitor.open("/admin/buying")
    await log_in(page, Role.ADMIN)
    await page.get_by_role("link", name="New order").first.click()
    await page.get_by_role("button", name="Save the draft").click()
    await expect(page.get_by_text("Choose whom to order from.").first).to_be_visible()
    await page.get_by_label("Supplier").select_option(label="Nandi Dairy")
    await add_line(page, "Rasgulla", "10", "12", "330")
    await add_line(page, "Milk Cake", "2", "2500 g", "1,020.50")
    await page.get_by_role("button", name="Save the draft").click()
    await page.get_by_role("button", name="Order ₹5,341.00").click()

    await expect(page.get_by_role("heading", name="Receive order")).to_be_visible()
    packs = page.get_by_label("Receiving, packs of Rasgulla")
    await packs.fill("12")
    await page.get_by_role("button", name="Receive 1 lot").click()
    await expect(packs).to_be_focused()
    await page.get_by_role("button", name="Make it 10").click()
    await packs.fill("7")
    await page.get_by_role("button", name="Another lot of Rasgulla").click()
    await page.get_by_label("Receiving, packs of Rasgulla").nth(1).fill("2")
    await page.get_by_label("Cost a pack, Rasgulla").nth(1).fill("300")
    await expect(page.get_by_text("3 packs stay on the order: 1 Rasgulla, 2 Milk Cake.")).to_be_visible()
    await page.get_by_role("button", name="Receive 2 lots").click()

    await expect(page.get_by_role("main").get_by_text("9 of 12 packs")).to_be_visible()
    lots = ok(await admin.get("/api/lots", params={"sweet_id": rasgulla["id"]}))["items"]
    assert sorted((lot["on_hand"], lot["unit_cost"]) for lot in lots) == [("24.000", "25.00"), ("84.000", "27.50")]
    assert all(lot["best_before"] is not None for lot in lots)
