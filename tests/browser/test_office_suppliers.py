"""An admin who keeps the suppliers."""

import asyncio

from httpx import AsyncClient
from playwright.async_api import Route, expect

from app.models import Role
from tests.browser.till import toast
from tests.browser.visitor import Visitor, log_in, lose_the_first_answer
from tests.support.answers import ok
from tests.support.buying import bought, line_of, new_supplier
from tests.support.requests import NewSweet


async def test_a_supplier_is_added_edited_and_edited_back(visitor: Visitor, admin: AsyncClient) -> None:
    page = await visitor.open("/admin/buying/suppliers")
    await log_in(page, Role.ADMIN)
    await expect(page.get_by_text("No suppliers yet")).to_be_visible()
    await page.get_by_role("button", name="Add a supplier").first.click()
    form = page.get_by_role("dialog", name="New supplier")
    await form.get_by_label("Lead time").fill("400")
    await form.get_by_role("button", name="Add a supplier").click()
    await expect(form.get_by_text("Enter a name.")).to_be_visible()
    await expect(form.get_by_text("at most 365")).to_be_visible()
    await form.get_by_label("Name").fill("Nandi Dairy")
    await form.get_by_label("Lead time").fill("2")
    await form.get_by_label("Phone").fill("12")
    await form.get_by_role("button", name="Add a supplier").click()
    await expect(form.get_by_label("Phone")).to_have_attribute("aria-invalid", "true")
    await form.get_by_label("Phone").fill("98765 00002")
    await form.get_by_role("button", name="Add a supplier").click()

    await expect(page.get_by_role("heading", name="Nandi Dairy")).to_be_visible()
    await expect(page.get_by_role("link", name="+919876500002")).to_be_visible()
    await page.get_by_role("button", name="Edit").click()
    await page.get_by_label("Name").fill("Nandi & Sons")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Nandi & Sons")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("heading", name="Nandi Dairy")).to_be_visible()
    [saved] = ok(await admin.get("/api/suppliers"))["items"]
    assert (saved["name"], saved["lead_time_days"]) == ("Nandi Dairy", 2)


async def test_a_supplier_whose_answer_was_lost_is_added_once(visitor: Visitor, admin: AsyncClient) -> None:
    page = await visitor.open("/admin/buying/suppliers")
    await log_in(page, Role.ADMIN)
    keys = await lose_the_first_answer(page, "**/api/suppliers")
    for name, is_lost in (("Nandi Dairy", True), ("Verma Dairy", False)):
        await page.get_by_role("button", name="Add a supplier").first.click()
        form = page.get_by_role("dialog", name="New supplier")
        await form.get_by_label("Name").fill(name)
        await form.get_by_role("button", name="Add a supplier").click()
        if is_lost:
            await expect(form.get_by_text("The shop does not answer")).to_be_visible()
            await form.get_by_role("button", name="Add a supplier").click()
        await expect(page.get_by_role("heading", name=name)).to_be_visible()
        await page.get_by_role("link", name="Suppliers").first.click()
    saved = ok(await admin.get("/api/suppliers"))["items"]
    assert sorted(one["name"] for one in saved) == ["Nandi Dairy", "Verma Dairy"]
    lost, again, other = keys
    assert lost == again != other


async def test_a_supplier_is_restored_while_the_rest_of_the_page_is_still_asked_for(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    supplier = await new_supplier(admin, "Verma Dairy")
    await bought(admin, supplier, line_of(await new_sweet(name="Rasgulla")))
    page = await visitor.open(f"/admin/buying/suppliers/{supplier['id']}")
    await log_in(page, Role.ADMIN)
    await expect(page.get_by_text("Supplier added")).to_be_visible()
    is_released = asyncio.Event()

    async def hold(route: Route) -> None:
        await is_released.wait()
        await route.continue_()

    await page.route("**/api/audit-logs?**", hold)
    await page.get_by_role("button", name="Delete").click()
    await page.get_by_role("button", name="Restore").click()
    await expect(page.get_by_role("button", name="Delete")).to_be_visible()
    is_released.set()
    await expect(page.get_by_text("Supplier changed")).to_be_visible()


async def test_a_supplier_the_books_name_is_archived_and_one_they_do_not_is_deleted(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    used, unused = await new_supplier(admin, "Verma Dairy"), await new_supplier(admin, "Never Asked")
    order = await bought(admin, used, line_of(await new_sweet(name="Rasgulla")))
    page = await visitor.open("/admin/buying/suppliers?q=verma")
    await log_in(page, Role.ADMIN)
    await page.get_by_role("link", name="Verma Dairy").click()
    await expect(page.get_by_role("link", name=order["number"])).to_be_visible()
    await page.get_by_text("Lots").click()
    await expect(page.get_by_role("table", name="Lots")).to_contain_text("Rasgulla")
    await page.get_by_role("button", name="Delete").click()
    await expect(toast(page, "Verma Dairy was archived: orders, lots or returns refer to it.")).to_be_visible()
    await page.get_by_role("button", name="Restore").click()
    await expect(page.get_by_role("button", name="Delete")).to_be_visible()

    await page.go_back()
    await page.get_by_role("searchbox", name="Name").fill("never")
    await page.get_by_role("link", name="Never Asked").click()
    await page.get_by_role("button", name="Delete").click()
    await expect(toast(page, "Never Asked was deleted.")).to_be_visible()
    await expect(page.get_by_role("table", name="Suppliers")).not_to_contain_text("Never Asked")
    assert (await admin.get(f"/api/suppliers/{unused['id']}")).status_code == 404
    assert ok(await admin.get(f"/api/suppliers/{used['id']}"))["archived_at"] is None
