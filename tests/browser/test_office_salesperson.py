"""A salesperson in the back office: what their role may see, and nothing that the shop would refuse them."""

from httpx import AsyncClient
from playwright.async_api import Page, Response, expect

from app.models import Role
from tests.browser.visitor import Visitor, log_in
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, new_customer, restock

COST = "31.50"
SEEN = (
    "/admin/catalogue",
    "/admin/catalogue/1",
    "/admin/stock",
    "/admin/stock/lots/1",
    "/admin/stock/movements",
    "/admin/sales",
    "/admin/sales/1",
    "/admin/sales/customers",
    "/admin/sales/customers/1",
)
OF_ADMINS = (
    "/admin/catalogue/new",
    "/admin/catalogue/categories",
    "/admin/catalogue/tax",
    "/admin/stock/adjustments",
    "/admin/stock/adjustments/new",
    "/admin/stock/counts/1",
    "/admin/buying",
    "/admin/buying/suppliers",
    "/admin/sales/exports",
    "/admin/people/audit",
    "/admin/shop/imports",
)
DEEDS_OF_ADMINS = ("Adjust", "Write off 1 lot", "New sweet", "Archive", "Save", "Start a count")


async def open_as_salesperson(visitor: Visitor, address: str, refused: list[str]) -> Page:
    def note(response: Response) -> None:
        if response.status == 403:
            refused.append(response.url)

    visitor.context.on("response", note)
    page = await visitor.open(address)
    await log_in(page, Role.SALESPERSON)
    return page


async def fill_the_shop(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(name="Rasgulla", price="40", shelf_life_days=3)
    await restock(admin, sweet, "10", unit_cost=COST)
    await restock(admin, sweet, "2", unit_cost=COST, best_before="2020-01-01")
    asha = await new_customer(admin, "Asha Rao", phone="+919876500001")
    lines = [{"sweet_id": sweet["id"], "quantity": "4"}]
    created(await admin.post("/api/sales", json={"lines": lines, "tender": "cash", "customer_id": asha["id"]}))
    created(await admin.post("/api/stocktakes", json={}))


async def test_a_salesperson_sees_their_rooms_without_a_cost_and_is_refused_nothing(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    await fill_the_shop(admin, new_sweet)
    refused: list[str] = []
    page = await open_as_salesperson(visitor, "/admin", refused)
    rooms = page.get_by_role("navigation", name="Back office").first.get_by_role("link")
    await expect(rooms.get_by_text("Stock", exact=True)).to_be_visible()
    for room in ("Today", "Buying", "People", "Shop"):
        await expect(rooms.get_by_text(room, exact=True)).to_have_count(0)
    for address in SEEN:
        await page.goto(address)
        await expect(page.get_by_text("Rasgulla").or_(page.get_by_text("Asha Rao")).first).to_be_visible()
        main = page.get_by_role("main")
        await expect(main.locator("[aria-busy=true]")).to_have_count(0)
        await expect(main.get_by_text("Cost", exact=True)).to_have_count(0)
        await expect(main).not_to_contain_text(COST)
        for deed in DEEDS_OF_ADMINS:
            await expect(main.get_by_role("button", name=deed, exact=True)).to_have_count(0)
            await expect(main.get_by_role("link", name=deed, exact=True)).to_have_count(0)
    assert refused == []


async def test_a_salesperson_who_types_the_address_of_an_admins_page_is_told_whose_it_is(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    await fill_the_shop(admin, new_sweet)
    refused: list[str] = []
    page = await open_as_salesperson(visitor, "/admin/sales", refused)
    await expect(page.get_by_role("table")).to_be_visible()
    for address in OF_ADMINS:
        await page.goto(address)
        await expect(page.get_by_role("heading", name="This page is for admins")).to_be_visible()
    await page.get_by_role("link", name="Go to the sales").click()
    await expect(page.get_by_role("table")).to_be_visible()
    assert refused == []


async def test_a_salesperson_takes_in_goods_where_the_shop_lets_them(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await admin.put("/api/settings", json={"salesperson_may_restock": True}))
    await fill_the_shop(admin, new_sweet)
    refused: list[str] = []
    page = await open_as_salesperson(visitor, "/admin/catalogue/1", refused)
    await page.get_by_role("link", name="Restock").click()
    await expect(page.get_by_label("Best before")).to_be_visible()
    await expect(page.get_by_label("Cost a piece")).to_have_count(0)
    await page.get_by_label("How much, in pcs").fill("6")
    await page.get_by_role("button", name="Restock 6 pieces").click()
    await expect(page.get_by_role("heading", name="Rasgulla")).to_be_visible()
    assert ok(await admin.get("/api/lots/3"))["on_hand"] == "6.000"
    assert refused == []
