"""A scanner at the till: codes of goods, labels of the shop's scales, and where the focus was."""

import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import Page, expect

from app.core.barcode import check_digit
from tests.browser.till import line, open_till, press, scan, toast
from tests.browser.visitor import Visitor
from tests.support.answers import ok
from tests.support.requests import NewSweet
from tests.support.shop import TestShop


def with_check_digit(digits: str) -> str:
    return digits + check_digit(digits)


BARCODE = with_check_digit("890123456789")
JALEBI = with_check_digit("890123456780")


async def stop_the_clock(till: Page) -> None:
    """Let no timer of the page run out because this machine is slow between two keys."""
    now: float = await till.evaluate("Date.now() / 1000")
    await till.clock.install(time=now)
    await till.clock.pause_at(now + 1)


@pytest_asyncio.fixture
async def till(visitor: Visitor, shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> Page:
    by_weight = {"unit": "kg", "quantity_step": "0.005", "min_quantity": "0.05"}
    await new_sweet(name="Barfi", sku="BAR-KG", price="600", stock="5", **by_weight)
    await new_sweet(name="Jalebi", sku="42", barcode=JALEBI, price="400", stock="5", **by_weight)
    await new_sweet(name="Rasgulla", sku="MIL-RAS", price="22", stock="40")
    await new_sweet(name="Soan Papdi", barcode=BARCODE, price="150", stock="40")
    ok(await admin.put("/api/settings", json={"scale_labels": "21IIIIIWWWWWC, 22IIIIIPPPPPC"}))
    await shop.app.state.shop.current_settings._read()
    return await open_till(visitor, sweets=4)


async def test_scans_in_a_row_add_up_wherever_the_focus_is(till: Page) -> None:
    for code in ("MIL-RAS", BARCODE, BARCODE):
        await scan(till, code)
    await expect(line(till, "Rasgulla", "1 piece")).to_be_visible()
    await expect(line(till, "Soan Papdi", "2 pieces")).to_be_visible()

    # In the midst of a quantity: the scan leaves it as it was, and the field too.
    await line(till, "Rasgulla", "1 piece").click()
    quantity = till.get_by_role("textbox", name="Quantity of Rasgulla")
    await quantity.fill("6")
    await scan(till, BARCODE)
    await expect(line(till, "Soan Papdi", "3 pieces")).to_be_visible()
    await expect(line(till, "Rasgulla", "1 piece")).to_be_visible()

    # In the midst of a search.
    find = till.get_by_role("combobox", name="Find a sweet")
    await find.fill("jal")
    await scan(till, "MIL-RAS")
    await expect(line(till, "Rasgulla", "2 pieces")).to_be_visible()
    await expect(find).to_have_value("jal")


async def test_a_scan_over_a_dialog_sells_nothing_and_says_so(till: Page) -> None:
    await scan(till, "MIL-RAS")
    await expect(line(till, "Rasgulla", "1 piece")).to_be_visible()
    await press(till, "F9")
    given = till.get_by_label("Cash given")
    await given.fill("50")
    await scan(till, BARCODE)
    await expect(toast(till, "Nothing was added. Finish or leave this window first")).to_be_visible()
    # Not below the dialog's backdrop.
    await expect(till.locator(".toasts:popover-open")).to_have_count(1)
    await expect(given).to_have_value("50")
    await expect(till.get_by_role("dialog", name="Sold")).to_have_count(0)
    await press(till, "Escape")
    await expect(till.get_by_role("status").filter(has_text="1 line")).to_be_visible()


async def test_the_letters_of_a_scan_press_no_key_of_the_payment(till: Page, admin: AsyncClient) -> None:
    await scan(till, "MIL-RAS")
    await expect(line(till, "Rasgulla", "1 piece")).to_be_visible()
    await press(till, "F9")
    await expect(till.get_by_label("Cash given")).to_be_visible()
    await stop_the_clock(till)
    await scan(till, "KUP-001")
    await expect(toast(till, "Nothing was added. Finish or leave this window first")).to_be_visible()
    await expect(till.get_by_role("tab", name="Cash")).to_have_attribute("aria-selected", "true")
    await till.clock.resume()
    await press(till, "k", "Enter")
    await expect(till.get_by_role("dialog", name="Sold")).to_be_visible()
    (sale,) = (await admin.get("/api/sales")).json()["items"]
    assert sale["tender"] == "card"


async def test_the_letters_of_a_scan_print_no_receipt(till: Page) -> None:
    await till.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")
    await scan(till, "MIL-RAS")
    await expect(line(till, "Rasgulla", "1 piece")).to_be_visible()
    await press(till, "F9", "Enter")
    sold = till.get_by_role("dialog", name="Sold")
    await expect(sold).to_be_visible()
    await stop_the_clock(till)
    await scan(till, "PED-001")
    await expect(toast(till, "Nothing was added. Finish or leave this window first")).to_be_visible()
    await till.clock.run_for(1000)
    assert await till.evaluate("window.printed") == 0
    await expect(sold).to_be_visible()
    await press(till, "p")
    await till.clock.run_for(1000)
    assert await till.evaluate("window.printed") == 1


async def test_what_was_scanned_first_waits_for_its_weight_whatever_is_scanned_next(till: Page) -> None:
    await scan(till, JALEBI)
    jalebi = till.get_by_role("textbox", name="Quantity of Jalebi")
    await jalebi.fill("0.5")
    await scan(till, "MIL-RAS")
    await expect(line(till, "Rasgulla", "1 piece")).to_be_visible()
    await scan(till, "BAR-KG")
    await expect(toast(till, "How much Jalebi? Write it first, then scan Barfi again.")).to_be_visible()
    await expect(jalebi).to_have_value("0.5")
    await press(till, "Enter")
    await expect(line(till, "Jalebi", "0.500 kg")).to_be_visible()
    await expect(line(till, "Rasgulla", "1 piece")).to_be_visible()


async def test_a_code_that_was_read_wrongly_is_said(till: Page) -> None:
    wrong = BARCODE[:-1] + str((int(BARCODE[-1]) + 1) % 10)
    await scan(till, wrong)
    await expect(toast(till, "its last digit does not fit the others. Scan it again.")).to_be_visible()
    await expect(till.get_by_text("Nothing on the ticket yet")).to_be_visible()
    await expect(till.get_by_role("combobox", name="Find a sweet")).to_have_value("")


async def test_a_scale_label_says_how_much(till: Page) -> None:
    await scan(till, with_check_digit("210004200250"))
    await expect(line(till, "Jalebi", "0.250 kg")).to_be_visible()
    # Its price is that of 500 g to the paisa.
    await scan(till, with_check_digit("220004220000"))
    await expect(line(till, "Jalebi", "0.750 kg")).to_be_visible()
    # No quantity in its steps costs what this one says.
    await scan(till, with_check_digit("220004204950"))
    await expect(toast(till, "Jalebi: the label says ₹49.50.")).to_be_visible()
    await expect(line(till, "Jalebi", "0.875 kg")).to_be_visible()
