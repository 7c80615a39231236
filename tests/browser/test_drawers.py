"""The drawer, as a salesperson works it by keys, and as an admin looks at it later."""

from playwright.async_api import expect

from app.models import Role
from tests.browser.till import line, open_till, press, toast
from tests.browser.visitor import NewVisitor, log_in
from tests.support.answers import ok
from tests.support.drawers import DRAWERS
from tests.support.requests import NewSweet
from tests.support.shop import TestShop, log_in_as


async def test_a_drawer_is_opened_worked_and_closed_by_keys(
    shop: TestShop, new_visitor: NewVisitor, new_sweet: NewSweet
) -> None:
    await new_sweet(name="Barfi", stock="50")
    till = await open_till(await new_visitor(), sweets=1)
    button = till.locator(".strip-drawer")
    await expect(button).to_contain_text("No drawer open")
    await press(till, "F10")
    dialog = till.get_by_role("dialog", name="Open the drawer")
    await expect(dialog.get_by_label("Cash in the drawer now")).to_be_focused()
    await press(till, "Enter")
    await expect(dialog.get_by_text("Enter an amount.")).to_be_visible()
    await dialog.get_by_label("₹500").fill("2")
    await expect(dialog.get_by_label("Cash in the drawer now")).to_have_value("1000.00")
    await press(till, "Enter")
    await expect(toast(till, "The drawer is open with ₹1,000.00.")).to_be_visible()
    await expect(button).to_contain_text("Drawer open")
    await expect(till.get_by_role("dialog")).to_have_count(0)
    await till.keyboard.type("ba")
    await press(till, "Enter", "2", "Enter")
    await expect(line(till, "Barfi", "2 pieces")).to_be_visible()
    await press(till, "F9")
    await expect(till.get_by_role("dialog")).to_be_visible()
    await press(till, "Enter")
    await expect(till.get_by_role("button", name="New sale")).to_be_visible()
    await press(till, "Enter")
    await expect(till.get_by_role("dialog")).to_have_count(0)
    await press(till, "F10")
    drawer = till.get_by_role("dialog", name="Drawer")
    await expect(drawer.get_by_text("₹1,200.00 should be in the drawer now.")).to_be_visible()
    await expect(drawer.get_by_text("X report")).to_be_visible()
    await press(till, "o")
    out = till.get_by_role("dialog", name="Cash out")
    await out.get_by_label("Amount").fill("1201")
    await out.get_by_label("Reason").fill("Milk from the market.")
    await press(till, "Enter")
    await expect(out.get_by_role("alert")).to_contain_text("Take at most that.")
    await out.get_by_label("Amount").fill("150")
    await press(till, "Enter")
    await expect(toast(till, "₹150.00 was taken out.")).to_be_visible()
    await press(till, "c")
    count = till.get_by_role("dialog", name="Count and close")
    await count.get_by_label("Cash counted, the float too").fill("1045.50")
    await expect(count.get_by_text("₹4.50 short")).to_be_visible()
    await press(till, "Enter")
    await expect(count.get_by_text("Say why.")).to_be_visible()
    await count.get_by_label("Why it differs").fill("A torn note.")
    await press(till, "Enter")
    closed = till.get_by_role("dialog", name="Drawer")
    await expect(closed.get_by_text("Z report")).to_be_visible()
    await expect(closed.get_by_text("A torn note.")).to_be_visible()
    await press(till, "Escape")
    await expect(button).to_contain_text("No drawer open")
    admin = await log_in_as(shop, Role.ADMIN)
    (kept,) = ok(await admin.get(DRAWERS))["items"]
    assert (kept["expected"], kept["difference"], kept["reason"]) == ("1050.00", "-4.50", "A torn note.")


async def test_letters_go_to_the_find_field_after_a_dialog_was_left(
    new_visitor: NewVisitor, new_sweet: NewSweet
) -> None:
    await new_sweet(name="Barfi", stock="50")
    till = await open_till(await new_visitor(), sweets=1)
    for key in ("F4", "F10"):
        await press(till, key)
        await expect(till.get_by_role("dialog")).to_be_visible()
        await press(till, "Escape")
        await expect(till.get_by_role("dialog")).to_have_count(0)
        await till.keyboard.type("ba")
        await expect(till.get_by_role("combobox", name="Find a sweet")).to_have_value("ba")
        await press(till, "Escape")


async def test_an_admin_closes_the_drawer_that_was_left_open(shop: TestShop, new_visitor: NewVisitor) -> None:
    await shop.sql(
        "INSERT INTO drawer_sessions (opened_by, opened_at, business_day, opening_float, cash)"
        " SELECT id, suite.now() - interval '2 days', suite.today() - 2, 500, 500 FROM users WHERE role = 'salesperson'"
    )
    page = await (await new_visitor()).open("/admin/money")
    await log_in(page, Role.ADMIN)
    await expect(page.get_by_text("Left open")).to_be_visible()
    await page.get_by_role("table").get_by_role("link").first.click()
    await expect(page.get_by_text("This drawer has been open since")).to_be_visible()
    await page.get_by_role("button", name="Count and close").click()
    await page.get_by_label("Cash counted, the float too").fill("500")
    await expect(page.get_by_text("Exact")).to_be_visible()
    await page.get_by_role("button", name="Close the drawer").click()
    await expect(page.get_by_role("region", name="Z report").get_by_text("Z report")).to_be_visible()
    await expect(page.get_by_role("button", name="Count and close")).to_have_count(0)
