"""An admin who orders from a supplier, and takes in what came."""

from httpx import AsyncClient
from playwright.async_api import Dialog, Page, expect

from app.models import Role
from tests.browser.visitor import NewVisitor, Visitor, log_in
from tests.support.answers import created, ok
from tests.support.buying import draft, line_of, new_supplier, ordered
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
    await expect(page.get_by_text("Choose a supplier.").first).to_be_visible()
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


async def test_what_is_typed_of_an_order_is_kept_in_the_app_and_asked_about_when_the_tab_is_loaded_anew(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    nandi = await new_supplier(admin, name="Nandi Dairy")
    rasgulla = await new_sweet(name="Rasgulla", price="22")
    order = await draft(admin, nandi, line_of(rasgulla, packs=2))
    page = await visitor.open(f"/admin/buying/{order['id']}")
    await log_in(page, Role.ADMIN)
    packs = page.get_by_label("Packs, Rasgulla")
    await packs.fill("7")
    await page.get_by_role("link", name="Stock").first.click()
    await page.get_by_role("table", name="Lots").or_(page.get_by_text("There is no lot yet")).wait_for()
    await page.go_back()
    await expect(packs).to_have_value("7")

    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.accept()

    page.on("dialog", stay)
    await page.reload()
    await expect(packs).to_have_value("2")
    assert asked == ["beforeunload"]
    await packs.fill("8")
    await page.get_by_role("button", name="Discard changes").click()
    await expect(packs).to_have_value("2")
    await packs.fill("9")
    await page.get_by_role("button", name="Save the draft").click()
    await expect(page.get_by_role("button", name="Discard changes")).to_have_count(0)
    await page.reload()
    await expect(packs).to_have_value("9")
    assert asked == ["beforeunload"]


async def test_an_ordered_order_changes_its_day_and_note_and_is_printed(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    nandi = await new_supplier(admin, name="Nandi Dairy", contact_name="Ravi", address="7 Milk Lane")
    order = await ordered(admin, nandi, line_of(await new_sweet(name="Rasgulla"), packs=2), note="Ring first")
    page = await visitor.open(f"/admin/buying/{order['id']}")
    await log_in(page, Role.ADMIN)
    await page.get_by_role("button", name="Edit").click()
    await page.get_by_label("Expected").fill("2031-05-04")
    await page.get_by_label("Note").fill("By the back door")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("definition").filter(has_text="By the back door")).to_be_visible()
    assert ok(await admin.get(f"/api/purchases/{order['id']}"))["expected_on"] == "2031-05-04"
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("definition").filter(has_text="Ring first")).to_be_visible()

    paper = page.get_by_role("article", name="Order PO-000001")
    await expect(paper).to_have_count(0)
    await page.emulate_media(media="print")
    for text in ("Nandi Dairy", "Ravi", "7 Milk Lane", "Rasgulla", "₹100.00", "Ring first"):
        await expect(paper).to_contain_text(text)
    await expect(page.get_by_role("button")).to_have_count(0)
    await expect(page.get_by_role("table")).to_have_count(1)


async def test_a_second_screen_sees_the_alert_resolve_as_the_order_is_received(
    new_visitor: NewVisitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    rasgulla = await new_sweet(name="Rasgulla", price="22", stock="2", low_stock_threshold="5")
    created(await admin.post("/api/sales", json={"tender": "cash", "lines": [{"sweet_id": 1, "quantity": "1"}]}))
    nandi = await new_supplier(admin, name="Nandi Dairy")
    order = await ordered(admin, nandi, line_of(rasgulla, packs=2))
    screen = await (await new_visitor()).open("/admin")
    await log_in(screen, Role.ADMIN)
    low = screen.get_by_role("region", name="Running low")
    await expect(low.get_by_role("link", name="Rasgulla", exact=True)).to_be_visible()
    await expect(screen.get_by_text("Live", exact=True)).to_be_visible()

    page = await (await new_visitor()).open(f"/admin/buying/{order['id']}")
    await log_in(page, Role.ADMIN)
    await page.get_by_role("button", name="All as ordered").click()
    await page.get_by_role("button", name="Receive 1 lot").click()
    await expect(page.get_by_role("main").get_by_text("Received", exact=True)).to_be_visible()
    # By itself the screen asks again after half a minute: only the event is as fast.
    await expect(low.get_by_text("Nothing is running low.")).to_be_visible(timeout=10_000)
