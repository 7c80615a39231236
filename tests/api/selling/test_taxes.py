"""Tax on sales: on top of the prices or in them, at the rates of the shop's day, kept as they were."""

from datetime import UTC, datetime
from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.tax_class import TaxClassRead
from tests.support.answers import ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.requests import NewSweet
from tests.support.selling import GST_5, LONG_AGO, new_class, sell
from tests.support.shop import TestShop

NOON = datetime(2026, 11, 10, 6, 30, tzinfo=UTC)


BAD_RATES = ("-1", "100.001", "1.2345", "NaN", True, None)


def due(component: str, rate: str, taxable: str, amount: str) -> dict[str, str]:
    return {"component": component, "rate_percent": rate, "taxable": taxable, "amount": amount}


async def test_exclusive_tax_comes_on_top_of_the_discounted_amount(admin: AsyncClient, new_sweet: NewSweet) -> None:
    ok(await admin.put("/api/settings", json={"tax_mode": "exclusive"}))
    taxed = await new_class(admin, (LONG_AGO, GST_5), hsn_code="2106")
    packed = await new_sweet(price="100.20", stock="9", tax_class_id=taxed["id"])
    own_code = await new_sweet(price="50", stock="9", tax_class_id=taxed["id"], hsn_code="17049020")
    loose = await new_sweet(price="10", stock="9")
    sale = await sell(
        admin,
        (packed, "1"),
        (own_code, "2"),
        (loose, "1"),
        discount={"percent": "10", "reason": "Diwali"},
        amount_given="200",
    )
    # 100.20, 100.00 and 10.00 less 21.02, of which the lines bear 10.02, 10.00 and 1.00.
    assert [line["net"] for line in sale["lines"]] == ["90.18", "90.00", "9.00"]
    assert [line["tax"] for line in sale["lines"]] == ["4.50", "4.50", "0.00"]
    assert sale["lines"][0]["taxes"] == [due("CGST", "2.500", "90.18", "2.25"), due("SGST", "2.500", "90.18", "2.25")]
    assert sale["lines"][2]["taxes"] == []
    assert [line["hsn_code"] for line in sale["lines"]] == ["2106", "17049020", None]
    expected = {
        "subtotal": "210.20",
        "discount_total": "21.02",
        "tax_total": "9.00",
        "total": "198.18",
        "tax_mode": "exclusive",
        "change": "1.82",
    }
    assert {name: sale[name] for name in expected} == expected


async def test_inclusive_tax_is_part_of_the_price_and_adds_up_with_the_taxable_amount(
    admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    taxed = await new_class(admin, (LONG_AGO, GST_5))
    sweet = await new_sweet(price="100.00", stock="9", tax_class_id=taxed["id"])
    sale = await sell(customer, (sweet, "1"))
    # 100 x 2.5 / 105 is 2.38 twice, and leaves 95.24.
    assert sale["lines"][0]["taxes"] == [due("CGST", "2.500", "95.24", "2.38"), due("SGST", "2.500", "95.24", "2.38")]
    assert (sale["subtotal"], sale["tax_total"], sale["total"], sale["tax_mode"]) == (
        "100.00",
        "4.76",
        "100.00",
        "inclusive",
    )


async def test_the_rate_is_that_of_the_shops_day(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    first, second = [{"name": "GST", "rate_percent": 5}], [{"name": "GST", "rate_percent": "12"}]
    taxed = await new_class(admin, ("2027-01-03", second), ("2027-01-02", first), ("2027-01-04", []))
    sweet = await new_sweet(price="112", stock="99", tax_class_id=taxed["id"])
    told = []
    # Midnight in Kolkata is half past six in the evening before, in UTC.
    for moment in (
        "2027-01-01T18:29:59Z",
        "2027-01-01T18:30:00Z",
        "2027-01-02T18:29:59Z",
        "2027-01-02T18:30:00Z",
        "2027-01-03T18:30:00Z",
    ):
        shop.clock.set(datetime.fromisoformat(moment))
        cashier = await shop.log_in("admin@example.com", "cardamom-and-ghee-for-ever")
        (line,) = (await sell(cashier, (sweet, "1")))["lines"]
        told.append((line["tax"], [tax["rate_percent"] for tax in line["taxes"]]))
    # Before the first rate nothing is due, and nothing is once a rate has no components.
    assert told == [("0.00", []), ("5.33", ["5.000"]), ("5.33", ["5.000"]), ("12.00", ["12.000"]), ("0.00", [])]


async def test_a_sale_keeps_its_taxes_whatever_becomes_of_class_and_settings(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    taxed = await new_class(admin, (LONG_AGO, GST_5))
    sweet = await new_sweet(price="100", stock="9", tax_class_id=taxed["id"])
    sale = await sell(admin, (sweet, "1"))
    rates = [*taxed["rates"], {"effective_from": "2199-01-01", "components": []}]
    ok(await admin.put(f"/api/tax-classes/{taxed['id']}", json={"name": "Other", "hsn_code": "1704", "rates": rates}))
    ok(await admin.put("/api/settings", json={"tax_mode": "exclusive"}))
    ok(await admin.patch(f"/api/sweets/{sweet['id']}", json={"tax_class_id": None}, headers={"If-Match": "*"}))
    assert ok(await admin.get(f"/api/sales/{sale['id']}")) == sale
    after = await sell(admin, (sweet, "1"))
    assert (after["tax_mode"], after["tax_total"], after["lines"][0]["taxes"]) == ("exclusive", "0.00", [])


async def test_past_rates_stay_once_something_was_sold(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    today, yesterday, tomorrow = "2026-11-10", "2026-11-09", "2026-11-11"
    taxed = await new_class(admin, (LONG_AGO, GST_5), (today, []), (tomorrow, GST_5))
    address = f"/api/tax-classes/{taxed['id']}"
    old = {"effective_from": LONG_AGO, "components": GST_5}
    sweet = await new_sweet(price="100", stock="9", tax_class_id=taxed["id"])
    shop.clock.set(NOON)
    admin = await shop.log_in("admin@example.com", "cardamom-and-ghee-for-ever")
    # Nothing is sold yet, so a slip can be put right.
    ok(await admin.patch(address, json={"rates": [{"effective_from": "2018-01-01", "components": []}]}))
    ok(await admin.patch(address, json={"rates": [old]}))
    await sell(admin, (sweet, "1"))
    before = await all_rows(shop)
    for rates in (
        [],
        [{"effective_from": LONG_AGO, "components": []}],
        [old, {"effective_from": yesterday, "components": []}],
        [{"effective_from": "2017-06-30", "components": GST_5}],
    ):
        problem(await admin.patch(address, json={"rates": rates}), 409, "tax_rates_used")
    assert await all_rows(shop) == before
    for rates in (
        [old, {"effective_from": today, "components": []}, {"effective_from": tomorrow, "components": GST_5}],
        [old, {"effective_from": tomorrow, "components": []}],
        [old],
    ):
        assert len(ok(await admin.patch(address, json={"rates": rates}))["rates"]) == len(rates)
    problem(await admin.delete(address), 409, "tax_class_in_use")
    ok(await admin.patch(f"/api/sweets/{sweet['id']}", json={"tax_class_id": None}, headers={"If-Match": "*"}))
    problem(await admin.delete(address), 409, "tax_class_in_use")


async def test_a_tax_class_is_shown_as_it_was_given_its_rates_in_order(
    admin: AsyncClient, salesperson: AsyncClient
) -> None:
    made = await new_class(admin, ("2026-04-01", []), (LONG_AGO, GST_5), hsn_code="2106")
    read_strictly(TaxClassRead, made)
    assert made["rates"] == [
        {
            "effective_from": LONG_AGO,
            "components": [{"name": "CGST", "rate_percent": "2.500"}, {"name": "SGST", "rate_percent": "2.500"}],
        },
        {"effective_from": "2026-04-01", "components": []},
    ]
    assert ok(await salesperson.get(f"/api/tax-classes/{made['id']}")) == made
    assert ok(await salesperson.get("/api/tax-classes?name=packed&count=true"))["items"] == [made]
    problem(await admin.post("/api/tax-classes", json={"name": "PACKED", "rates": []}), 409, "tax_class_name_taken")
    assert (await admin.delete(f"/api/tax-classes/{made['id']}")).status_code == 204
    problem(await admin.get(f"/api/tax-classes/{made['id']}"), 404, "tax_class_not_found")
    problem(await admin.patch(f"/api/tax-classes/{made['id']}", json={"name": "x"}), 404, "tax_class_not_found")


RATE = {"effective_from": "2026-04-01", "components": GST_5}


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": None}, "/name"),
        ({"hsn_code": "12"}, "/hsn_code"),
        ({"rates": None}, "/rates"),
        ({"rates": [RATE, RATE]}, "/rates"),
        ({"rates": [RATE | {"effective_from": "01.04.2026"}]}, "/rates/0/effective_from"),
        ({"rates": [RATE | {"effective_from": 20260401}]}, "/rates/0/effective_from"),
        ({"rates": [RATE | {"components": [GST_5[0], GST_5[0] | {"name": "cgst"}]}]}, "/rates/0"),
        *(
            (
                {"rates": [RATE | {"components": [{"name": "GST", "rate_percent": rate}]}]},
                "/rates/0/components/0/rate_percent",
            )
            for rate in BAD_RATES
        ),
        ({"rates": [RATE | {"components": [{"name": n, "rate_percent": 60} for n in "AB"]}]}, "/rates/0"),
        ({"rates": [RATE | {"components": [{"name": n, "rate_percent": 1} for n in "ABCDEF"]}]}, "/rates/0/components"),
        ({"rates": [{"components": []}]}, "/rates/0/effective_from"),
        ({"rates": [{"effective_from": "2026-04-01"}]}, "/rates/0/components"),
    ],
    ids=str,
)
async def test_an_invalid_tax_class_is_refused(
    shop: TestShop, admin: AsyncClient, fields: dict[str, Any], pointer: str
) -> None:
    made = await new_class(admin)
    before = await all_rows(shop)
    for answer in (
        await admin.post("/api/tax-classes", json={"name": "New", "rates": []} | fields),
        await admin.put(f"/api/tax-classes/{made['id']}", json={"name": "New", "rates": []} | fields),
        await admin.patch(f"/api/tax-classes/{made['id']}", json=fields),
    ):
        pointers = [error["pointer"] for error in problem(answer, 422, "invalid_request")["errors"]]
        assert pointers in ([pointer], [""])
    assert await all_rows(shop) == before


async def test_a_sweet_of_a_class_that_is_not_there_is_refused(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    before = await all_rows(shop)
    body = {name: sweet[name] for name in ("sku", "name", "category_id", "price", "unit")} | {"tax_class_id": 99}
    address, any_version = f"/api/sweets/{sweet['id']}", {"If-Match": "*"}
    for answer in (
        await admin.post("/api/sweets", json=body | {"sku": "NEW"}),
        await admin.put(address, json=body, headers=any_version),
        await admin.patch(address, json={"tax_class_id": 99}, headers=any_version),
    ):
        (error,) = problem(answer, 422, "unknown_tax_class")["errors"]
        assert error["pointer"] == "/tax_class_id"
    assert await all_rows(shop) == before


async def test_tax_on_top_of_all_the_books_can_hold_is_refused(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await admin.put("/api/settings", json={"tax_mode": "exclusive"}))
    taxed = await new_class(admin, (LONG_AGO, GST_5))
    sweet = await new_sweet(price="9999999999.99", stock="3", tax_class_id=taxed["id"])
    before = await all_rows(shop)
    problem(await admin.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "1"}), 422, "total_too_large")
    assert await all_rows(shop) == before
