"""Opening an account, logging out, logging in."""

from httpx import AsyncClient
from playwright.async_api import expect

from app.models import Role
from tests.browser.visitor import NewVisitor, Visitor, log_in
from tests.support.requests import new_customer


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


async def test_what_is_wrong_with_a_new_account_is_said_once_at_its_field_in_the_readers_language(
    new_visitor: NewVisitor,
) -> None:
    page = await (await new_visitor(locale="hi-IN")).open("/account/register")
    await page.get_by_label("ई-मेल").fill("asha@example.com")
    password = page.get_by_label("पासवर्ड", exact=True)
    await password.fill("short")
    await page.get_by_role("button", name="खाता खोलें").click()
    await expect(page.get_by_text("पासवर्ड छोटा है। और अक्षर जोड़िए।")).to_have_count(1)
    await expect(password).to_be_focused()
    await password.fill("saffron and pistachio")
    await page.get_by_label("ई-मेल").fill("customer@example.com")
    await page.get_by_role("button", name="खाता खोलें").click()
    await expect(page.get_by_role("alert")).to_have_text(
        "इस ई-मेल से, या इससे मिलते-जुलते ई-मेल से, खाता पहले से है। लॉग इन कीजिए।"
    )


async def test_logging_out_without_a_connection_says_that_it_did_not_work(visitor: Visitor) -> None:
    page = await visitor.open("/account")
    await log_in(page, Role.CUSTOMER)
    await expect(page.get_by_text("Where you are logged in")).to_be_visible()
    await visitor.context.set_offline(True)
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("listitem").filter(has_text="The shop does not answer.")).to_be_visible()
    await visitor.context.set_offline(False)
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()


async def test_a_customer_shows_a_code_with_which_the_staff_link_their_account(
    visitor: Visitor, salesperson: AsyncClient
) -> None:
    page = await visitor.open("/account")
    await log_in(page, Role.CUSTOMER)
    await page.get_by_role("button", name="Create a code").click()
    shown = page.get_by_role("status").filter(has_text="valid until")
    code = (await shown.locator("b").text_content() or "").strip()
    asha = await new_customer(salesperson, "Asha Rao", link_code=code)
    assert asha["user_id"] is not None
