"""Money has the decimals of the shop's currency: none of yen, three of Kuwaiti dinars."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from httpx import AsyncClient

from app.core.money import use_currency
from app.services.insight.verification import VerificationService
from tests.support.answers import created, ok, problem
from tests.support.requests import NewSweet, restock
from tests.support.selling import GST_5, LONG_AGO, line, new_class, refund, sell, void
from tests.support.shop import TestShop
from tests.support.transfers import rows_of

In = Callable[[str], Awaitable[None]]


@pytest.fixture
def sells_in(admin: AsyncClient) -> Iterator[In]:
    async def set_currency(currency: str) -> None:
        ok(await admin.put("/api/settings", json={"currency": currency}))

    yield set_currency
    use_currency("INR")


async def verified(shop: TestShop) -> bool:
    async with shop.database.unit_of_work() as session:
        return await VerificationService(session, shop.context).verify() == []


@pytest.mark.parametrize(
    ("currency", "price", "reason"),
    [
        ("JPY", "192.763", "An amount in JPY has no decimals."),
        ("JPY", "193.5", "An amount in JPY has no decimals."),
        ("INR", "192.763", "An amount in INR has 2 decimals at most."),
    ],
)
async def test_a_price_with_more_decimals_than_the_currency_is_refused(
    admin: AsyncClient, sells_in: In, category: dict[str, Any], currency: str, price: str, reason: str
) -> None:
    await sells_in(currency)
    body = {"sku": "A", "name": "A", "category_id": category["id"], "unit": "piece", "price": price}
    refusal = problem(await admin.post("/api/sweets", json=body), 422, "invalid_request")
    assert [(error["pointer"], error["detail"]) for error in refusal["errors"]] == [("/price", reason)]


async def test_yen_have_no_decimals(shop: TestShop, admin: AsyncClient, sells_in: In, new_sweet: NewSweet) -> None:
    await sells_in("JPY")
    piece = await new_sweet(price="193", stock="9")
    assert piece["price"] == "193"
    sale = await sell(admin, (piece, "3"), amount_given="1000")
    assert [sale[name] for name in ("subtotal", "discount_total", "tax_total", "total", "rounding", "amount_due")] == [
        *("579", "0", "0", "579", "0", "579")
    ]
    assert (sale["change"], sale["lines"][0]["unit_price"], sale["lines"][0]["line_total"]) == ("421", "193", "579")
    weighed = await new_sweet(unit="kg", price="771", stock="9", quantity_step="0.001", min_quantity="0.001")
    assert (await sell(admin, (weighed, "0.750")))["total"] == "578"
    assert (await sell(admin, (weighed, "0.749")))["total"] == "577"
    back = created(await refund(admin, sale, line(1, "1")))
    assert (back["total"], ok(await admin.get(f"/api/sales/{sale['id']}"))["refunded_total"]) == ("193", "193")
    today = ok(await admin.get("/api/dashboard/stats"))["today"]
    assert [today[name] for name in ("gross", "refunds", "total", "tax", "paid", "cost")] == [
        *("1734", "193", "1541", "0", "1541", "0")
    ]
    assert [row["total"] for row in await rows_of(admin, "sales.csv")] == ["579", "578", "577"]
    assert await verified(shop)


async def test_discounts_and_taxes_are_rounded_to_whole_yen(
    shop: TestShop, admin: AsyncClient, sells_in: In, new_sweet: NewSweet
) -> None:
    await sells_in("JPY")
    ok(await admin.put("/api/settings", json={"tax_mode": "exclusive"}))
    taxed = await new_class(admin, (LONG_AGO, GST_5))
    sweet = await new_sweet(price="193", stock="9", tax_class_id=taxed["id"])
    sale = await sell(admin, (sweet, "1"), (sweet, "1"), (sweet, "1"), discount={"amount": "100", "reason": "Diwali"})
    assert [one["sale_discount"] for one in sale["lines"]] == ["34", "33", "33"]
    assert [[tax["amount"] for tax in one["taxes"]] for one in sale["lines"]] == [["4", "4"]] * 3
    assert (sale["tax_total"], sale["total"]) == ("24", "503")
    created(await refund(admin, sale, line(1, "1")))
    off = {"percent": "12.5", "reason": "Broken"}
    row = {"sweet_id": sweet["id"], "quantity": "1", "discount": off}
    part = created(await admin.post("/api/sales", json={"lines": [row]}))
    assert part["discount_total"] == "24"
    ok(await void(admin, part))
    rows = await rows_of(admin, "tax-summary.csv")
    assert {row["net_tax"] for row in rows} == {"8"}
    assert await verified(shop)


async def test_dinars_have_three_decimals(
    shop: TestShop, admin: AsyncClient, sells_in: In, new_sweet: NewSweet
) -> None:
    await sells_in("KWD")
    sweet = await new_sweet(unit="kg", price="1.255", quantity_step="0.001", min_quantity="0.001")
    await restock(admin, sweet, "9", unit_cost="0.625")
    assert sweet["price"] == "1.255"
    sale = await sell(admin, (sweet, "0.333"), (sweet, "3"))
    assert [one["line_total"] for one in sale["lines"]] == ["0.418", "3.765"]
    assert (sale["total"], sale["tax_total"], sale["rounding"]) == ("4.183", "0.000", "0.000")
    given = await sell(admin, (sweet, "1"), amount_given="1.260")
    assert given["change"] == "0.005"
    parts = [created(await refund(admin, sale, line(2, "1")))["total"] for _ in range(3)]
    assert parts == ["1.255", "1.255", "1.255"]
    assert ok(await admin.get("/api/dashboard/stats"))["today"]["total"] == "1.673"
    refusal = problem(
        await admin.patch(f"/api/sweets/{sweet['id']}", json={"price": "1.2505"}, headers={"If-Match": "*"}),
        422,
        "invalid_request",
    )
    assert [error["pointer"] for error in refusal["errors"]] == ["/price"]
    assert await verified(shop)


async def test_cash_is_rounded_to_coins_that_the_currency_has(admin: AsyncClient, sells_in: In) -> None:
    await sells_in("JPY")
    for step in ("0.05", "0.10", "0.50"):
        refusal = problem(await admin.put("/api/settings", json={"cash_rounding": step}), 422, "cash_rounding_too_fine")
        assert [error["pointer"] for error in refusal["errors"]] == ["/cash_rounding"]
    ok(await admin.put("/api/settings", json={"cash_rounding": "1"}))


async def test_a_currency_that_is_too_coarse_for_the_prices_is_refused(
    admin: AsyncClient, sells_in: In, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(price="193.50")
    problem(await admin.put("/api/settings", json={"currency": "JPY"}), 409, "amounts_finer_than_currency")
    assert ok(await admin.get(f"/api/sweets/{sweet['id']}"))["price"] == "193.50"
    ok(await admin.patch(f"/api/sweets/{sweet['id']}", json={"price": "193"}, headers={"If-Match": "*"}))
    await sells_in("JPY")
    assert ok(await admin.get(f"/api/sweets/{sweet['id']}"))["price"] == "193"
    await sells_in("KWD")
    assert ok(await admin.get(f"/api/sweets/{sweet['id']}"))["price"] == "193.000"


async def test_a_receipt_shows_the_decimals_of_the_currency(
    admin: AsyncClient, sells_in: In, new_sweet: NewSweet
) -> None:
    await sells_in("JPY")
    sale = await sell(admin, (await new_sweet(price="1193", stock="9"), "1"))
    page = (await admin.get(f"/api/sales/{sale['id']}/receipt", params={"format": "html"})).text
    assert "1,193<" in page
    assert "1,193." not in page
