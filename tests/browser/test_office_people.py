"""Users, invitations and the audit log, in the back office."""

import re
from datetime import timedelta

from httpx import AsyncClient
from playwright.async_api import Page, expect

from app.models import Role
from tests.browser.till import toast
from tests.browser.visitor import NewVisitor, Visitor, log_in
from tests.support.shop import PASSWORDS, TestShop


async def open_office(visitor: Visitor, address: str) -> Page:
    page = await visitor.open(address)
    await log_in(page, Role.ADMIN)
    return page


async def test_staff_join_by_the_link_that_an_admin_hands_over(new_visitor: NewVisitor, admin: AsyncClient) -> None:
    page = await open_office(await new_visitor(), "/admin/people/invitations")
    await page.get_by_role("button", name="Invite staff").click()
    await page.get_by_role("button", name="Create the invitation").click()
    handed = page.get_by_role("dialog", name="Hand over the invitation")
    await expect(handed.locator("svg")).to_be_visible()
    link = await handed.get_by_label("Link").input_value()
    await handed.get_by_role("button", name="Done").click()
    await expect(page.get_by_role("button", name="Revoke")).to_be_visible()

    ravi = await (await new_visitor()).open(link)
    await ravi.get_by_label("Your name").fill("Ravi Iyer")
    await ravi.get_by_label("E-mail").fill("ravi@example.com")
    await ravi.get_by_label("Password", exact=True).fill("two trays of barfi")
    await ravi.get_by_role("button", name="Open an account").click()
    await expect(ravi.get_by_role("link", name="Ravi Iyer").first).to_be_visible()
    (user,) = (await admin.get("/api/users", params={"q": "ravi"})).json()["items"]
    assert user["role"] == "salesperson"
    await page.reload()
    await expect(page.get_by_role("row", name="Anybody who has the link")).to_contain_text("Used")


async def test_a_role_changes_after_the_password_is_given_again_and_the_log_says_so(
    visitor: Visitor, shop: TestShop
) -> None:
    page = await open_office(visitor, "/admin/people?role=salesperson")
    await page.get_by_role("link", name=re.compile("salesperson@example.com")).click()
    shop.clock.advance(timedelta(minutes=11))
    await page.get_by_label("Admin").check()
    await page.get_by_role("button", name="Change role").click()
    proof = page.get_by_role("dialog", name="Enter your password")
    await proof.get_by_label("Password", exact=True).fill("not this one")
    await proof.get_by_role("button", name="Continue").click()
    await expect(proof.get_by_label("Password", exact=True)).to_have_attribute("aria-invalid", "true")
    await proof.get_by_label("Password", exact=True).fill(PASSWORDS[Role.ADMIN])
    await proof.get_by_role("button", name="Continue").click()
    await expect(toast(page, "Admin.")).to_be_visible()

    await page.get_by_role("link", name="Full log").click()
    await page.get_by_role("link", name=re.compile("User role changed")).click()
    entry = page.get_by_role("dialog", name="User role changed")
    await expect(entry.get_by_role("row", name="role salesperson admin")).to_be_visible()
    await entry.get_by_role("button", name="Only admin@example.com").click()
    await expect(page).to_have_url(re.compile(r"\?actor_id=\d+$"))
    await expect(page.get_by_role("link", name=re.compile("Login confirmed with a password"))).to_be_visible()


async def test_somebody_is_shut_out_and_let_in_again(visitor: Visitor, admin: AsyncClient) -> None:
    page = await open_office(visitor, "/admin/people?q=customer")
    await page.get_by_role("link", name=re.compile("customer@example.com")).click()
    await page.get_by_role("button", name="Disable").click()
    await expect(page.get_by_role("status").get_by_text("Disabled")).to_be_visible()
    (user,) = (await admin.get("/api/users", params={"q": "customer@example.com"})).json()["items"]
    assert user["is_active"] is False
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("button", name="Disable")).to_be_visible()
    assert (await admin.get(f"/api/users/{user['id']}")).json()["is_active"] is True
