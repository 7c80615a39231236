"""Webhooks and their deliveries, in the back office."""

import re

from httpx import AsyncClient
from playwright.async_api import Page, expect

from tests.browser.till import toast, type_by_hand
from tests.browser.visitor import Visitor, open_office
from tests.support.shop import TestShop
from tests.support.webhooks import Receiver, answering, delivering


async def add_by_hand(page: Page) -> None:
    await page.get_by_role("button", name="Add an endpoint").click()
    await page.get_by_label("Address").focus()
    await type_by_hand(page, "http://books.example/")
    await page.get_by_role("dialog").get_by_role("button", name="Add an endpoint").click()
    await page.get_by_role("button", name="Done").click()


async def test_a_delivery_that_waits_changes_on_the_screen_by_itself(shop: TestShop, visitor: Visitor) -> None:
    page = await open_office(visitor, "/admin/shop/webhooks")
    await add_by_hand(page)
    row = page.get_by_role("table", name="Deliveries").get_by_role("row").nth(1)
    async with Receiver(answering(503)).open() as receiver, delivering(shop) as delivery:
        # The address of a test is private, and comes in by the side door.
        await shop.sql("UPDATE webhooks SET url = $1", receiver.url)
        await page.get_by_role("button", name="Test").click()
        await expect(row.get_by_role("cell").first).to_have_text("0")
        await row.get_by_role("button", name="Test").click()
        tries = page.get_by_role("dialog").get_by_role("list", name="Tries")
        await expect(tries).to_be_attached()
        await expect(tries.get_by_role("listitem")).to_have_count(0)
        await delivery.run()
        await expect(tries.get_by_role("listitem")).to_have_count(1)
        await page.keyboard.press("Escape")
        await expect(row.get_by_role("cell").first).to_have_text("1")
        await expect(row).to_contain_text(re.compile(r"next \d+:"))
        await shop.sql("UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at + interval '2 days'")
        await expect(row).to_contain_text(re.compile(r"next \d+ \w+ \d{4}, \d+:"))


async def test_an_endpoint_that_is_gone_for_good_shows_so_by_itself(shop: TestShop, visitor: Visitor) -> None:
    page = await open_office(visitor, "/admin/shop/webhooks")
    await add_by_hand(page)
    endpoint = page.get_by_role("table", name="Endpoints").get_by_role("row").nth(1)
    await expect(endpoint).to_contain_text("Enabled")
    async with Receiver(answering(410)).open() as receiver, delivering(shop) as delivery:
        await shop.sql("UPDATE webhooks SET url = $1", receiver.url)
        await page.get_by_role("button", name="Test").click()
        await expect(page.get_by_role("table", name="Deliveries").get_by_role("row")).to_have_count(2)
        await delivery.run()
    await expect(endpoint).to_contain_text("Gone")


async def test_what_waits_for_a_disabled_or_deleted_endpoint_says_so_and_is_not_sent_again(
    visitor: Visitor, admin: AsyncClient
) -> None:
    page = await open_office(visitor, "/admin/shop/webhooks")
    await add_by_hand(page)
    await page.get_by_role("button", name="Test").click()
    endpoints, deliveries = [page.get_by_role("table", name=name) for name in ("Endpoints", "Deliveries")]
    row = deliveries.get_by_role("row").nth(1)
    await row.get_by_role("button", name="Test").click()
    await expect(page.get_by_role("button", name="Send again")).to_be_visible()
    await page.keyboard.press("Escape")

    await endpoints.get_by_role("button", name="Change").click()
    await page.get_by_role("button", name="Disable").click()
    await expect(row).to_contain_text("held back: the endpoint is disabled")
    await row.get_by_role("button", name="Test").click()
    await expect(page.get_by_text("Enable it to send this again.")).to_be_visible()
    await expect(page.get_by_role("button", name="Send again")).to_have_count(0)
    await page.keyboard.press("Escape")

    await endpoints.get_by_role("button", name="Change").click()
    await page.get_by_role("button", name="Delete").click()
    await page.get_by_role("button", name="Delete for good").click()
    await expect(toast(page, "The endpoint was deleted.")).to_be_visible()
    await expect(row).to_contain_text("Deleted endpoint")
    await row.get_by_role("button", name="Test").click()
    await expect(page.get_by_role("dialog").get_by_label("What is sent")).to_be_visible()
    await expect(page.get_by_role("button", name="Send again")).to_have_count(0)
