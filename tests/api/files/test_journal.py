"""The accountant's journal: a day with every kind of document, line by line, as CSV and as Tally's XML."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.journal import JournalRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.journal import check_books
from tests.support.requests import NewSweet, new_customer, purchase, restock
from tests.support.shop import TestShop, log_in_as
from tests.support.takings import close_drawer, move_cash, open_drawer, pay, pay_account
from tests.support.transfers import imported, rows_of
from tests.support.worked_examples import said, sell, tax_class

Line = tuple[str, ...]
DAY = [
    ("Sales", "Cash", "225.00", "", ""),
    ("Sales", "Card", "159.00", "", ""),
    ("Sales", "UPI", "100.00", "", ""),
    ("Sales", "Customers on account", "100.00", "", ""),
    ("Sales", "Orders to collect", "40.00", "", ""),
    ("Sales", "Discounts allowed", "6.00", "", ""),
    ("Sales", "Rounding off", "0.40", "", ""),
    ("Sales", "Sales 5 %", "", "400.00", ""),
    ("Sales", "Sales without tax", "", "210.40", ""),
    ("Sales", "Output CGST 2.5 %", "", "10.00", ""),
    ("Sales", "Output SGST 2.5 %", "", "10.00", ""),
    ("Voids", "Sales 5 %", "100.00", "", ""),
    ("Voids", "Output CGST 2.5 %", "2.50", "", ""),
    ("Voids", "Output SGST 2.5 %", "2.50", "", ""),
    ("Voids", "Card", "", "105.00", ""),
    ("Refunds", "Sales returns 5 %", "100.00", "", ""),
    ("Refunds", "Output CGST 2.5 %", "2.50", "", ""),
    ("Refunds", "Output SGST 2.5 %", "2.50", "", ""),
    ("Refunds", "Cash", "", "105.00", ""),
    ("Paid on account", "UPI", "60.00", "", ""),
    ("Paid on account", "Customers on account", "", "60.00", ""),
    ("Drawers", "Petty cash", "100.00", "", "Milk for tea"),
    ("Drawers", "Bank", "200.00", "", "Bank drop"),
    ("Drawers", "Cash short and over", "2.00", "", "Two coins <missing>"),
    ("Drawers", "Cash", "", "252.00", ""),
    ("Drawers", "Bank", "", "50.00", "Change from the bank"),
    ("Cost of goods", "Cost of goods sold", "245.00", "", ""),
    ("Cost of goods", "Inventory", "", "245.00", ""),
]


async def journal(admin: AsyncClient, days: str = "") -> list[Line]:
    names = ("voucher", "account", "debit", "credit", "note")
    rows = await rows_of(admin, f"journal.csv?{days}")
    return [tuple(row[name] for name in names) for row in rows]


async def play_a_day(shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet) -> dict[str, Any]:
    """Every kind of document, and the order that is left to collect."""
    taxed = await new_sweet(name="Barfi", price="105.00", tax_class_id=await tax_class(admin, "inclusive"))
    plain, odd = await new_sweet(name="Ladoo", price="20.00"), await new_sweet(price="10.40", stock="9")
    ok(await admin.put("/api/settings", json={"cash_rounding": "1"}))
    await restock(admin, taxed, "20", unit_cost="60")
    await restock(admin, plain, "20", unit_cost="12.50")
    asha = await new_customer(admin, "Asha")
    await shop.sql("UPDATE customers SET credit_limit = 500 WHERE id = $1", asha["id"])
    drawer = await open_drawer(shop, ok(await admin.get("/api/auth/me")), None, "500")
    cash = await sell(admin, taxed, "2")
    await sell(admin, taxed, "1", payments=[{"tender": "upi", "amount": "100"}, {"tender": "cash", "amount": "5"}])
    await sell(admin, plain, "3", tender="card", discount={"percent": "10", "reason": "Diwali"})
    await sell(admin, plain, "5", payments=[{"tender": "account", "amount": "100"}], customer_id=asha["id"])
    wrong = await sell(admin, taxed, "1", tender="card")
    ok(await admin.post(f"/api/sales/{wrong['id']}/void", json={"reason": "A mistake."}))
    order = created(await purchase(customer, plain, "2"))
    await sell(admin, odd, "1")
    back = {"lines": [{"line_no": 1, "quantity": "1"}], "restock": True}
    created(await admin.post(f"/api/sales/{cash['id']}/refunds", json=back))
    await pay_account(shop, asha, "60", "upi")
    await move_cash(shop, drawer, "out", "100", "Milk for tea")
    await move_cash(shop, drawer, "out", "200", "Bank drop")
    await move_cash(shop, drawer, "in", "50", "Change from the bank")
    await close_drawer(shop, drawer, "368", "Two coins <missing>")
    return order


async def test_a_day_is_written_line_by_line_and_balances(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    said("a debit of 225.00 to Cash, 159.00 to Card, 100.00 to UPI, 100.00 to Customers on account, 40.00 to Orders to")
    said("credits of 400.00 to Sales 5 %, 210.40 to Sales without tax and 10.00 each to Output CGST 2.5 % and Output")
    await play_a_day(shop, admin, customer, new_sweet)
    lines = await journal(admin)
    assert lines == DAY
    assert sum(Decimal(line[2] or 0) - Decimal(line[3] or 0) for line in lines) == 0
    (row, *_) = await rows_of(admin, "journal.csv")
    assert (row["day"], row["currency"]) == (ok(await admin.get("/api/dashboard/stats"))["day"], "INR")
    await check_books(shop)


async def test_an_order_is_owed_until_it_is_paid_or_voided(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(price="20.00", stock="9")
    paid, lapsed = [created(await purchase(customer, sweet, quantity)) for quantity in ("2", "3")]
    # Longer than the days around a day that its sales are looked for in.
    shop.clock.advance(timedelta(days=9))
    admin = await log_in_as(shop, Role.ADMIN)
    await pay(shop, paid, "40", "upi")
    ok(await admin.post(f"/api/sales/{lapsed['id']}/void", json={"reason": "Nobody came."}))
    today = ok(await admin.get("/api/dashboard/stats"))["day"]
    assert await journal(admin, f"from={today}") == [
        ("Sales", "UPI", "40.00", "", ""),
        ("Sales", "Orders to collect", "", "40.00", ""),
        ("Voids", "Sales without tax", "60.00", "", ""),
        ("Voids", "Orders to collect", "", "60.00", ""),
    ]
    assert len(await journal(admin)) == 6
    await check_books(shop)


async def test_the_previous_tills_sales_are_a_voucher_of_their_own(shop: TestShop, admin: AsyncClient) -> None:
    header = "Date,Time,Ticket,Item,Qty,Gross sales,Discounts,Net sales\n"
    rows = "2026-10-15,9:00,1,Pack,6,120.00,20.00,100.00\n2026-10-15,9:30,2,Papdi,-1,-40.00,0,-40.00\n"
    job = await imported(admin, "till_history", header + rows)
    assert await journal(admin) == [
        ("Previous till", "Money of the previous till", "60.00", "", ""),
        ("Previous till", "Discounts allowed", "20.00", "", ""),
        ("Previous till", "Sales of the previous till", "", "80.00", ""),
    ]
    await check_books(shop)
    ok(await admin.post(f"/api/imports/{job['id']}/take-back"))
    assert await journal(admin) == []


async def test_a_late_sale_changes_the_day_it_was_made_on(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(price="20.00", stock="9")
    made = shop.clock() - timedelta(days=3)
    await sell(admin, sweet, "2", sold_at=made.isoformat(), late_reason="A power cut.")
    day = shop.context.business_days.of(made)
    assert await journal(admin, f"from={day}&to={day}") == [
        ("Sales", "Cash", "40.00", "", ""),
        ("Sales", "Sales without tax", "", "40.00", ""),
    ]
    assert await journal(admin, f"from={day + timedelta(days=1)}") == []


def vouchers_of(xml: str) -> list[ET.Element]:
    return ET.fromstring(xml).findall("BODY/IMPORTDATA/REQUESTDATA/TALLYMESSAGE/VOUCHER")  # noqa: S314


async def test_tally_gets_the_same_vouchers_by_names_that_stay(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    await play_a_day(shop, admin, customer, new_sweet)
    answer = await admin.get("/api/exports/journal.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    root = ET.fromstring(answer.text)  # noqa: S314
    assert root.findtext("HEADER/TALLYREQUEST") == "Import Data"
    day = shop.context.business_days.of(shop.clock())
    vouchers = vouchers_of(answer.text)
    assert {voucher.findtext("DATE") for voucher in vouchers} == {f"{day:%Y%m%d}"}
    assert {voucher.get("VCHTYPE") for voucher in vouchers} == {"Journal"}
    seen = []
    for voucher in vouchers:
        assert voucher.get("REMOTEID") == voucher.findtext("GUID")
        for entry in voucher.findall("ALLLEDGERENTRIES.LIST"):
            amount = Decimal(entry.findtext("AMOUNT", ""))
            assert entry.findtext("ISDEEMEDPOSITIVE") == ("Yes" if amount < 0 else "No")
            seen.append((entry.findtext("LEDGERNAME"), -amount))
        assert sum(Decimal(one.text or "") for one in voucher.iter("AMOUNT")) == 0
    assert seen == [(line[1], Decimal(line[2] or 0) - Decimal(line[3] or 0)) for line in DAY]
    ledgers = {one.get("NAME"): one.findtext("PARENT") for one in root.iter("LEDGER")}
    assert ledgers.keys() == {line[1] for line in DAY}
    assert (ledgers["Cash"], ledgers["Output CGST 2.5 %"]) == ("Cash-in-hand", "Duties & Taxes")
    assert any("Two coins <missing>" in (one.findtext("NARRATION") or "") for one in vouchers)
    # The next day the same vouchers have the same names.
    shop.clock.advance(timedelta(days=1))
    again = vouchers_of((await (await log_in_as(shop, Role.ADMIN)).get("/api/exports/journal.xml")).text)
    assert [one.get("REMOTEID") for one in again] == [one.get("REMOTEID") for one in vouchers]
    assert len({one.get("REMOTEID") for one in vouchers}) == len(vouchers)


async def test_the_accounts_are_added_up_and_balance(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    await play_a_day(shop, admin, customer, new_sweet)
    answer = ok(await admin.get("/api/exports/journal"))
    read_strictly(JournalRead, answer)
    shown = {one["account"]: (one["debit"], one["credit"]) for one in answer["items"]}
    assert shown["Cash"] == ("225.00", "357.00")
    assert shown["Bank"] == ("200.00", "50.00")
    assert answer["debit"] == answer["credit"] == str(sum(Decimal(line[2] or 0) for line in DAY))
    for query in ("from=2025-01-01&to=2026-01-02", "from=2026-11-02&to=2026-11-01", "from=2199-12-31"):
        problem(await admin.get(f"/api/exports/journal?{query}"), 422, "invalid_request")


async def test_a_shop_without_books_has_an_empty_journal(admin: AsyncClient) -> None:
    assert await journal(admin) == []
    assert vouchers_of((await admin.get("/api/exports/journal.xml?from=2026-01-01")).text) == []


@pytest.mark.parametrize("kind", ["csv", "xml"])
async def test_bad_days_are_refused(admin: AsyncClient, kind: str) -> None:
    for query in ("from=2026-02-30", "from=2026-11-02&to=2026-11-01", "since=2026-11-01"):
        problem(await admin.get(f"/api/exports/journal.{kind}?{query}"), 422, "invalid_request")
