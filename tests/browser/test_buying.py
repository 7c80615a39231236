"""A customer from the tray to the slip, and what may come between."""

import re
from typing import Any

import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import BrowserContext, Page, Route, expect

from app.models import Role
from tests.browser.visitor import NewVisitor, Visitor, log_in
from tests.support.answers import created, ok
from tests.support.requests import NewSweet

BY_WEIGHT = {"unit": "kg", "quantity_step": "0.05", "min_quantity": "0.05"}


@pytest_asyncio.fixture(autouse=True)
async def gulab_jamun(new_sweet: NewSweet) -> dict[str, Any]:
    await new_sweet(name="Besan Ladoo", price="520", stock="5", **BY_WEIGHT)
    return await new_sweet(name="Gulab Jamun", price="25", stock="10")


async def fill_basket(page: Page, name: str) -> None:
    await page.get_by_role("button", name=re.compile(f"^Add .* {name}$")).click()
    await expect(page.get_by_text(f"of {name} added to the basket.").first).to_be_visible()


async def sales(client: AsyncClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await client.get("/api/sales")).json()["items"]
    return items


def place(page: Page) -> Any:
    return page.get_by_role("button", name="Place the order").click()


async def lose_replies(context: BrowserContext, lost: int) -> list[str | None]:
    """Let the shop get every order, and lose its first replies; return the keys as they are sent."""
    keys: list[str | None] = []

    async def handle(route: Route) -> None:
        keys.append(await route.request.header_value("Idempotency-Key"))
        if len(keys) <= lost:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await context.route("**/api/sales", handle)
    return keys


async def test_a_new_customer_finds_gulab_jamun_buys_it_and_sees_the_slip(visitor: Visitor, admin: AsyncClient) -> None:
    page = await visitor.open()
    await page.get_by_role("combobox", name="Find a sweet").press_sequentially("gulb")
    await expect(page.get_by_role("option", name=re.compile("Gulab Jamun"))).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Gulab Jamun", level=1)).to_be_visible()
    await page.get_by_label("Number").fill("4")
    await page.get_by_role("button", name="Add 4 pieces to the basket").click()
    await page.goto("/basket")
    await expect(page.get_by_text("₹100.00").first).to_be_visible()
    await place(page)

    await page.get_by_role("link", name="New here?").click()
    await page.get_by_label("Your name").fill("Asha Rao")
    await page.get_by_label("E-mail").fill("asha@example.com")
    await page.get_by_label("Password", exact=True).fill("saffron and pistachio")
    await page.get_by_role("button", name="Open an account").click()
    await place(page)
    await expect(page.get_by_role("heading", name="Order taken, thank you")).to_be_visible()
    (sale,) = await sales(admin)
    await expect(page.get_by_text(sale["number"]).first).to_be_visible()
    assert sale["total"] == "100.00"

    await page.go_back()
    await expect(page.get_by_role("button", name="Place the order")).to_be_hidden()
    await page.goto("/orders")
    await page.get_by_role("listitem").filter(has_text=sale["number"]).get_by_role("link").click()
    await expect(page.get_by_role("heading", name=f"Purchase {sale['number']}")).to_be_visible()
    assert len(await sales(admin)) == 1


async def test_an_order_whose_reply_is_lost_is_placed_once(visitor: Visitor, admin: AsyncClient) -> None:
    page = await visitor.open("/account/login")
    await log_in(page, Role.CUSTOMER)
    await fill_basket(page, "Gulab Jamun")
    keys = await lose_replies(visitor.context, 1)
    await page.goto("/basket")
    await place(page)
    await expect(page.get_by_role("heading", name=re.compile("answer did not arrive"))).to_be_visible()
    await page.reload()
    await page.get_by_role("button", name="Ask again").click()
    await expect(page.get_by_role("heading", name="Order taken, thank you")).to_be_visible()
    assert len(await sales(admin)) == 1
    assert len(set(keys)) == 1
    assert len(keys) == 2


async def test_a_sweet_that_sells_out_in_the_basket_is_said_at_its_line(
    visitor: Visitor, gulab_jamun: dict[str, Any], admin: AsyncClient
) -> None:
    page = await visitor.open("/account/login")
    await log_in(page, Role.CUSTOMER)
    await fill_basket(page, "Gulab Jamun")
    await fill_basket(page, "Besan Ladoo")
    await page.goto("/basket")
    await (
        page.get_by_role("spinbutton", name="How much Gulab Jamun")
        .or_(page.get_by_role("textbox", name="How much Gulab Jamun"))
        .fill("6")
    )
    await expect(page.get_by_text("₹150.00").first).to_be_visible()
    created(await admin.post(f"/api/sweets/{gulab_jamun['id']}/purchase", json={"quantity": "6"}))
    await place(page)
    await page.get_by_role("button", name="Take 4 pieces, ₹100.00").click()

    created(await admin.post(f"/api/sweets/{gulab_jamun['id']}/purchase", json={"quantity": "4"}))
    await place(page)
    await expect(page.get_by_text("Sold out since you put it in.")).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Take it out")).click()
    await place(page)
    await expect(page.get_by_role("heading", name="Order taken, thank you")).to_be_visible()


async def test_an_order_that_costs_more_than_was_shown_is_placed_once_the_new_total_was_seen(
    visitor: Visitor, gulab_jamun: dict[str, Any], admin: AsyncClient
) -> None:
    page = await visitor.open("/account/login")
    await log_in(page, Role.CUSTOMER)
    await fill_basket(page, "Gulab Jamun")
    await page.goto("/basket")
    await expect(page.get_by_text("₹50.00").first).to_be_visible()
    address = f"/api/sweets/{gulab_jamun['id']}"
    ok(await admin.patch(address, json={"price": "99"}, headers={"If-Match": "*"}))
    await place(page)
    await expect(page.get_by_role("alert").filter(has_text="It costs more now")).to_be_visible()
    await expect(page.get_by_text("It costs ₹99 now. It was ₹25 when you put it in.")).to_be_visible()
    assert await sales(admin) == []
    await expect(page.get_by_text("₹198.00").first).to_be_visible()
    await place(page)
    await expect(page.get_by_role("heading", name="Order taken, thank you")).to_be_visible()


async def test_an_amount_that_cannot_be_read_is_never_ordered_as_another(visitor: Visitor, admin: AsyncClient) -> None:
    page = await visitor.open("/account/login")
    await log_in(page, Role.CUSTOMER)
    await fill_basket(page, "Besan Ladoo")
    await page.goto("/basket")
    quantity = page.get_by_role("textbox", name="How much Besan Ladoo")
    await quantity.fill("½")
    await expect(page.get_by_text("₹260.00").first).to_be_visible()
    await quantity.fill("two bags")
    await expect(page.get_by_text("Type a weight, such as 250 g or ½ kg.")).to_be_visible()
    await place(page)
    await expect(quantity).to_be_focused()
    assert await sales(admin) == []
    await quantity.fill("750 g")
    await expect(page.get_by_text("₹390.00").first).to_be_visible()
    await place(page)
    await expect(page.get_by_role("heading", name="Order taken, thank you")).to_be_visible()
    assert (await sales(admin))[0]["total"] == "390.00"


async def test_the_slip_of_what_was_sold_over_the_counter_asks_for_nothing_more(
    visitor: Visitor, gulab_jamun: dict[str, Any], salesperson: AsyncClient
) -> None:
    body = {"lines": [{"sweet_id": gulab_jamun["id"], "quantity": "2"}]}
    sale = created(await salesperson.post("/api/sales", json=body))
    page = await visitor.open(f"/orders/{sale['id']}")
    await log_in(page, Role.SALESPERSON)
    slip = page.get_by_role("region", name="Your slip")
    await expect(slip.get_by_role("row", name="Total ₹50.00")).to_be_visible()
    await expect(slip.get_by_text("Say it at the counter")).to_be_hidden()


async def test_two_tabs_share_a_basket_and_the_login(visitor: Visitor) -> None:
    one, other = await visitor.open(), await visitor.open("/basket")
    await fill_basket(one, "Gulab Jamun")
    await expect(other.get_by_role("link", name="Gulab Jamun").first).to_be_visible()

    await one.goto("/account/login")
    await log_in(one, Role.CUSTOMER)
    await expect(other.get_by_role("link", name="Customer")).to_be_visible()
    # Somebody else logs in at the same device.
    third = await visitor.open("/counter")
    await third.get_by_role("button", name="Log in").or_(third.get_by_label("E-mail")).first.wait_for()
    await log_in(third, Role.SALESPERSON)
    await expect(other.get_by_role("link", name="Salesperson")).to_be_visible()
    await one.goto("/account")
    await one.get_by_role("button", name="Log out").click()
    await expect(other.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()


async def test_the_shop_is_in_hindi_for_browsers_that_ask_for_it(new_visitor: NewVisitor) -> None:
    page = await (await new_visitor(locale="hi-IN", viewport={"width": 390, "height": 844})).open()
    await expect(page.locator("html")).to_have_attribute("lang", "hi")
    await page.get_by_role("button", name=re.compile("Gulab Jamun")).click()
    await page.goto("/basket")
    await expect(page.get_by_text("₹50.00").first).to_be_visible()
    english = re.compile(r"\b(the|your|basket|order|sweet|sold)\b", re.IGNORECASE)
    assert english.findall(await page.get_by_role("main").inner_text()) == []
    await page.get_by_text("English").click()
    await expect(page.get_by_role("heading", name="Your basket")).to_be_visible()


async def test_offline_the_shop_says_so_and_goes_on_when_it_is_back(visitor: Visitor, admin: AsyncClient) -> None:
    page = await visitor.open("/account/login")
    await log_in(page, Role.CUSTOMER)
    await fill_basket(page, "Gulab Jamun")
    await page.get_by_role("link", name=re.compile("^Basket")).click()
    await expect(page.get_by_text("₹50.00").first).to_be_visible()
    await visitor.context.set_offline(True)
    await expect(page.get_by_text("You are offline.")).to_be_visible()
    assert await sales(admin) == []
    await visitor.context.set_offline(False)
    await expect(page.get_by_text("You are offline.")).to_be_hidden()
    await place(page)
    await expect(page.get_by_role("heading", name="Order taken, thank you")).to_be_visible()
