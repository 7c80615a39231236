"""An admin who returns goods to their supplier."""

from typing import Any

import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import expect

from app.models import Role
from tests.browser.till import toast
from tests.browser.visitor import Visitor, log_in
from tests.support.answers import created, ok
from tests.support.buying import bought, line_of, lots_of, new_supplier
from tests.support.requests import NewSweet


@pytest_asyncio.fixture
async def lots(admin: AsyncClient, new_sweet: NewSweet) -> list[dict[str, Any]]:
    """Ten Rasgulla and five kilograms of Milk Cake from Nandi Dairy."""
    rasgulla = await new_sweet(name="Rasgulla")
    cake = await new_sweet(name="Milk Cake", unit="kg", quantity_step="0.05", min_quantity="0.05")
    nandi = await new_supplier(admin, "Nandi Dairy")
    lines = [line_of(rasgulla, packs=2, pack_size="5"), line_of(cake, packs=1, pack_size="5", cost="500")]
    return lots_of(await bought(admin, nandi, *lines))


async def test_goods_of_an_order_go_back_up_to_what_is_left(
    visitor: Visitor, lots: list[dict[str, Any]], admin: AsyncClient
) -> None:
    rasgulla, cake = lots
    page = await visitor.open("/admin/buying")
    await log_in(page, Role.ADMIN)
    await page.get_by_role("link", name="PO-000001").click()
    await page.get_by_role("link", name="Return to the supplier").click()
    await page.get_by_role("button", name="Return 0 lots").click()
    await expect(page.get_by_role("alert")).to_contain_text("Enter a quantity for at least one lot.")
    field = page.get_by_label(f"Returning of Milk Cake, lot {cake['lot_id']}")
    await field.fill("5.5")
    await page.get_by_role("button", name="Return 1 lot").click()
    await expect(page.get_by_text("At most 5.000 kg.")).to_be_visible()
    await expect(field).to_be_focused()
    await field.fill("1500 g")
    await page.get_by_role("button", name=f"All of Rasgulla, lot {rasgulla['lot_id']}").click()
    await page.get_by_label("Reason").fill("Dented boxes")
    await page.get_by_label("Credit").fill("2,00x")
    await page.get_by_role("button", name="Return 2 lots").click()
    await expect(page.get_by_text("Type an amount, such as 775 or 775.50.")).to_be_visible()
    await page.get_by_label("Credit").fill("200")
    # Somebody buys of it meanwhile: the shop refuses, and says at the row how much is left.
    sold = [{"sweet_id": rasgulla["sweet_id"], "quantity": "4"}]
    created(await admin.post("/api/sales", json={"lines": sold, "tender": "cash"}))
    await page.get_by_role("button", name="Return 2 lots").click()
    await expect(page.get_by_text("At most 6 pieces.")).to_be_visible()
    await page.get_by_role("button", name=f"All of Rasgulla, lot {rasgulla['lot_id']}").click()
    await page.get_by_role("button", name="Return 2 lots").click()

    await expect(toast(page, "2 lots went back to Nandi Dairy.")).to_be_visible()
    await expect(page.get_by_role("region", name="Details")).to_contain_text("Dented boxes")
    await expect(page.get_by_role("table", name="Items")).to_contain_text("1.500 kg")
    [made] = ok(await admin.get("/api/supplier-returns"))["items"]
    assert (made["credit"], made["line_count"]) == ("200.00", 2)
    left = [ok(await admin.get(f"/api/lots/{lot['lot_id']}"))["on_hand"] for lot in lots]
    assert left == ["0.000", "3.500"]


async def test_a_lot_leads_to_its_return_and_the_list_is_filtered_by_supplier(
    visitor: Visitor, lots: list[dict[str, Any]], admin: AsyncClient
) -> None:
    await new_supplier(admin, "Other Dairy")
    page = await visitor.open(f"/admin/stock/lots/{lots[0]['lot_id']}")
    await log_in(page, Role.ADMIN)
    await page.get_by_role("link", name="Return to the supplier").click()
    await expect(page.get_by_label("Supplier")).to_have_value("1")
    await expect(page.get_by_role("row", name="Milk Cake")).to_have_count(0)
    await page.get_by_role("button", name="All of Rasgulla").click()
    await page.get_by_role("button", name="Return 1 lot").click()
    await expect(page.get_by_role("heading", name="Return 1")).to_be_visible()
    await page.goto("/admin/buying/returns")
    await expect(page.get_by_role("link", name="Return 1 Nandi Dairy")).to_be_visible()
    await page.get_by_role("combobox", name="Supplier").select_option(label="Other Dairy")
    await expect(page.get_by_role("heading", name="No return matches")).to_be_visible()
    await page.get_by_role("button", name="Show all").click()
    await page.get_by_role("link", name="Return 1 Nandi Dairy").click()
    await expect(page.get_by_role("table", name="Items")).to_contain_text("10 pieces")


async def test_what_is_typed_of_a_return_is_kept_until_it_is_sent_or_discarded(
    visitor: Visitor, lots: list[dict[str, Any]]
) -> None:
    page = await visitor.open("/admin/buying/returns/new")
    await log_in(page, Role.ADMIN)
    await page.get_by_label("Supplier").select_option("Nandi Dairy")
    field = page.get_by_label(f"Returning of Rasgulla, lot {lots[0]['lot_id']}")
    await field.fill("3")
    await page.get_by_label("Reason").fill("Dented boxes")
    await page.get_by_role("link", name="Returns", exact=True).first.click()
    await expect(page.get_by_role("heading", name="No returns yet")).to_be_visible()
    await page.go_back()
    await expect(field).to_have_value("3")
    await expect(page.get_by_label("Reason")).to_have_value("Dented boxes")
    await page.get_by_role("button", name="Discard changes").click()
    await expect(field).to_have_value("")
    await expect(page.get_by_label("Reason")).to_have_value("")
