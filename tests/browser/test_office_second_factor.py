"""Staff who set up a second factor of their own."""

import pyotp
from playwright.async_api import Locator, expect

from app.models import Role
from tests.browser.till import toast
from tests.browser.visitor import Visitor, log_in
from tests.support.shop import PASSWORDS, TestShop


async def type_code(form: Locator, shop: TestShop, secret: str, steps: int = 0) -> None:
    """Type the code that the app shows; each counts once."""
    await form.get_by_label("Code of the app").fill(pyotp.TOTP(secret).at(int(shop.clock().timestamp()) + 30 * steps))


async def test_a_second_factor_is_set_up_renewed_and_removed(visitor: Visitor, shop: TestShop) -> None:
    shop.clock.stop()
    page = await visitor.open("/admin/people/logins")
    await log_in(page, Role.ADMIN)
    await page.get_by_role("button", name="Set up a second factor").click()
    form = page.get_by_role("dialog", name="Set up a second factor")
    await expect(form.locator("svg")).to_be_visible()
    secret = await form.get_by_label("Or type this key into the app").input_value()
    await form.get_by_label("Code of the app").fill("000000")
    await form.get_by_role("button", name="Turn it on").click()
    await expect(form.get_by_label("Code of the app")).to_have_attribute("aria-invalid", "true")
    await type_code(form, shop, secret)
    await form.get_by_role("button", name="Turn it on").click()

    codes = page.get_by_role("dialog", name="Recovery codes")
    first = await codes.get_by_role("listitem").first.inner_text()
    await codes.get_by_role("button", name="I have kept them").click()
    factor = page.get_by_role("region", name="Second factor")
    await expect(factor).to_contain_text("recovery codes left")

    await factor.get_by_role("button", name="New recovery codes").click()
    await expect(codes).to_be_visible()
    assert first not in await codes.inner_text()
    await codes.get_by_role("button", name="I have kept them").click()

    await factor.get_by_role("button", name="Remove the second factor").click()
    removal = page.get_by_role("dialog", name="Remove the second factor")
    await removal.get_by_label("Password", exact=True).fill(PASSWORDS[Role.ADMIN])
    await type_code(removal, shop, secret, steps=1)
    await removal.get_by_role("button", name="Remove the second factor").click()
    await expect(toast(page, "Your second factor is removed.")).to_be_visible()
    await expect(factor.get_by_role("button", name="Set up a second factor")).to_be_visible()


async def test_salespeople_reach_their_logins_from_the_menu_and_log_out_everywhere(visitor: Visitor) -> None:
    page = await visitor.open("/admin/sales")
    await log_in(page, Role.SALESPERSON)
    await page.get_by_role("button", name="Salesperson").click()
    await page.get_by_role("link", name="My logins").click()
    await expect(page.get_by_role("link", name="Invitations")).to_have_count(0)
    await expect(page.get_by_role("button", name="Set up a second factor")).to_be_visible()
    await page.get_by_role("button", name="Log out everywhere, here too").click()
    await expect(page.get_by_label("E-mail")).to_be_visible()
