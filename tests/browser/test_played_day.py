"""A day of the shop in the browser: the Z report, the dashboards, the journal and `verify` agree to the paisa."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from httpx import AsyncClient
from playwright.async_api import Page, expect

from app.models import Role
from app.services.insight.verification import VerificationService
from app.services.selling.lapses import OrderLapses
from tests.browser.till import open_till, press, put_aside, toast, type_by_hand
from tests.browser.visitor import NewVisitor, Visitor, log_in
from tests.support.answers import created, ok
from tests.support.drawers import DRAWERS
from tests.support.played_day import Books, everything_agrees
from tests.support.requests import NewSweet, purchase
from tests.support.shop import TestShop

Way = tuple[Callable[[Page], Awaitable[None]], list[tuple[str, str]]]


async def in_cash(till: Page) -> None:
    await press(till, "Enter")


async def with_change(till: Page) -> None:
    await till.keyboard.type("200")
    await press(till, "Enter")


def by(key: str, tender: str) -> Callable[[Page], Awaitable[None]]:
    async def pay(till: Page) -> None:
        await choose(till, key, tender)
        await press(till, "Enter")

    return pay


async def by_card_and_cash(till: Page) -> None:
    await choose(till, "k", "Card")
    await type_by_hand(till, "60.40")
    await put_aside(till)
    await in_cash(till)


async def on_account_and_by_upi(till: Page) -> None:
    await choose(till, "a", "On account")
    await type_by_hand(till, "40.40")
    await put_aside(till)
    await by("u", "UPI")(till)


# Five sales in each of eight ways, of a sweet at 100.40; cash is rounded to a rupee.
WAYS: tuple[Way, ...] = (
    (in_cash, [("cash", "100.00")]),
    (with_change, [("cash", "100.00")]),
    (by("k", "Card"), [("card", "100.40")]),
    (by("u", "UPI"), [("upi", "100.40")]),
    (by("o", "Gift card"), [("gift_card", "100.40")]),
    (by_card_and_cash, [("card", "60.40"), ("cash", "40.00")]),
    (by("a", "On account"), [("account", "100.40")]),
    (on_account_and_by_upi, [("account", "40.40"), ("upi", "60.00")]),
)


async def test_a_day_adds_up_in_every_book(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_visitor: NewVisitor, new_sweet: NewSweet
) -> None:
    shop.clock.stop()
    sweet = await new_sweet(name="Peda", price="100.40", stock="90")
    settings = {"upi_id": "mithai@okaxis", "cash_rounding": "1", "other_tenders": ["gift_card"]}
    ok(await admin.put("/api/settings", json=settings))
    await shop.app.state.shop.current_settings.read_again()
    asha = created(await admin.post("/api/customers", json={"name": "Asha Rao", "credit_limit": "1000"}))
    books = Books()
    till = await open_till(await new_visitor(), sweets=1)
    await press(till, "F10")
    await till.get_by_label("Cash in the drawer now").fill(str(books.opening_float))
    await press(till, "Enter")
    await expect(toast(till, "The drawer is open with ₹1,000.00.")).to_be_visible()

    for number in range(40):
        await sell(till, WAYS[number % len(WAYS)], books)
    await correct(till, books)
    await take_cash_out(till, books)
    await let_an_order_lapse(shop, created(await purchase(customer, sweet, "3")))
    await collect(till, customer, sweet, books)
    await count_and_close(till, books)

    (drawer,) = ok(await admin.get(DRAWERS))["items"]
    report = ok(await admin.get(f"{DRAWERS}/{drawer['id']}/report"))
    assert report["difference"] == "-3.00"
    await everything_agrees(admin, books, report, asha["id"], shop.context.day_of(shop.clock()))
    await the_back_office_shows_it(await new_visitor(), books)
    async with shop.database.reading() as session:
        assert await VerificationService(session, shop.context).verify() == []


async def choose(till: Page, key: str, tender: str) -> None:
    """Choose a tender by its key, slower than a scanner types."""
    await till.wait_for_timeout(100)
    await press(till, key)
    await expect(till.get_by_role("tab", name=tender, exact=True)).to_have_attribute("aria-selected", "true")


async def sell(till: Page, way: Way, books: Books) -> None:
    pay, payments = way
    await till.keyboard.type("p1")
    await press(till, "Enter")
    if any(tender == "account" for tender, _ in payments):
        await press(till, "F4")
        await till.get_by_role("combobox", name="Phone or name").fill("Asha")
        await till.get_by_role("option", name="Asha Rao").click()
    await press(till, "F9")
    await pay(till)
    sold = till.get_by_role("dialog", name="Sold")
    await expect(sold).to_be_visible()
    await press(till, "Enter")
    await expect(sold).to_have_count(0)
    books.take(*as_payments(payments))


def as_payments(payments: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"tender": tender, "amount": amount} for tender, amount in payments]


async def correct(till: Page, books: Books) -> None:
    """Refund the last sale, of which a part is on account, and void the one before, which is on account."""
    await press(till, "F7")
    dialog = till.get_by_role("dialog")
    await dialog.get_by_role("option").first.click()
    await dialog.get_by_role("button", name="Refund", exact=True).click()
    await till.get_by_label("Peda").fill("1")
    await till.get_by_label(re.compile("^Why")).fill("Stale.")
    await till.get_by_role("button", name=re.compile("^Refund ₹")).click()
    await expect(till.get_by_text("UPI ₹60.00")).to_be_visible()
    await till.get_by_role("button", name="Given back").click()
    await dialog.get_by_role("option").nth(1).click()
    await dialog.get_by_role("button", name="Void", exact=True).click()
    await till.get_by_label(re.compile("^Why")).fill("Rung up twice.")
    await till.get_by_role("button", name=re.compile("^Void")).last.click()
    await expect(till.get_by_text("Voided").first).to_be_visible()
    await press(till, "Escape", "Escape")
    await expect(till.get_by_role("dialog")).to_have_count(0)
    books.give_back(*as_payments(WAYS[7][1]), *as_payments(WAYS[6][1]))


async def take_cash_out(till: Page, books: Books) -> None:
    await press(till, "F10")
    await expect(till.get_by_text("X report")).to_be_visible()
    await press(till, "o")
    await till.get_by_label("Amount").fill("650.50")
    await till.get_by_label("Reason").fill("To the bank.")
    await press(till, "Enter")
    await expect(toast(till, "₹650.50 was taken out.")).to_be_visible()
    await press(till, "Escape")
    await expect(till.get_by_role("dialog")).to_have_count(0)
    books.moved -= Decimal("650.50")


async def let_an_order_lapse(shop: TestShop, order: dict[str, Any]) -> None:
    await shop.sql("ALTER TABLE sales DISABLE TRIGGER guard_sale")
    await shop.sql("UPDATE sales SET held_until = $2 WHERE id = $1", order["id"], shop.clock() - timedelta(minutes=1))
    await shop.sql("ALTER TABLE sales ENABLE TRIGGER guard_sale")
    assert await OrderLapses(shop.database, shop.app.state.shop.current_settings).run() == 1


async def collect(till: Page, customer: AsyncClient, sweet: dict[str, Any], books: Books) -> None:
    created(await purchase(customer, sweet, "2"))
    await press(till, "F5")
    await expect(till.get_by_role("dialog").get_by_role("option")).to_contain_text("To pay ₹200.80")
    await till.wait_for_timeout(100)
    await press(till, "c")
    await expect(till.get_by_label("Cash given")).to_be_focused()
    await press(till, "Enter")
    await expect(till.get_by_role("dialog", name="Collected")).to_be_visible()
    await press(till, "Enter")
    await press(till, "Escape")
    await expect(till.get_by_role("dialog")).to_have_count(0)
    books.take({"tender": "cash", "amount": "201.00"})


async def count_and_close(till: Page, books: Books) -> None:
    await press(till, "F10")
    await expect(till.get_by_text("X report")).to_be_visible()
    await till.wait_for_timeout(100)
    await press(till, "c")
    count = till.get_by_role("dialog", name="Count and close")
    await count.get_by_label("Cash counted, the float too").fill(str(books.cash - 3))
    await expect(count.get_by_text("₹3.00 short")).to_be_visible()
    await count.get_by_label("Why it differs").fill("A coin rolled away.")
    await press(till, "Enter")
    await expect(till.get_by_role("dialog", name="Drawer").get_by_text("Z report")).to_be_visible()


async def the_back_office_shows_it(visitor: Visitor, books: Books) -> None:
    page = await visitor.open("/admin/money")
    await log_in(page, Role.ADMIN)
    await expect(page.get_by_role("table")).to_contain_text("₹3.00 short")
    await page.get_by_role("link", name="Takings").click()
    by_tender = page.get_by_role("table", name="By tender")
    for tender, name in (("cash", "Cash"), ("card", "Card"), ("upi", "UPI"), ("gift_card", "Gift card")):
        net = f"₹{books.net(tender):,.2f}"
        await expect(by_tender.get_by_role("row").filter(has_text=name).first).to_contain_text(net)
