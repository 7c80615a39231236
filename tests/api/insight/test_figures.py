"""The worked examples of docs/figures.md, through the API; each quoted sentence is looked up there."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import created, ok
from tests.support.requests import NewSweet
from tests.support.worked_examples import said, sell, tax_class


async def test_gross_and_the_discount_of_a_line(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said("0.125 kg at 100.20 a kilogram are 12.525: a `line_total` of 12.53.")
    said("12.5 % off 12.53 are 1.56625: 1.57, which leaves 10.96.")
    sweet = await new_sweet(unit="kg", price="100.20", stock="1")
    line = {"sweet_id": sweet["id"], "quantity": "0.125", "discount": {"percent": "12.5", "reason": "Broken"}}
    (sold,) = created(await admin.post("/api/sales", json={"lines": [line]}))["lines"]
    assert (sold["line_total"], sold["line_discount"], sold["net"]) == ("12.53", "1.57", "10.96")


async def test_the_discount_of_a_sale(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said("Three lines at 10.00 share 10.00 off as 3.34, 3.33 and 3.33.")
    sweet = await new_sweet(price="10.00", stock="3")
    sale = await sell(admin, sweet, "1", "1", "1", discount={"amount": "10", "reason": "Diwali"})
    assert [line["sale_discount"] for line in sale["lines"]] == ["3.34", "3.33", "3.33"]


@pytest.mark.parametrize(
    ("mode", "price", "taxable", "amount", "total", "sentences"),
    [
        (
            *("exclusive", "90.18", "90.18", "2.25", "94.68"),
            ("2.25 and 2.25 on a `taxable` of 90.18. The customer pays 94.68.",),
        ),
        (
            *("inclusive", "100.00", "95.24", "2.38", "100.00"),
            ("95.24 + 2.38 + 2.38 are 100.00 exactly. The customer pays 100.00.",),
        ),
    ],
)
async def test_tax_on_top_of_the_price_and_in_it(
    admin: AsyncClient,
    new_sweet: NewSweet,
    mode: str,
    price: str,
    taxable: str,
    amount: str,
    total: str,
    sentences: tuple[str, ...],
) -> None:
    said(*sentences)
    sweet = await new_sweet(price=price, stock="1", tax_class_id=await tax_class(admin, mode))
    sale = await sell(admin, sweet, "1")
    assert [(tax["taxable"], tax["amount"]) for tax in sale["lines"][0]["taxes"]] == [(taxable, amount)] * 2
    assert (sale["total"], sale["tax_mode"]) == (total, mode)


async def test_a_total_and_the_change(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said("`discount_total` 9.02, `tax_total` 4.06 (2.03 twice, on 81.16), `total` 85.22, `change` 14.78.")
    sweet = await new_sweet(price="45.09", stock="2", tax_class_id=await tax_class(admin, "exclusive"))
    sale = await sell(admin, sweet, "2", discount={"percent": 10, "reason": "Diwali"}, amount_given="100")
    assert [sale[name] for name in ("subtotal", "discount_total", "tax_total", "total", "change")] == [
        *("90.18", "9.02", "4.06", "85.22", "14.78")
    ]
    assert [(tax["taxable"], tax["amount"]) for tax in sale["lines"][0]["taxes"]] == [("81.16", "2.03")] * 2


async def test_cash_that_is_rounded(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said(
        "a `total` of 100.94; with `cash_rounding` 1 a `rounding` of 0.06 and an `amount_due` of 101.00. By card it is"
    )
    ok(await admin.put("/api/settings", json={"cash_rounding": "1"}))
    sweet = await new_sweet(unit="kg", price="980.00", stock="1")
    sale = await sell(admin, sweet, "0.103", amount_given="101")
    shown = [sale[name] for name in ("total", "rounding", "amount_due", "change")]
    assert shown == ["100.94", "0.06", "101.00", "0.00"]
    assert (await sell(admin, sweet, "0.103", tender="card"))["amount_due"] == "100.94"


async def give_back(admin: AsyncClient, sale: dict[str, Any], quantity: str) -> dict[str, Any]:
    lines = [{"line_no": 1, "quantity": quantity}]
    return created(await admin.post(f"/api/sales/{sale['id']}/refunds", json={"lines": lines}))


async def test_a_refund_in_three_parts(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said("The refunds are 3.33, 3.34 and 3.33.")
    sweet = await new_sweet(price="3.34", stock="3")
    sale = await sell(admin, sweet, "3", discount={"amount": "0.02", "reason": "Diwali"})
    assert sale["total"] == "10.00"
    assert [(await give_back(admin, sale, "1"))["total"] for _ in range(3)] == ["3.33", "3.34", "3.33"]
    assert ok(await admin.get(f"/api/sales/{sale['id']}"))["refunded_total"] == "10.00"


async def test_a_refund_of_cash_that_was_rounded(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said("one by one as 34.00, 33.00 and 34.00: a `rounding` of 0.50, -0.50 and 0.50.")
    ok(await admin.put("/api/settings", json={"cash_rounding": "1"}))
    sale = await sell(admin, await new_sweet(price="33.50", stock="3"), "3")
    backs = [await give_back(admin, sale, "1") for _ in range(3)]
    assert [back["amount_due"] for back in backs] == ["34.00", "33.00", "34.00"]
    assert [back["rounding"] for back in backs] == ["0.50", "-0.50", "0.50"]


async def test_a_refund_with_a_discount_and_tax_in_the_price(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said(
        "the tax in them is 6.43 twice.",
        "One of them gives back a `net` of 90.00, a `discount` of 10.00 and 2.14 of each tax on a `taxable` of 85.72.",
        "The two that are left give back 180.00, with 4.29 of each.",
    )
    sweet = await new_sweet(price="100.00", stock="3", tax_class_id=await tax_class(admin, "inclusive"))
    sale = await sell(admin, sweet, "3", discount={"percent": 10, "reason": "Diwali"})
    assert (sale["total"], [tax["amount"] for tax in sale["lines"][0]["taxes"]]) == ("270.00", ["6.43"] * 2)
    ((one,), (two,)) = [(await give_back(admin, sale, quantity))["lines"] for quantity in ("1", "2")]
    assert (one["net"], one["discount"], one["line_total"]) == ("90.00", "10.00", "100.00")
    assert [(tax["amount"], tax["taxable"]) for tax in one["taxes"]] == [("2.14", "85.72")] * 2
    assert (two["net"], [tax["amount"] for tax in two["taxes"]]) == ("180.00", ["4.29"] * 2)


async def test_a_refund_with_tax_on_top(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said("One gives back a `net` of 40.58 and 1.02 of each tax, 42.62; the other the rest, 42.60.")
    sweet = await new_sweet(price="45.09", stock="2", tax_class_id=await tax_class(admin, "exclusive"))
    sale = await sell(admin, sweet, "2", discount={"percent": 10, "reason": "Diwali"})
    one, other = [await give_back(admin, sale, "1") for _ in range(2)]
    (line,) = one["lines"]
    assert (sale["total"], one["total"], other["total"]) == ("85.22", "42.62", "42.60")
    assert (line["net"], [tax["amount"] for tax in line["taxes"]]) == ("40.58", ["1.02"] * 2)
