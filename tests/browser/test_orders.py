"""Orders of a customer: what waits for them, what they have paid, and what lapsed."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import AsyncClient
from playwright.async_api import Page, expect

from app.models import Role
from app.services.selling.lapses import OrderLapses
from tests.browser.visitor import NewVisitor, barriers, log_in
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, purchase
from tests.support.shop import TestShop

SHOTS = os.environ.get("SHOTS")


async def look(page: Page, name: str) -> None:
    assert await barriers(page) == []
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, name
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
async def test_a_customer_sees_what_waits_for_them_what_is_paid_and_what_lapsed(
    shop: TestShop,
    admin: AsyncClient,
    customer: AsyncClient,
    new_visitor: NewVisitor,
    new_sweet: NewSweet,
    width: int,
    theme: str,
) -> None:
    sweet = await new_sweet(name="Kaju Katli", unit="kg", price="980.00", stock="20")
    orders = [created(await purchase(customer, sweet, quantity)) for quantity in ("0.25", "0.5", "1", "2", "3")]
    due, paid, partly, collected, lapsed = orders
    for order, amount in ((paid, "490.00"), (partly, "400.00"), (collected, "1960.00")):
        payment = {"tender": "upi", "amount": amount}
        created(await admin.post(f"/api/sales/{order['id']}/payments", json=payment))
    ok(await admin.post(f"/api/sales/{collected['id']}/collect"))
    await shop.sql("ALTER TABLE sales DISABLE TRIGGER guard_sale")
    await shop.sql("UPDATE sales SET held_until = $2 WHERE id = $1", lapsed["id"], shop.clock() - timedelta(minutes=1))
    await shop.sql("ALTER TABLE sales ENABLE TRIGGER guard_sale")
    assert await OrderLapses(shop.database, shop.app.state.shop.current_settings).run() == 1

    visitor = await new_visitor(viewport={"width": width, "height": 844}, color_scheme=theme)
    page = await visitor.open("/orders")
    await log_in(page, Role.CUSTOMER)
    await expect(page.get_by_role("heading", name="To collect")).to_be_visible()
    await expect(page.get_by_text(re.compile("^Held until "))).to_have_count(3)
    for words in ("To pay ₹245.00", "To pay ₹580.00", "Paid", "Collected"):
        await expect(page.get_by_text(words, exact=True)).to_have_count(1)
    told = page.get_by_role("status").filter(has_text="Not collected in time")
    await expect(told).to_contain_text("There is nothing to pay.")
    await look(page, f"orders-{width}-{theme}")
    await told.get_by_role("link", name="Your slip").click()
    await expect(page.get_by_role("heading", name=f"Purchase {lapsed['number']}")).to_be_visible()
    await look(page, f"slip-lapsed-{width}-{theme}")
    await page.go_back()
    await expect(page.get_by_text("Not collected in time", exact=True)).to_have_count(1)
    await expect(told).to_have_count(0)
    for name, order in (("due", due), ("paid", paid), ("partly", partly), ("collected", collected)):
        await page.goto(f"/orders/{order['id']}")
        await expect(page.get_by_role("heading", name=f"Purchase {order['number']}")).to_be_visible()
        await look(page, f"slip-{name}-{width}-{theme}")


@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (390, "light")])
async def test_the_basket_asks_for_no_money_and_says_when_the_shop_takes_no_orders(
    shop: TestShop, new_visitor: NewVisitor, new_sweet: NewSweet, width: int, theme: str
) -> None:
    sweet = await new_sweet(name="Kaju Katli", unit="kg", price="980.00", stock="20")
    visitor = await new_visitor(viewport={"width": width, "height": 844}, color_scheme=theme)
    page = await visitor.open(f"/sweets/{sweet['id']}")
    await page.get_by_role("button", name="Add").first.click()
    await page.goto("/basket")
    await expect(page.get_by_text("You pay when you collect.")).to_be_visible()
    await expect(page.get_by_role("group", name="How you will pay")).to_have_count(0)
    await look(page, f"basket-{width}-{theme}")
    await page.get_by_role("button", name="Place the order").click()
    await log_in(page, Role.CUSTOMER)
    await page.get_by_role("button", name="Place the order").click()
    await expect(page.get_by_role("heading", name="Order taken, thank you")).to_be_visible()
    await look(page, f"taken-{width}-{theme}")
    current = shop.app.state.shop.current_settings
    closed = current.context.settings.model_copy(update={"customers_may_buy": False})
    await shop.sql("INSERT INTO settings VALUES ('customers_may_buy', 'false', suite.now())")
    current.context = current.context.with_settings(closed)
    await page.goto(f"/sweets/{sweet['id']}")
    await page.get_by_role("button", name="Add").first.click()
    await page.goto("/basket")
    await expect(page.get_by_text("The shop takes no orders now.")).to_be_visible()
    await expect(page.get_by_role("button", name="Place the order")).to_have_count(0)
    await look(page, f"closed-{width}-{theme}")
