"""Tickets between tills and logins: held, taken up, sent without an answer; and a sale that is voided."""

from httpx import AsyncClient
from playwright.async_api import Route, expect

from app.models import Role
from tests.browser.till import line, open_till, press
from tests.browser.visitor import NewVisitor, Visitor, log_in
from tests.support.requests import NewSweet


async def test_a_ticket_held_at_one_till_is_taken_up_at_another(new_visitor: NewVisitor, new_sweet: NewSweet) -> None:
    await new_sweet(name="Rasgulla", price="22", stock="40")
    first = await open_till(await new_visitor(), sweets=1)
    second = await open_till(await new_visitor(), Role.ADMIN, sweets=1)
    await first.keyboard.type("r6")
    await first.keyboard.press("Enter")
    await first.keyboard.press("F8")
    await first.keyboard.type("Red scarf")
    await first.keyboard.press("Enter")
    await expect(first.get_by_text("Nothing on the ticket yet")).to_be_visible()

    await second.reload()
    await expect(second.get_by_role("button", name="Red scarf")).to_be_visible()
    await second.keyboard.press("F8")
    await second.keyboard.press("Enter")
    await expect(second.get_by_role("button", name="Quantity of Rasgulla, 6 pieces")).to_be_visible()
    await first.reload()
    await expect(first.get_by_role("option")).to_have_count(1)
    await first.keyboard.press("F8")
    await expect(first.get_by_text("No ticket waits.")).to_be_visible()


async def test_tickets_that_have_no_room_beside_the_open_one_are_one_press_away(
    visitor: Visitor, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Rasgulla", price="22", stock="40")
    for title in ("Red scarf", "Blue bag", "Two boys", "Old man"):
        body = {"lines": [{"sweet_id": sweet["id"], "quantity": "2"}], "title": title}
        assert (await salesperson.post("/api/tickets", json=body)).status_code == 201
    till = await open_till(visitor, sweets=1)
    await till.keyboard.type("r6")
    await press(till, "Enter")
    await till.get_by_role("button", name="2 more").click()
    waiting = till.get_by_role("dialog", name="Take up")
    await expect(waiting.get_by_role("button", name="Discard")).to_have_count(4)
    await waiting.get_by_role("button", name="Two boys", exact=False).first.click()
    await expect(line(till, "Rasgulla", "2 pieces")).to_be_visible()
    held = (await salesperson.get("/api/tickets")).json()["items"]
    assert sorted(one["title"] or "" for one in held) == ["", "Blue bag", "Old man", "Red scarf"]


async def test_another_login_does_not_send_an_unanswered_sale_again(visitor: Visitor, new_sweet: NewSweet) -> None:
    await new_sweet(name="Rasgulla", price="22", stock="40")
    till = await open_till(visitor, sweets=1)

    async def lose_the_reply(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await till.context.route("**/api/sales", lose_the_reply)
    await till.keyboard.type("r6")
    await press(till, "Enter", "F9", "Enter")
    await expect(till.get_by_role("button", name="Ask now")).to_be_visible()
    await till.context.unroute("**/api/sales")
    await till.reload()
    await till.get_by_role("button", name="More").click()
    await till.get_by_role("button", name="Log out").click()
    await log_in(till, Role.ADMIN)

    await till.get_by_role("button", name="Pay").click()
    await expect(till.get_by_role("button", name="Ask now")).to_have_count(0)
    await till.get_by_role("button", name="It is there").click()
    await expect(till.get_by_text("Nothing on the ticket yet")).to_be_visible()


async def test_a_sale_is_found_by_its_last_digits_and_voided_with_a_reason(
    visitor: Visitor, new_sweet: NewSweet
) -> None:
    await new_sweet(name="Rasgulla", price="22", stock="40")
    till = await open_till(visitor, sweets=1)
    await till.keyboard.type("r6")
    await press(till, "Enter", "F9", "Enter")
    await expect(till.get_by_role("dialog", name="Sold")).to_be_visible()
    await press(till, "Enter", "F7")
    await till.keyboard.type("1")
    await expect(till.get_by_role("dialog").get_by_role("option")).to_have_count(1)
    await press(till, "v")
    await till.get_by_role("button", name="Void ₹132.00").click()
    await expect(till.get_by_text("Say why. It is kept with the sale.")).to_be_visible()
    await till.get_by_label("Why? Kept with the sale").fill("Paid twice")
    await till.keyboard.press("Enter")
    await expect(till.get_by_role("dialog").get_by_text("Voided", exact=True)).to_be_visible()


async def test_arrows_choose_a_sale_and_the_letters_on_the_buttons_undo_it(
    visitor: Visitor, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Rasgulla", price="22", stock="40")
    for quantity in ("1", "2", "3"):
        body = {"lines": [{"sweet_id": sweet["id"], "quantity": quantity}]}
        assert (await salesperson.post("/api/sales", json=body)).status_code == 201
    till = await open_till(visitor, sweets=1)
    await press(till, "F7")
    chosen = till.get_by_role("dialog").get_by_role("option", selected=True)
    await expect(chosen).to_contain_text("₹66.00")
    await press(till, "ArrowDown", "ArrowDown", "ArrowUp")
    await expect(chosen).to_contain_text("₹44.00")
    await press(till, "r")
    await till.get_by_role("button", name="All of it").click()
    await expect(till.get_by_role("button", name="Refund ₹44.00")).to_be_visible()
    await press(till, "Escape", "ArrowDown", "v")
    await expect(till.get_by_role("button", name="Void ₹22.00")).to_be_visible()
    await press(till, "Escape")
    await expect(till.get_by_label("Number of the receipt")).to_be_focused()
