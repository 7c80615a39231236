"""A salesperson at the till, without a mouse."""

from typing import Any

import pytest_asyncio
from httpx import AsyncClient
from playwright.async_api import Page, Route, expect

from app.models import Role
from tests.browser.till import open_till, press
from tests.browser.visitor import Visitor, log_in
from tests.support.requests import NewSweet


@pytest_asyncio.fixture(autouse=True)
async def sweets(new_sweet: NewSweet) -> None:
    by_weight = {"unit": "kg", "quantity_step": "0.05", "min_quantity": "0.05"}
    await new_sweet(name="Jalebi", price="420", stock="5", **by_weight)
    await new_sweet(name="Kaju Katli", price="1120", stock="5", **by_weight)
    await new_sweet(name="Rasgulla", price="22", stock="40")


@pytest_asyncio.fixture
async def till(visitor: Visitor, sweets: None) -> Page:
    return await open_till(visitor, sweets=3)


async def sales(client: AsyncClient) -> list[dict[str, Any]]:
    """Return what was sold, the newest first."""
    listed = (await client.get("/api/sales")).json()["items"]
    return [(await client.get(f"/api/sales/{sale['id']}")).json() for sale in listed]


async def test_three_sweets_are_sold_to_a_walk_in_with_twelve_keys(till: Page, admin: AsyncClient) -> None:
    keys = ["j", "Enter", "Enter", "k", "Enter", "Enter", "r", "Enter", "Enter", "F9", "Enter", "Enter"]
    await press(till, *keys[:-1])
    await expect(till.get_by_role("dialog", name="Sold")).to_be_visible()
    await press(till, keys[-1])
    await expect(till.get_by_text("Nothing on the ticket yet")).to_be_visible()

    (sale,) = await sales(admin)
    assert [line["name"] for line in sale["lines"]] == ["Jalebi", "Kaju Katli", "Rasgulla"]
    assert len(keys) <= 12


async def test_cash_given_is_answered_with_the_change(till: Page, admin: AsyncClient) -> None:
    await press(till, "F2")
    await till.keyboard.type("jal")
    await press(till, "Enter")
    await till.keyboard.type("½")
    await press(till, "Enter", "F9")
    await till.keyboard.type("200")
    await press(till, "Enter")
    await expect(till.get_by_text("₹10.00 is missing")).to_be_visible()

    await press(till, "ControlOrMeta+a")
    await till.keyboard.type("500")
    await press(till, "Enter")
    sold = till.get_by_role("dialog", name="Sold")
    await expect(sold.get_by_text("₹290.00").first).to_be_visible()
    await expect(sold.get_by_role("region", name="Receipt")).to_contain_text("Jalebi")
    (sale,) = await sales(admin)
    assert (sale["lines"][0]["quantity"], sale["total"], sale["change"]) == ("0.500", "210.00", "290.00")


async def test_a_part_of_a_discounted_sale_is_refunded_with_a_reason(till: Page, admin: AsyncClient) -> None:
    await till.keyboard.type("j½")
    await press(till, "Enter")
    await till.keyboard.type("r6")
    await press(till, "Enter", "F6")
    await till.get_by_role("button", name="Whole ticket, ₹342.00").click()
    await till.get_by_label("Discount in percent or money").fill("5%")
    await till.get_by_label("Why? Kept with the sale").fill("Regular guest")
    await till.get_by_role("button", name="Give ₹17.10 off").click()
    await expect(till.get_by_role("status").filter(has_text="₹324.90")).to_be_visible()
    await press(till, "F9")
    await till.get_by_label("Cash given").fill("500")
    await press(till, "Enter")
    await expect(till.get_by_role("dialog", name="Sold").get_by_text("₹175.10").first).to_be_visible()

    await press(till, "Enter", "F7")
    await till.get_by_role("button", name="Refund").click()
    await till.get_by_label("Rasgulla").fill("7")
    await press(till, "Enter")
    await expect(till.get_by_text("Write a quantity up to 6 pieces.")).to_be_visible()
    await expect(till.get_by_text("Say why. It is kept with the sale.")).to_be_visible()
    await till.get_by_label("Rasgulla").fill("2")
    await till.get_by_label("Why? Kept with the sale").fill("Two were broken")
    await expect(till.get_by_role("button", name="Refund ₹41.80")).to_be_visible()
    (unchanged,) = await sales(admin)
    assert unchanged["refunded_total"] == "0.00"
    await press(till, "Enter")
    given_back = till.get_by_role("status").filter(has_text="Give back")
    await expect(given_back).to_contain_text("Cash ₹41.80")
    await press(till, "Enter")
    await expect(till.get_by_role("dialog").get_by_text("₹41.80").first).to_be_visible()

    (sale,) = await sales(admin)
    assert (sale["total"], sale["change"], sale["refunded_total"]) == ("324.90", "175.10", "41.80")
    (refund,) = (await admin.get(f"/api/sales/{sale['id']}/refunds")).json()["items"]
    assert (refund["reason"], refund["total"], refund["discount_total"]) == ("Two were broken", "41.80", "2.20")
    assert [(part["name"], part["quantity"], part["restock"]) for part in refund["lines"]] == [
        ("Rasgulla", "2.000", False)
    ]


async def test_a_sale_whose_reply_is_lost_is_asked_for_again_and_sold_once(till: Page, admin: AsyncClient) -> None:
    sent: list[str | None] = []

    async def lose_the_first_reply(route: Route) -> None:
        sent.append(await route.request.header_value("Idempotency-Key"))
        if len(sent) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await till.context.route("**/api/sales", lose_the_first_reply)
    await press(till, "r", "Enter", "Enter", "F9", "Enter")
    await expect(till.get_by_text("No answer yet")).to_be_visible()
    await till.reload()
    await expect(till.get_by_role("button", name="Pay The sale was sent")).to_be_visible()
    await press(till, "F9", "Enter")
    await expect(till.get_by_role("dialog", name="Sold")).to_be_visible()
    assert len(await sales(admin)) == 1
    assert len(sent) == 2
    assert sent[0] == sent[1] is not None


async def test_a_ticket_outlives_a_reload_and_the_end_of_the_login(
    till: Page, salesperson: AsyncClient, admin: AsyncClient
) -> None:
    await press(till, "r", "Enter", "Enter")
    await till.reload()
    await expect(till.get_by_role("button", name="Remove Rasgulla")).to_be_visible()

    for login in (await salesperson.get("/api/auth/sessions")).json()["items"]:
        if not login["current"]:
            assert (await salesperson.delete(f"/api/auth/sessions/{login['id']}")).is_success
    await press(till, "F9", "Enter")
    await expect(till.get_by_text("Your login has ended")).to_be_visible()
    await log_in(till, Role.SALESPERSON)
    await expect(till.get_by_role("button", name="Remove Rasgulla")).to_be_visible()
    assert await sales(admin) == []

    await press(till, "F9", "Enter")
    await expect(till.get_by_role("dialog", name="Sold")).to_be_visible()
    assert len(await sales(admin)) == 1


async def test_offline_nothing_is_sold_and_the_ticket_waits(till: Page, admin: AsyncClient) -> None:
    await press(till, "r", "Enter", "Enter")
    await expect(till.get_by_role("status").filter(has_text="₹22.00")).to_be_visible()
    await till.context.set_offline(True)
    await expect(till.get_by_role("alert").filter(has_text="Offline.")).to_be_visible()
    await press(till, "F9", "Enter")
    await expect(till.get_by_role("dialog")).to_have_count(0)
    assert await sales(admin) == []

    await till.context.set_offline(False)
    await expect(till.get_by_role("alert").filter(has_text="Offline.")).to_be_hidden()
    await press(till, "F9", "Enter")
    await expect(till.get_by_role("dialog", name="Sold")).to_be_visible()
    assert len(await sales(admin)) == 1
