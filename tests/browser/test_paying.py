"""Paying at the counter and for orders to collect: by one tender or several, by UPI code, and on account."""

from decimal import Decimal
from typing import Any

import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import Page, expect

from app.models import Role
from tests.browser.till import open_till, press, put_aside, toast, type_by_hand
from tests.browser.visitor import NewVisitor, Visitor, log_in
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, purchase
from tests.support.shop import TestShop


@pytest_asyncio.fixture(autouse=True)
async def sweet(new_sweet: NewSweet) -> dict[str, Any]:
    return await new_sweet(name="Peda", price="100.40", stock="50")


@pytest_asyncio.fixture(autouse=True)
async def settings(shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]) -> None:
    changes = {"upi_id": "mithai@okaxis", "cash_rounding": "1", "other_tenders": ["gift_card"]}
    ok(await admin.put("/api/settings", json=changes))
    await shop.app.state.shop.current_settings.read_again()


@pytest_asyncio.fixture
async def till(visitor: Visitor, settings: None) -> Page:
    return await open_till(visitor, sweets=1)


async def only_sale(client: AsyncClient) -> dict[str, Any]:
    (sale,) = (await client.get("/api/sales")).json()["items"]
    return dict(sale)


def paid(sale: dict[str, Any]) -> list[tuple[str, str]]:
    return [(payment["tender"], payment["amount"]) for payment in sale["payments"]]


async def test_a_ticket_is_split_between_card_and_cash_by_keys_alone(till: Page, admin: AsyncClient) -> None:
    await till.keyboard.type("p5")
    await press(till, "Enter", "F9", "k")
    await expect(till.get_by_role("tab", name="Card", exact=True)).to_have_attribute("aria-selected", "true")
    await type_by_hand(till, "300.50")
    await press(till, "Enter")
    await expect(till.get_by_text("₹201.50 is missing.")).to_be_visible()
    await put_aside(till)
    await expect(till.get_by_role("tab", name="Cash")).to_have_attribute("aria-selected", "true")
    # What is left to cash is rounded to its coins: 201.50 are 202.
    await expect(till.get_by_role("tabpanel")).to_contain_text("₹202.00")
    await till.keyboard.type("500")
    await press(till, "Enter")
    sold = till.get_by_role("dialog", name="Sold")
    await expect(sold).to_contain_text("Card ₹300.50, Cash ₹202.00")
    await expect(sold.get_by_text("₹298.00").first).to_be_visible()
    await expect(sold.get_by_role("region", name="Receipt")).to_contain_text("Paid by card")
    sale = await only_sale(admin)
    assert paid(sale) == [("card", "300.50"), ("cash", "202.00")]
    assert (sale["rounding"], sale["due"], sale["payment_state"]) == ("0.50", "0.00", "paid")


async def test_a_part_can_be_taken_back_and_changed(till: Page, admin: AsyncClient) -> None:
    await till.keyboard.type("p5")
    await press(till, "Enter", "F9")
    await type_by_hand(till, "50.50")
    await put_aside(till)
    await expect(till.get_by_text("Cash is counted in steps of ₹1.00.")).to_be_visible()
    await till.get_by_label("Cash given").fill("50")
    await put_aside(till)
    await expect(till.get_by_role("list", name="Put together so far")).to_contain_text("Cash₹50.00")
    await till.get_by_role("button", name="Take back Cash ₹50.00").click()
    await expect(till.get_by_label("Cash given")).to_have_value("50.00")
    await till.get_by_label("Cash given").fill("2")
    await put_aside(till)
    await expect(till.get_by_role("tab", name="UPI")).to_have_attribute("aria-selected", "true")
    await press(till, "o")
    await expect(till.get_by_role("tab", name="Gift card")).to_have_attribute("aria-selected", "true")
    await press(till, "Enter")
    await expect(till.get_by_role("dialog", name="Sold")).to_contain_text("Cash ₹2.00, Gift card ₹500.00")
    assert paid(await only_sale(admin)) == [("cash", "2.00"), ("gift_card", "500.00")]


async def test_upi_shows_the_code_of_the_amount_and_keeps_the_reference(till: Page, admin: AsyncClient) -> None:
    await till.keyboard.type("p1")
    asked = till.expect_request("**/api/upi-code?*")
    async with asked as request:
        await press(till, "Enter", "F9", "u")
    assert "amount=100.40" in (await request.value).url
    await expect(till.locator(".upi-square svg")).to_be_visible()
    await expect(till.get_by_role("tabpanel")).to_contain_text("to mithai@okaxis")
    # Letters are letters in this field, and no keys of the dialog.
    await till.get_by_label("UPI reference").focus()
    await type_by_hand(till, "acks631784")
    await press(till, "Enter")
    await expect(till.get_by_role("dialog", name="Sold")).to_be_visible()
    (payment,) = (await only_sale(admin))["payments"]
    assert (payment["tender"], payment["amount"], payment["reference"]) == ("upi", "100.40", "acks631784")


async def test_goods_go_on_account_up_to_the_limit(till: Page, admin: AsyncClient, shop: TestShop) -> None:
    customer = created(await admin.post("/api/customers", json={"name": "Asha Rao"}))
    await shop.sql("UPDATE customers SET credit_limit = 150 WHERE id = $1", customer["id"])
    await till.keyboard.type("p2")
    await press(till, "Enter", "F9")
    await expect(till.get_by_role("tab", name="On account")).to_have_count(0)
    await press(till, "Escape", "F4")
    await till.get_by_role("combobox", name="Phone or name").fill("Asha")
    await till.get_by_role("option", name="Asha Rao").click()
    await press(till, "F9", "a")
    await expect(till.get_by_role("heading", name="Account of Asha Rao")).to_be_visible()
    await expect(till.get_by_role("tabpanel")).to_contain_text("₹150.00")
    await press(till, "Enter")
    await expect(till.get_by_role("alert").filter(has_text="150.00")).to_be_visible()
    await till.keyboard.type("150")
    await put_aside(till)
    await expect(till.get_by_role("tabpanel")).to_contain_text("₹51.00")
    await press(till, "Enter")
    await expect(till.get_by_role("dialog", name="Sold")).to_contain_text("On account ₹150.00, Cash ₹51.00")
    assert paid(await only_sale(admin)) == [("account", "150.00"), ("cash", "51.00")]
    ((balance,),) = await shop.sql("SELECT balance FROM customers WHERE id = $1", customer["id"])
    assert balance == Decimal(150)


async def test_a_limit_lowered_meanwhile_is_said_and_nothing_typed_is_lost(
    till: Page, admin: AsyncClient, shop: TestShop
) -> None:
    customer = created(await admin.post("/api/customers", json={"name": "Asha Rao"}))
    await shop.sql("UPDATE customers SET credit_limit = 500 WHERE id = $1", customer["id"])
    await till.keyboard.type("p2")
    await press(till, "Enter", "F4")
    await till.get_by_role("combobox", name="Phone or name").fill("Asha")
    await till.get_by_role("option", name="Asha Rao").click()
    await press(till, "F9")
    await till.keyboard.type("50")
    await put_aside(till)
    await expect(till.get_by_role("tab", name="UPI")).to_have_attribute("aria-selected", "true")
    await press(till, "a")
    await expect(till.get_by_role("heading", name="Account of Asha Rao")).to_be_visible()
    await shop.sql("UPDATE customers SET credit_limit = 100 WHERE id = $1", customer["id"])
    await press(till, "Enter")
    await expect(till.get_by_role("alert").filter(has_text="100.00")).to_be_visible()
    await expect(till.get_by_role("list", name="Put together so far")).to_contain_text("Cash₹50.00")
    await press(till, "u", "Enter")
    await expect(till.get_by_role("dialog", name="Sold")).to_be_visible()
    assert paid(await only_sale(admin)) == [("cash", "50.00"), ("upi", "150.80")]


async def test_an_order_is_found_paid_and_handed_over_at_the_counter(
    till: Page, admin: AsyncClient, client: AsyncClient, customer: AsyncClient, sweet: dict[str, Any]
) -> None:
    order = created(await purchase(customer, sweet, "2"))
    await press(till, "F5")
    dialog = till.get_by_role("dialog", name="To collect")
    await expect(dialog.get_by_role("option")).to_contain_text("To pay ₹200.80")
    await expect(dialog.get_by_text("To collect: held until")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Refund")).to_have_count(0)
    await press(till, "c")
    await expect(till.get_by_label("Cash given")).to_be_focused()
    await till.keyboard.type("500")
    await press(till, "Enter")
    done = till.get_by_role("dialog", name="Collected")
    await expect(done.get_by_text("₹299.00").first).to_be_visible()
    await press(till, "Enter")
    await expect(till.get_by_text("No order waits to be collected.")).to_be_visible()
    sale = ok(await admin.get(f"/api/sales/{order['id']}"))
    assert paid(sale) == [("cash", "201.00")]
    assert sale["collected_at"] is not None


async def test_an_order_is_paid_in_part_then_in_full_and_handed_over_in_the_back_office(
    new_visitor: NewVisitor, admin: AsyncClient, customer: AsyncClient, sweet: dict[str, Any]
) -> None:
    order = created(await purchase(customer, sweet, "2"))
    office = await (await new_visitor()).open("/admin/sales?payment_state=due&to_collect=true")
    await log_in(office, Role.ADMIN)
    await expect(office.get_by_role("row").filter(has_text=order["number"])).to_contain_text("To pay ₹200.80")
    await office.get_by_role("link", name=order["number"]).click()
    await office.get_by_role("button", name="Take ₹200.80").click()
    await press(office, "u")
    await office.get_by_label("Amount", exact=True).fill("100")
    await office.get_by_label("UPI reference").fill("631784002155")
    await office.get_by_role("button", name="Take, hand over later").click()
    await expect(toast(office, f"₹100.00 was taken for {order['number']}.")).to_be_visible()
    payments = office.get_by_role("region", name="Payments")
    await expect(payments).to_contain_text("No. 631784002155")
    await expect(payments).to_contain_text("To pay₹100.80")

    await office.get_by_role("button", name="Take ₹100.80").click()
    await office.get_by_label("Cash given").fill("200")
    await office.get_by_role("button", name="Take and hand over").click()
    await expect(toast(office, f"{order['number']} is handed over. Give ₹99.00 change.")).to_be_visible()
    sale = ok(await admin.get(f"/api/sales/{order['id']}"))
    assert paid(sale) == [("upi", "100.00"), ("cash", "101.00")]
    assert sale["collected_at"] is not None


async def test_money_goes_back_as_it_came_unless_an_admin_says_otherwise(
    new_visitor: NewVisitor, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    lines = [{"sweet_id": sweet["id"], "quantity": "5"}]
    payments = [{"tender": "card", "amount": "300"}, {"tender": "cash", "amount": "202"}]
    sale = created(await admin.post("/api/sales", json={"lines": lines, "payments": payments}))
    office = await (await new_visitor()).open(f"/admin/sales/{sale['id']}")
    await log_in(office, Role.ADMIN)
    await office.get_by_role("button", name="Refund").click()
    await office.get_by_label("Peda").fill("4")
    await office.get_by_label("Why? Kept with the sale").fill("Stale")
    await expect(office.get_by_text("Card ₹300.00, Cash ₹102.00")).to_be_visible()
    await office.get_by_label("It goes back").select_option("upi")
    await expect(office.get_by_text("UPI ₹401.60")).to_be_visible()
    await office.get_by_role("button", name="Refund ₹401.60").click()
    await expect(office.get_by_role("status").filter(has_text="Give back")).to_contain_text("UPI ₹401.60")
    (refund,) = ok(await admin.get(f"/api/sales/{sale['id']}/refunds"))["items"]
    assert paid(refund) == [("upi", "401.60")]


async def test_a_void_says_what_goes_back_by_which_tender(
    till: Page, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    lines = [{"sweet_id": sweet["id"], "quantity": "5"}]
    payments = [{"tender": "card", "amount": "300"}, {"tender": "cash", "amount": "202"}]
    created(await admin.post("/api/sales", json={"lines": lines, "payments": payments}))
    await press(till, "F7")
    await expect(till.get_by_role("option", name="Card + Cash")).to_be_visible()
    await press(till, "v")
    await expect(till.get_by_text("Give back: Card ₹300.00, Cash ₹202.00.")).to_be_visible()
