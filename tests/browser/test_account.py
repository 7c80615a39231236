"""Opening an account, logging out, logging in."""

from playwright.async_api import expect

from app.models import Role
from tests.browser.visitor import Visitor, log_in


async def test_a_stranger_opens_an_account_and_comes_back_to_it(visitor: Visitor) -> None:
    page = await visitor.open()
    await page.get_by_role("banner").get_by_role("link", name="Log in").click()
    await page.get_by_role("link", name="New here?").click()
    await page.get_by_label("Your name").fill("Asha Rao")
    await page.get_by_label("E-mail").fill("asha@example.com")
    await page.get_by_label("Password", exact=True).fill("saffron and pistachio")
    await page.get_by_role("button", name="Open an account").click()
    await expect(page.get_by_role("banner").get_by_role("link", name="Asha Rao")).to_be_visible()

    await page.reload()
    await page.get_by_role("banner").get_by_role("link", name="Asha Rao").click()
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()


async def test_a_wrong_password_is_said_and_the_next_try_goes_through(visitor: Visitor) -> None:
    page = await visitor.open("/account/login")
    await page.get_by_label("E-mail").fill("customer@example.com")
    await page.get_by_label("Password", exact=True).fill("not this one")
    await page.get_by_role("button", name="Log in").click()
    await expect(page.get_by_role("alert")).to_be_visible()

    await log_in(page, Role.CUSTOMER)
    await expect(page.get_by_role("banner").get_by_role("link", name="Customer")).to_be_visible()
