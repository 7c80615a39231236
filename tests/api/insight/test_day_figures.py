"""The worked examples of days in docs/figures.md, through the API; each quoted sentence is looked up there."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from tests.support.answers import created, ok
from tests.support.imports import import_till_history
from tests.support.requests import NewSweet, purchase, restock
from tests.support.shop import TestShop, log_in_as
from tests.support.worked_examples import said, sell, tax_class


async def figures(admin: AsyncClient, *names: str, days: str = "") -> list[Any]:
    """The figures of the last thirty days; the total is the sum of its days."""
    answer = ok(await admin.get(f"/api/dashboard/total-sales?{days}"))
    assert sum(one["sales"] for one in answer["items"]) == answer["sales"]
    stats = ok(await admin.get("/api/dashboard/stats"))
    if answer["from"] == answer["to"] == stats["day"]:
        assert {name: stats["today"][name] for name in answer["items"][0]} == answer["items"][0]
    return [answer[name] for name in names]


MONEY = ("gross", "discounts", "refunds", "net", "tax", "total", "costed_sales", "cost", "margin", "margin_percent")


async def test_a_day_with_tax_in_the_price(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said(
        "105.00, `discounts` 5.00, `net` 100.00, `tax` 4.76, `total` 100.00.",
        "Without the tax that are `costed_sales` of 95.24;",
        "`cost` of 40.00 a `margin` of 55.24, 58.00 %.",
    )
    sweet = await new_sweet(price="52.50", tax_class_id=await tax_class(admin, "inclusive"))
    await restock(admin, sweet, "2", unit_cost="20")
    await sell(admin, sweet, "2", discount={"amount": "5", "reason": "Diwali"})
    assert await figures(admin, *MONEY) == [
        *("105.00", "5.00", "0.00", "100.00", "4.76", "100.00", "95.24", "40.00", "55.24", "58.00")
    ]
    assert await figures(admin, "sales", "refund_count", "average_sale") == [1, 0, "100.00"]


async def day_with_tax_on_top(admin: AsyncClient, new_sweet: NewSweet) -> dict[str, Any]:
    sweet = await new_sweet(price="45.09", tax_class_id=await tax_class(admin, "exclusive"))
    await restock(admin, sweet, "9", unit_cost="20")
    return await sell(admin, sweet, "2", discount={"percent": "10", "reason": "Diwali"})


async def test_a_day_with_tax_on_top(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said("`gross` 90.18, `discounts` 9.02, `net` 81.16, `tax` 4.06, `total` 85.22, `costed_sales` 81.16, `cost` 40.00,")
    said("`margin` 41.16, 50.71 %.")
    await day_with_tax_on_top(admin, new_sweet)
    assert await figures(admin, *MONEY) == [
        *("90.18", "9.02", "0.00", "81.16", "4.06", "85.22", "81.16", "40.00", "41.16", "50.71")
    ]


async def test_a_day_with_cash_that_was_rounded(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said("The 100.94 paid with 101.00 are a `total` of 100.94, a `rounding` of 0.06 and 101.00 `paid`.")
    ok(await admin.put("/api/settings", json={"cash_rounding": "1"}))
    sweet = await new_sweet(price="100.94", stock="9")
    await sell(admin, sweet, "1", tender="card")
    sale = await sell(admin, sweet, "1")
    shown = ("total", "rounding", "paid", "discounts", "average_sale")
    assert await figures(admin, *shown) == ["201.88", "0.06", "201.94", "0.00", "100.94"]
    other = await sell(admin, sweet, "2")
    assert await figures(admin, *shown[:3]) == ["403.76", "0.18", "403.94"]
    ok(await admin.post(f"/api/sales/{other['id']}/void", json={"reason": "A mistake."}))
    assert await figures(admin, *shown[:3]) == ["201.88", "0.06", "201.94"]
    created(await admin.post(f"/api/sales/{sale['id']}/refunds", json={"lines": [{"line_no": 1, "quantity": "1"}]}))
    assert await figures(admin, *shown[:3]) == ["100.94", "0.00", "100.94"]


@pytest.mark.parametrize("mode", ["inclusive", "exclusive"])
async def test_a_void_leaves_nothing_of_a_sale_in_the_books(admin: AsyncClient, new_sweet: NewSweet, mode: str) -> None:
    said("of a sale made and voided, nothing is left in any figure.")
    sweet = await new_sweet(price="45.09", tax_class_id=await tax_class(admin, mode))
    await restock(admin, sweet, "9", unit_cost="20")
    sale = await sell(admin, sweet, "2", "1", discount={"percent": "10", "reason": "Diwali"})
    assert await figures(admin, "sales") == [1]
    ok(await admin.post(f"/api/sales/{sale['id']}/void", json={"reason": "A mistake."}))
    assert await figures(admin, *MONEY, "sales", "average_sale") == ["0.00"] * 9 + [None, 0, None]
    assert ok(await admin.get("/api/dashboard/top-sweets"))["items"] == []


@pytest.mark.parametrize(("goes_back", "cost", "margin"), [(False, "0.00", "-40.58"), (True, "-20.00", "-20.58")])
async def test_a_refund_counts_on_its_own_day(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, goes_back: bool, cost: str, margin: str
) -> None:
    said("`refunds` 40.58 (45.09 less its 4.51 of the discount), `net` -40.58, `tax` -2.04, `total` -42.62.")
    said("Its `margin` is -40.58 where the sweet is thrown away, and -20.58 where it goes back on the shelf")
    sale = await day_with_tax_on_top(admin, new_sweet)
    day = sale["business_day"]
    shop.clock.advance(timedelta(days=1))
    admin = await log_in_as(shop, Role.ADMIN)
    one = {"lines": [{"line_no": 1, "quantity": "1"}], "restock": goes_back}
    created(await admin.post(f"/api/sales/{sale['id']}/refunds", json=one))
    next_day = ok(await admin.get("/api/dashboard/stats"))["day"]
    assert next_day > day
    assert await figures(admin, *MONEY, days=f"from={next_day}") == [
        *("0.00", "0.00", "40.58", "-40.58", "-2.04", "-42.62", "-40.58", cost, margin, None)
    ]
    assert await figures(admin, "sales", "refund_count", "average_sale", days=f"from={next_day}") == [0, 1, None]
    assert await figures(admin, "total", "refunds", "margin", days=f"to={day}") == ["85.22", "0.00", "41.16"]
    assert await figures(admin, "total", "net", "tax") == ["42.60", "40.58", "2.02"]
    (sold,) = ok(await admin.get("/api/dashboard/top-sweets?by=quantity"))["items"]
    assert (sold["quantity"], sold["refunded"], sold["total"]) == ("1.000", "1.000", "42.60")


async def test_a_cost_that_is_not_known_is_not_guessed(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said("150.00, `costed_sales` of 100.00 and a `margin` of 40.00, 40.00 %.")
    known, unknown = [await new_sweet(price=price) for price in ("100.00", "50.00")]
    await restock(admin, known, "1", unit_cost="60")
    await restock(admin, unknown, "1")
    for sweet in (known, unknown):
        created(await purchase(admin, sweet, "1"))
    assert await figures(admin, "total", "costed_sales", "margin", "margin_percent") == [
        *("150.00", "100.00", "40.00", "40.00")
    ]


async def test_a_line_counts_as_known_only_if_all_of_it_is(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said("The cost of a line counts as known only if all of its lots have one.")
    sweet = await new_sweet(price="10.00")
    await restock(admin, sweet, "2", unit_cost="4", best_before="2090-01-01")
    await restock(admin, sweet, "2")
    created(await purchase(admin, sweet, "3"))
    assert await figures(admin, "total", "costed_sales", "cost", "margin") == ["30.00", "0.00", "0.00", "0.00"]


async def test_costs_are_rounded_once(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said("0.125 kg at 33.33 a kilogram cost 4.16625; three times that are 12.49875, a `cost` of 12.50.")
    sweet = await new_sweet(unit="kg", price="100.00", quantity_step="0.125", min_quantity="0.125")
    await restock(admin, sweet, "1", unit_cost="33.33")
    for _ in range(3):
        created(await purchase(admin, sweet, "0.125"))
    assert await figures(admin, "cost") == ["12.50"]
    (sold,) = ok(await admin.get("/api/dashboard/top-sweets"))["items"]
    assert sold["cost"] == ok(await admin.get("/api/metrics/sweets"))["total"]["cost"] == "12.50"


async def test_a_previous_tills_tickets_count_as_sales_and_its_returns_as_refunds(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    said("count as sales, and goods returned on them as `refunds`. They have no tax and no cost.")
    sweet = await new_sweet()
    async with shop.connect() as connection, connection.transaction():
        await connection.execute(
            "INSERT INTO history_tickets (id, ticket, sold_at, business_day)"
            " SELECT n, n::text, suite.now(), '2026-11-10' FROM generate_series(1, 2) AS n"
        )
        await connection.execute(
            "INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity, unit_price, amount) VALUES"
            " (1, 1, $1, 'barfi', 3, 9, 27), (1, 2, $1, 'barfi', 1, NULL, NULL), (2, 1, $1, 'barfi', -1, 9, -9)",
            sweet["id"],
        )
    days = "from=2026-11-10&to=2026-11-10"
    assert await figures(admin, *MONEY, days=days) == [
        *("27.00", "0.00", "9.00", "18.00", "0.00", "18.00", "0.00", "0.00", "0.00", None)
    ]
    assert await figures(admin, "sales", "refund_count", days=days) == [2, 0]
    (sold,) = ok(await admin.get(f"/api/dashboard/top-sweets?{days}"))["items"]
    assert (sold["quantity"], sold["refunded"], sold["total"]) == ("3.000", "1.000", "18.00")


async def test_a_till_that_tells_discounts_is_taken_at_its_word(shop: TestShop, admin: AsyncClient) -> None:
    said("are `gross` 134.88, `discounts` 5.00 and `net` 129.88; a refund of 40.00 on that day leaves 89.88.")
    header = "Date,Time,Ticket,Item,Qty,Gross sales,Discounts,Net sales\n"
    sold = "2026-10-15,9:00,1,Pack,6,119.88,0,119.88\n2026-10-15,9:00,1,Small pack,1,15.00,5.00,10.00\n"
    await import_till_history(shop, header + sold)
    names, days = ("gross", "discounts", "refunds", "net"), "from=2026-10-15&to=2026-10-15"
    assert await figures(admin, *names, days=days) == ["134.88", "5.00", "0.00", "129.88"]
    await import_till_history(shop, header + "2026-10-15,9:30,2,Papdi,-1,-40.00,0,-40.00\n")
    assert await figures(admin, *names, days=days) == ["134.88", "5.00", "40.00", "89.88"]
