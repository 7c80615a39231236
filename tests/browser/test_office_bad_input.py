"""Odd names of everything that people type, on the pages of the back office."""

import re
from typing import Any

from httpx import AsyncClient
from playwright.async_api import expect

from app.models import Role
from tests.browser.visitor import MARKUP, ONE_WORD, Visitor, log_in, misfits
from tests.support.answers import created
from tests.support.requests import NewSweet

PRICE = "99999.99"
LONG = "Gulabjamun" * 10
ODD = re.compile("Gulabjamun|<img")


async def test_odd_names_fit_every_page_of_the_back_office(
    visitor: Visitor, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    addresses = await shop_of_odd_names(admin, new_sweet)
    page = await visitor.open("/admin")
    await log_in(page, Role.ADMIN)
    await expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    found = []
    for address in addresses:
        await page.goto(address)
        await expect(page.get_by_role("main").get_by_text(ODD).filter(visible=True).first).to_be_visible()
        await expect(page.locator("main :is(.skeleton, [aria-busy=true])")).to_have_count(0)
        found += [f"{address}, {line}" for line in await misfits(page)]
    assert "\n".join(line[:120] for line in found) == ""


async def shop_of_odd_names(admin: AsyncClient, new_sweet: NewSweet) -> list[str]:
    """Fill a shop with odd names; return the pages that show them."""

    async def add(address: str, **body: Any) -> int:
        number: int = created(await admin.post(address, json=body))["id"]
        return number

    sweet = await new_sweet(name=ONE_WORD, price=PRICE, stock="5", low_stock_threshold="9")
    other = await new_sweet(name=MARKUP, price="25", stock="5")
    supplier = await add("/api/suppliers", name=LONG, contact_name=MARKUP, note=LONG)
    customer = await add("/api/customers", name=LONG, note=LONG)
    person = {"email": "odd@example.com", "password": "a long enough password", "full_name": LONG, "role": "customer"}
    user = await add("/api/users", **person)
    line = {"packs": 1, "pack_size": "1", "pack_cost": PRICE}
    order = await add("/api/purchases", supplier_id=supplier, lines=[{"sweet_id": sweet["id"], **line}], note=LONG)
    sale = await add(
        "/api/sales", lines=[{"sweet_id": other["id"], "quantity": "1"}], customer_id=customer, note=LONG, tender="cash"
    )
    await add("/api/adjustments", sweet_id=sweet["id"], quantity="1", reason="found", note=LONG)
    await add("/api/categories", name=LONG)
    rooms = ["", "/catalogue", "/catalogue/categories", "/stock", "/stock/movements", "/stock/adjustments"]
    rooms += ["/buying", "/buying/suppliers", "/sales", "/sales/customers", "/people"]
    pages = [f"/catalogue/{sweet['id']}", f"/buying/{order}", f"/buying/suppliers/{supplier}", f"/sales/{sale}"]
    pages += [f"/sales/customers/{customer}", f"/people/{user}", "/stock/lots/1"]
    return [f"/admin{page}" for page in rooms + pages]
