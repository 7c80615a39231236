"""Figures of the exports: taxes that add up to the books, refunds by their own day, and every figure of a line."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from httpx import AsyncClient

from app.models import Role
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, new_category
from tests.support.selling import GST_5, LONG_AGO, new_class, sell, void
from tests.support.shop import TestShop, log_in_as
from tests.support.transfers import rows_of

NOON = datetime(2026, 11, 10, 6, 30, tzinfo=UTC)
NEXT_NOON = datetime(2026, 11, 11, 6, 30, tzinfo=UTC)

TAX_COLUMNS = ("sales_taxable", "sales_tax", "refunds_taxable", "refunds_tax", "net_taxable", "net_tax")


class Accounts:
    """A shop that sold on two days, with tax on top and in the price, a void and a refund."""

    def __init__(self, shop: TestShop) -> None:
        self.shop = shop

    async def open(self) -> Any:
        self.shop.clock.set(NOON)
        admin = await log_in_as(self.shop, Role.ADMIN)
        ok(await admin.put("/api/settings", json={"tax_mode": "exclusive"}))
        taxed = await new_class(admin, (LONG_AGO, GST_5), hsn_code="2106")
        category = await new_category(admin, "Milk sweets")
        sweets = []
        for sku, price, fields in (("PACKED", "100.20", {"tax_class_id": taxed["id"]}), ("LOOSE", "10.00", {})):
            body = {"sku": sku, "name": sku, "category_id": category["id"], "price": price, "unit": "kg", **fields}
            sweets.append(created(await admin.post("/api/sweets", json=body)))
            stock = {"quantity": "9", "unit_cost": "3.25"}
            created(await admin.post(f"/api/sweets/{sweets[-1]['id']}/restock", json=stock))
        packed, loose = sweets
        self.sale = await sell(admin, (packed, "1"), (loose, "1"), discount={"percent": "10", "reason": "@Diwali"})
        mistaken = await sell(admin, (packed, "2"), (loose, "3"))
        ok(await void(admin, mistaken))
        self.shop.clock.set(NEXT_NOON)
        admin = await log_in_as(self.shop, Role.ADMIN)
        ok(await admin.put("/api/settings", json={"tax_mode": "inclusive"}))
        self.inclusive = await sell(admin, (packed, "1"))
        lines = [{"line_no": 1, "quantity": "0.5", "restock": True}]
        body = {"lines": lines, "tender": "cash", "reason": "=Stale"}
        self.refund = created(await admin.post(f"/api/sales/{self.sale['id']}/refunds", json=body))
        return admin


def figures(rows: list[dict[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(row["component"], row["tax_mode"]): tuple(row[name] for name in TAX_COLUMNS) for row in rows}


async def test_the_tax_summary_tells_sales_less_voids_and_refunds_each_on_their_own_day(shop: TestShop) -> None:
    admin = await Accounts(shop).open()
    first = figures(await rows_of(admin, "tax-summary.csv?to=2026-11-10"))
    of_component = ("90.18", "2.25", "0.00", "0.00", "90.18", "2.25")
    assert first == {
        ("CGST", "exclusive"): of_component,
        ("SGST", "exclusive"): of_component,
        ("", "exclusive"): ("9.00", "0.00", "0.00", "0.00", "9.00", "0.00"),
    }
    second = await rows_of(admin, "tax-summary.csv?from=2026-11-11&to=2026-11-11")
    back, inclusive = ("0.00", "0.00", "45.09", "1.13", "-45.09", "-1.13"), ("95.42", "2.39", "0.00", "0.00")
    assert figures(second) == {
        ("CGST", "exclusive"): back,
        ("SGST", "exclusive"): back,
        ("CGST", "inclusive"): (*inclusive, "95.42", "2.39"),
        ("SGST", "inclusive"): (*inclusive, "95.42", "2.39"),
    }
    assert {(row["rate_percent"], row["hsn_code"], row["currency"]) for row in second} == {("2.500", "2106", "INR")}
    assert await rows_of(admin, "tax-summary.csv?from=2026-11-12") == []


async def test_the_tax_summary_adds_up_to_the_tax_of_the_dashboard(shop: TestShop) -> None:
    admin = await Accounts(shop).open()
    for begin, end in (("2026-11-10", "2026-11-10"), ("2026-11-11", "2026-11-11"), ("2026-11-01", "2026-11-30")):
        rows = await rows_of(admin, f"tax-summary.csv?from={begin}&to={end}")
        booked = ok(await admin.get("/api/dashboard/total-sales", params={"from": begin, "to": end}))["tax"]
        assert sum(Decimal(row["net_tax"]) for row in rows) == Decimal(booked) != 0


async def test_sales_and_refunds_are_exported_by_business_day_with_every_figure(shop: TestShop) -> None:
    accounts = Accounts(shop)
    admin = await accounts.open()
    (sale, voided) = await rows_of(admin, "sales.csv?from=2026-11-10&to=2026-11-10")
    assert (sale["business_day"], sale["discount_total"], sale["discount_reason"], sale["tax_mode"]) == (
        *("2026-11-10", "11.02", "'@Diwali", "exclusive"),
    )
    assert (sale["refunded_total"], voided["refunded_total"], voided["status"]) == ("47.35", "0.00", "voided")
    line = (await rows_of(admin, "sale-lines.csv"))[0]
    assert (line["business_day"], line["line_discount"], line["sale_discount"], line["net"], line["tax"]) == (
        *("2026-11-10", "0.00", "10.02", "90.18", "4.50"),
    )
    assert (line["hsn_code"], line["tare"], line["cost"]) == ("2106", "", "3.2500000")
    assert await rows_of(admin, "refunds.csv?to=2026-11-10") == []
    (refund,) = await rows_of(admin, "refunds.csv?from=2026-11-11")
    assert (refund["sale"], refund["total"], refund["reason"]) == (accounts.sale["number"], "47.35", "'=Stale")
    assert (refund["refunded_at"], refund["refunded_by"]) == ("2026-11-11T12:00:00+05:30", "admin@example.com")
    (back,) = await rows_of(admin, "refund-lines.csv")
    assert (back["refund"], back["sku"], back["quantity"], back["net"], back["tax"], back["restock"]) == (
        *(refund["refund"], "PACKED", "0.500", "45.09", "2.26", "true"),
    )


async def test_the_rounding_of_cash_has_columns_of_its_own(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await admin.put("/api/settings", json={"cash_rounding": "1"}))
    sale = await sell(admin, (await new_sweet(price="100.94", stock="1"), "1"))
    created(await admin.post(f"/api/sales/{sale['id']}/refunds", json={"lines": [{"line_no": 1, "quantity": "1"}]}))
    (sold,), (back,) = [await rows_of(admin, f"{kind}.csv") for kind in ("sales", "refunds")]
    paid = ("100.94", "0.06", "101.00")
    assert tuple(sold[name] for name in ("total", "rounding", "amount_due")) == paid
    assert tuple(back[name] for name in ("total", "rounding", "amount_due")) == paid
    assert (sold["discount_total"], sold["refunded_total"]) == ("0.00", "101.00")


async def test_a_sale_after_midnight_is_in_the_business_day_it_is_booked_on(shop: TestShop) -> None:
    shop.clock.set(datetime.fromisoformat("2026-11-11T01:30:00+05:30"))
    admin = await log_in_as(shop, Role.ADMIN)
    ok(await admin.put("/api/settings", json={"day_end": "02:00"}))
    category = await new_category(admin, "Milk sweets")
    body = {"sku": "K", "name": "K", "category_id": category["id"], "price": "10.00", "unit": "kg"}
    sweet = created(await admin.post("/api/sweets", json=body))
    created(await admin.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": "9"}))
    await shop.app.state.shop.current_settings._read()
    await sell(admin, (sweet, "1"))
    for kind in ("sales", "sale-lines", "tax-summary"):
        assert len(await rows_of(admin, f"{kind}.csv?from=2026-11-10&to=2026-11-10")) == 1
        assert await rows_of(admin, f"{kind}.csv?from=2026-11-11") == []


async def test_a_movement_tells_the_refund_it_came_back_by(shop: TestShop) -> None:
    admin = await Accounts(shop).open()
    movements = await rows_of(admin, "movements.csv")
    (refund,) = await rows_of(admin, "refunds.csv")
    assert [row["refund_id"] for row in movements if row["kind"] == "return"] == [refund["refund"]]
    assert {row["refund_id"] for row in movements if row["kind"] != "return"} == {""}
