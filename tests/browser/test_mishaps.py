"""What goes wrong at a till: keys held down, prices that change, answers that come late or never."""

import asyncio
import re
from typing import Any

import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import Page, Route, expect

from tests.browser.till import line, open_till, press
from tests.browser.visitor import Visitor
from tests.support.requests import NewSweet

PATIENCE_S = 20


@pytest_asyncio.fixture
async def rasgulla(new_sweet: NewSweet) -> dict[str, Any]:
    return await new_sweet(name="Rasgulla", price="22", stock="40")


@pytest_asyncio.fixture
async def till(visitor: Visitor, rasgulla: dict[str, Any]) -> Page:
    return await open_till(visitor, sweets=1)


async def add(till: Page, text: str) -> None:
    await till.get_by_role("combobox", name="Find a sweet").fill(text)
    await press(till, "Enter")


async def add_six_rasgullas(till: Page) -> None:
    """Wait for their price too: what is asked for while it is on its way shares its answer."""
    await add(till, "r6")
    await expect(line(till, "Rasgulla", "6 pieces")).to_be_visible()
    await expect(till.get_by_role("status").filter(has_text="To pay")).to_have_attribute("aria-busy", "false")


async def totals(client: AsyncClient) -> list[str]:
    return [sale["total"] for sale in (await client.get("/api/sales")).json()["items"]]


async def first_request(page: Page, address: str | re.Pattern[str]) -> asyncio.Future[Route]:
    """Keep the next request to an address until its route goes on; those after it go on at once."""
    kept: asyncio.Future[Route] = asyncio.get_running_loop().create_future()

    async def keep(route: Route) -> None:
        if kept.done():
            await route.continue_()
        else:
            kept.set_result(route)

    await page.route(address, keep)
    return kept


async def test_a_till_waits_for_keys_in_the_find_field(till: Page) -> None:
    await expect(till.get_by_role("combobox", name="Find a sweet")).to_be_focused()


async def test_the_page_of_the_till_has_the_height_of_the_window(till: Page) -> None:
    assert await till.evaluate("document.scrollingElement.scrollHeight - innerHeight") == 0


async def test_a_zero_takes_the_line_touched_last_off_the_ticket(till: Page) -> None:
    await add(till, "r6")
    await expect(line(till, "Rasgulla", "6 pieces")).to_be_visible()
    await add(till, "0")
    await expect(till.get_by_text("Nothing on the ticket yet")).to_be_visible()


async def test_an_enter_held_down_makes_one_sale_and_leaves_it_in_sight(till: Page, admin: AsyncClient) -> None:
    await add(till, "r6")
    await press(till, "F9")
    await till.get_by_label("Cash given").fill("200")
    sold = till.get_by_role("dialog", name="Sold")
    await till.keyboard.down("Enter")
    await expect(sold).to_be_visible()
    for _ in range(10):
        await till.keyboard.down("Enter")
    await till.keyboard.up("Enter")
    await expect(sold).to_be_visible()
    assert await totals(admin) == ["132.00"]
    await press(till, "Enter")
    await expect(sold).to_have_count(0)


async def test_leaving_the_payment_while_its_price_is_asked_for_sells_nothing(till: Page, admin: AsyncClient) -> None:
    await add_six_rasgullas(till)
    asked = await first_request(till, "**/api/sales/quote")
    await press(till, "F9", "Enter")
    route = await asyncio.wait_for(asked, PATIENCE_S)
    await press(till, "Escape")
    await expect(till.get_by_role("dialog")).to_have_count(0)
    async with till.expect_request_finished(lambda request: request.url.endswith("/quote")):
        await route.continue_()
    await press(till, "F9")
    await expect(till.get_by_role("dialog", name="Pay")).to_be_visible()
    assert await totals(admin) == []


async def test_the_last_press_counts_while_the_price_is_asked_for(till: Page, admin: AsyncClient) -> None:
    async with till.expect_response("**/api/sales/quote"):
        await add(till, "r6")
    await press(till, "F9")
    asked = await first_request(till, "**/api/sales/quote")
    given = till.get_by_label("Cash given")
    await given.fill("100")
    await press(till, "Enter")
    route = await asyncio.wait_for(asked, PATIENCE_S)
    await given.fill("200")
    await press(till, "Enter")
    await route.continue_()
    await expect(till.get_by_role("dialog", name="Sold").get_by_text("₹68.00").first).to_be_visible()
    assert await totals(admin) == ["132.00"]


async def test_a_price_that_changes_during_the_payment_is_told_before_anything_is_sold(
    till: Page, admin: AsyncClient, rasgulla: dict[str, Any]
) -> None:
    await add_six_rasgullas(till)
    await press(till, "F9")
    address = f"/api/sweets/{rasgulla['id']}"
    changed = await admin.patch(address, json={"price": "25"}, headers={"If-Match": f'"{rasgulla["version"]}"'})
    assert changed.status_code == 200
    await press(till, "Enter")
    await expect(till.get_by_text("It was ₹132.00 and is ₹150.00 now.")).to_be_visible()
    assert await totals(admin) == []
    await press(till, "Enter")
    await expect(till.get_by_role("dialog", name="Sold")).to_be_visible()
    assert await totals(admin) == ["150.00"]


async def test_the_last_piece_sold_elsewhere_during_the_payment_is_said_at_its_line(
    till: Page, admin: AsyncClient, rasgulla: dict[str, Any]
) -> None:
    await add_six_rasgullas(till)
    await press(till, "F9")
    sold = await first_request(till, "**/api/sales")
    await press(till, "Enter")
    route = await asyncio.wait_for(sold, PATIENCE_S)
    other = {"lines": [{"sweet_id": rasgulla["id"], "quantity": "40"}]}
    assert (await admin.post("/api/sales", json=other)).status_code == 201
    await route.continue_()
    await expect(till.get_by_role("alert").get_by_text("Rasgulla is sold out.")).to_be_visible()
    await expect(till.get_by_role("dialog")).to_have_count(0)
    await expect(line(till, "Rasgulla", "6 pieces")).to_be_visible()
    assert await totals(admin) == ["880.00"]


async def test_a_sale_without_an_answer_is_not_held_when_another_ticket_is_taken_up(
    till: Page, admin: AsyncClient
) -> None:
    await hold(till, "r2", "Red scarf")
    await till.route("**/api/sales", lambda route: route.abort())
    await add(till, "r6")
    await press(till, "F9", "Enter")
    await expect(till.get_by_role("button", name="Ask now")).to_be_visible()
    await press(till, "Escape")
    await till.get_by_role("button", name="Red scarf").click()
    await expect(till.get_by_text("This ticket was sent.").first).to_be_visible()
    await expect(line(till, "Rasgulla", "6 pieces")).to_be_visible()
    assert [held["title"] for held in (await admin.get("/api/tickets")).json()["items"]] == ["Red scarf"]


async def test_a_held_ticket_is_still_there_when_its_sweets_could_not_be_read(
    till: Page, rasgulla: dict[str, Any]
) -> None:
    await hold(till, "r2", "Red scarf")
    address = f"**/api/sweets/{rasgulla['id']}"
    await till.route(address, lambda route: route.abort())
    await press(till, "F8", "Enter")
    await expect(till.get_by_role("alert").get_by_text("The shop does not answer.")).to_be_visible()
    await till.unroute(address)
    await till.reload()
    await till.get_by_role("button", name="Red scarf").click()
    await expect(line(till, "Rasgulla", "2 pieces")).to_be_visible()
    await expect(till.get_by_role("button", name="Red scarf")).to_have_count(0)


async def test_a_held_ticket_is_discarded_after_a_second_press(till: Page, admin: AsyncClient) -> None:
    await hold(till, "r2", "Red scarf")
    await press(till, "F8", "Tab", "Enter", "Enter")
    await expect(till.get_by_text("No ticket waits.")).to_be_visible()
    assert (await admin.get("/api/tickets")).json()["items"] == []


async def test_a_till_stays_in_sight_while_the_words_of_another_language_are_on_their_way(till: Page) -> None:
    asked = await first_request(till, re.compile(r"/assets/staff-[\w-]+\.js$"))
    await till.get_by_role("button", name="More").click()
    await till.get_by_role("radio", name="हिन्दी").click()
    route = await asyncio.wait_for(asked, PATIENCE_S)
    await expect(till.get_by_role("combobox", name="Find a sweet")).to_be_visible()
    await route.continue_()
    await expect(till.get_by_role("combobox", name="Find a sweet")).to_have_count(0)
    await expect(till.get_by_role("combobox")).to_be_visible()


async def test_enter_before_the_answer_chooses_the_customer_who_was_typed(till: Page, admin: AsyncClient) -> None:
    for name in ("Ravi Anand", "Ravi Zaveri"):
        assert (await admin.post("/api/customers", json={"name": name})).status_code == 201
    await press(till, "F4")
    await till.keyboard.type("ravi")
    await expect(till.get_by_role("option", name="Ravi Anand")).to_be_visible()
    pressed = asyncio.Event()

    async def wait(route: Route) -> None:
        await pressed.wait()
        await route.continue_()

    await till.route("**/api/customers?*", wait)
    await till.keyboard.type(" zav")
    await press(till, "Enter")
    pressed.set()
    await expect(till.get_by_role("button", name="Ravi Zaveri")).to_be_visible()


async def test_nobody_found_by_a_phone_number_is_written_down_as_a_new_customer(till: Page) -> None:
    await press(till, "F4")
    await till.keyboard.type("98765 43210")
    await press(till, "Enter")
    await expect(till.get_by_label("Name", exact=True)).to_be_focused()
    await till.keyboard.type("Asha")
    await press(till, "Enter")
    await expect(till.get_by_role("button", name="Asha")).to_be_visible()


async def hold(till: Page, text: str, title: str) -> None:
    await add(till, text)
    await press(till, "F8")
    await till.keyboard.type(title)
    await press(till, "Enter")
    await expect(till.get_by_role("dialog")).to_have_count(0)
    await expect(till.get_by_role("button", name=title)).to_be_visible()
