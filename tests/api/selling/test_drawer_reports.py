"""X and Z reports: what a drawer session took and gave, to the paisa, and never changed after it is closed."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from tests.support.answers import created, ok, problem
from tests.support.concurrency import until_known
from tests.support.drawers import DRAWERS, close, drawer_of, move_cash, open_drawer, report_of
from tests.support.receipt_parts import text_of
from tests.support.requests import NewSweet, new_customer
from tests.support.selling import GST_5, LONG_AGO, line, new_class, refund, sell, void
from tests.support.shop import TestShop, log_in_as

NOTHING_SOLD = {"count": 0, "amount": "0.00", "first_number": None, "last_number": None}


async def test_the_report_of_a_drawer_in_which_nothing_was_paid(salesperson: AsyncClient) -> None:
    drawer = await open_drawer(salesperson, "250.00")
    report = await report_of(salesperson, drawer)
    assert {name: report[name] for name in drawer} == drawer
    assert (report["report"], report["currency"], report["expected"]) == ("x", "INR", "250.00")
    zeros = dict.fromkeys(("sales", "refunds", "voids", "account", "moved_in", "moved_out"), "0.00")
    assert report["cash"] == {"opening_float": "250.00"} | zeros
    assert report["sales"] == report["refunds"] == NOTHING_SOLD
    assert report["voids"] == report["account"] == {"count": 0, "amount": "0.00"}
    assert (report["tenders"], report["taxes"], report["movements"]) == ([], [], [])
    assert set(report["billed"].values()) == {"0.00"}


async def test_the_example_of_the_figures(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    """A session that docs/figures.md tells: every number of it."""
    ok(await admin.put("/api/settings", json={"cash_rounding": "1"}))
    tax = await new_class(admin, (LONG_AGO, GST_5))
    katli = await new_sweet(stock="50", price="210.00", tax_class_id=tax["id"])
    laddu = await new_sweet(stock="50", price="30.30")
    asha = await new_customer(admin, "Asha")
    await shop.sql("UPDATE customers SET credit_limit = 1000")
    drawer = await open_drawer(salesperson, "500.00")

    first = await sell(salesperson, (katli, "2"), amount_given="500.00")
    rounded = await sell(salesperson, (laddu, "1"))
    split = [{"tender": "upi", "amount": "150.00"}, {"tender": "cash", "amount": "60.00"}]
    parted = await sell(salesperson, (katli, "1"), payments=split)
    discount = {"percent": "10", "reason": "Old boxes."}
    await sell(salesperson, (katli, "1"), tender="card", discount=discount)
    await sell(salesperson, (laddu, "1"), tender="account", customer_id=asha["id"])
    wrong = await sell(salesperson, (katli, "1"), tender="card")
    ok(await void(salesperson, wrong))
    back = created(await refund(salesperson, first, line(1, "1")))
    await move_cash(salesperson, drawer, "in", "100.00")
    await move_cash(salesperson, drawer, "out", "300.00", "To the bank.")

    report = await report_of(salesperson, drawer)
    assert report["cash"] == {
        "opening_float": "500.00",
        "sales": "510.00",
        "refunds": "-210.00",
        "voids": "0.00",
        "account": "0.00",
        "moved_in": "100.00",
        "moved_out": "-300.00",
    }
    assert report["expected"] == "600.00"
    assert [one["reason"] for one in report["movements"]] == ["Change.", "To the bank."]
    numbers = (report["sales"]["first_number"], report["sales"]["last_number"])
    assert numbers == (first["number"], wrong["number"])
    assert (report["sales"]["count"], report["sales"]["amount"]) == (6, "1089.30")
    assert report["refunds"] == {
        "count": 1,
        "amount": "210.00",
        "first_number": back["number"],
        "last_number": back["number"],
    }
    assert report["voids"] == {"count": 1, "amount": "210.00"}
    names = ("tender", "count", "taken", "given_back", "net")
    assert [tuple(one[name] for name in names) for one in report["tenders"]] == [
        ("cash", 4, "510.00", "210.00", "300.00"),
        ("upi", 1, "150.00", "0.00", "150.00"),
        ("card", 3, "399.00", "210.00", "189.00"),
        ("account", 1, "30.30", "0.00", "30.30"),
    ]
    assert report["rounding"] == rounded["rounding"] == "-0.30"
    assert report["billed"] == {
        "subtotal": "1110.60",
        "discount_total": "21.00",
        "tax_total": "49.00",
        "total": "1089.60",
    }
    assert report["taxes"] == [
        {
            "component": component,
            "rate_percent": "2.500",
            "taxable": "980.00",
            "amount": "24.50",
            "taxable_given_back": "400.00",
            "amount_given_back": "10.00",
        }
        for component in ("CGST", "SGST")
    ]
    assert parted["total"] == "210.00"


async def test_a_sale_paid_over_two_sessions_is_billed_in_the_first(
    shop: TestShop, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    # Written as orders to collect are paid: in parts.
    sale = await sell(salesperson, (await new_sweet(stock="5"), "3"))
    drawers = []
    await shop.sql("ALTER TABLE payments DISABLE TRIGGER ALL")
    for part in ("100.00", "200.00"):
        drawers.append(await open_drawer(salesperson))
        await shop.sql(
            "INSERT INTO payments (kind, sale_id, tender, amount, taken_by, taken_at, business_day, hour,"
            f" drawer_session_id) SELECT kind, sale_id, tender, {part}, taken_by, taken_at, business_day, hour,"
            f" {drawers[-1]['id']} FROM payments WHERE drawer_session_id IS NULL"
        )
        ok(await close(salesperson, drawers[-1], "1000.00"))
    await shop.sql("DELETE FROM payments WHERE drawer_session_id IS NULL")
    reports = [ok(await salesperson.get(f"{DRAWERS}/{drawer['id']}/report")) for drawer in drawers]
    assert [(one["sales"]["count"], one["sales"]["amount"]) for one in reports] == [(1, "100.00"), (1, "200.00")]
    assert {one["sales"]["first_number"] for one in reports} == {sale["number"]}
    assert [one["billed"]["total"] for one in reports] == ["300.00", "0.00"]


async def test_numbers_are_in_the_order_of_their_series(
    shop: TestShop, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="50")
    await sell(salesperson, (sweet, "1"))
    await shop.sql("UPDATE sale_number_series SET last_number = 999998")
    drawer = await open_drawer(salesperson)
    numbers = [(await sell(salesperson, (sweet, "1")))["number"] for _ in range(3)]
    report = await report_of(salesperson, drawer)
    assert (report["sales"]["first_number"], report["sales"]["last_number"]) == (numbers[0], numbers[2])
    assert [len(number) for number in numbers] == [14, 15, 15]


async def test_a_closed_report_stays_as_it_is_whatever_is_undone_later(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    tax = await new_class(admin, (LONG_AGO, GST_5))
    sweet = await new_sweet(stock="50", price="105.00", tax_class_id=tax["id"])
    drawer = await open_drawer(salesperson)
    voided, refunded = [await sell(salesperson, (sweet, "1")) for _ in range(2)]
    ok(await close(salesperson, drawer, "1210.00"))
    closed = await report_of(salesperson, drawer)
    assert (closed["report"], closed["difference"], closed["sales"]["count"]) == ("z", "0.00", 2)
    other = await open_drawer(salesperson)
    ok(await void(salesperson, voided))
    created(await refund(salesperson, refunded, line(1, "1")))
    later = await report_of(salesperson, drawer)
    assert later | {"printed_at": closed["printed_at"]} == closed
    undone = await report_of(salesperson, other)
    assert (undone["voids"]["count"], undone["refunds"]["count"], undone["cash"]["sales"]) == (1, 1, "0.00")
    assert (undone["cash"]["voids"], undone["cash"]["refunds"]) == ("-105.00", "-105.00")
    assert [(one["amount"], one["amount_given_back"]) for one in undone["taxes"]] == [("0.00", "5.00")] * 2
    assert undone["billed"]["total"] == "0.00"


async def test_payments_in_the_night_belong_to_the_drawer_that_is_open(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await admin.put("/api/settings", json={"time_zone": "America/New_York", "day_end": "02:00"}))
    await until_known(shop, "day_end", "02:00")
    sweet = await new_sweet(stock="50")
    # The clocks go forward in this night, at two.
    shop.clock.set(datetime.fromisoformat("2027-03-14T06:30:00+00:00"))
    salesperson = await log_in_as(shop, Role.SALESPERSON)
    drawer = await open_drawer(salesperson, "100.00")
    sales = [await sell(salesperson, (sweet, "1"))]
    shop.clock.set(datetime.fromisoformat("2027-03-14T07:00:00+00:00"))
    salesperson = await log_in_as(shop, Role.SALESPERSON)
    sales.append(await sell(salesperson, (sweet, "1")))
    report = await report_of(salesperson, drawer)
    assert (report["business_day"], report["is_from_earlier_day"]) == ("2027-03-13", True)
    assert (report["cash"]["sales"], report["sales"]["count"]) == ("200.00", 2)
    days = await shop.sql("SELECT business_day::text FROM payments ORDER BY id")
    assert [day for (day,) in days] == ["2027-03-13", "2027-03-14"]


@pytest.fixture
async def busy(admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet) -> dict[str, Any]:
    """A drawer with something of everything."""
    tax = await new_class(admin, (LONG_AGO, GST_5))
    ok(await admin.put("/api/settings", json={"shop_name": "मीरा मिठाई", "receipt_header": "12 Mint Road"}))
    sweet = await new_sweet(stock="50", price="105.00", tax_class_id=tax["id"])
    drawer = await open_drawer(salesperson, "1000.00", drawer="Front")
    sale = await sell(salesperson, (sweet, "10"), discount={"amount": "50.00", "reason": "A friend."})
    await sell(salesperson, (sweet, "1"), tender="upi")
    created(await refund(salesperson, sale, line(1, "1")))
    ok(await void(salesperson, await sell(salesperson, (sweet, "1"))))
    await move_cash(salesperson, drawer, "out", "400.00", "<b>Bank</b>")
    return drawer


Print = Callable[[str], Awaitable[str]]


@pytest.fixture
def printed(salesperson: AsyncClient, busy: dict[str, Any]) -> Print:
    async def get(kind: str) -> str:
        answer = await salesperson.get(f"{DRAWERS}/{busy['id']}/report", params={"format": kind})
        assert answer.status_code == 200, answer.text
        if kind == "html":
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            policy = answer.headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; style-src 'sha256-")
            return text_of(answer)
        assert answer.headers["content-type"] == "application/pdf"
        return text_of(answer)

    return get


@pytest.mark.parametrize("kind", ["html", "pdf"])
async def test_it_is_printed_as_x_while_open_and_as_z_once_closed(
    salesperson: AsyncClient, busy: dict[str, Any], printed: Print, kind: str
) -> None:
    text = await printed(kind)
    assert "X report" in text
    assert "Z report" not in text
    assert "Counted" not in text
    expected = (await drawer_of(salesperson, busy))["expected"]
    assert expected == "1500.00"
    ok(await close(salesperson, busy, "1499.00", counted_notes={"500": 2, "499": 1}, reason="A rupee rolled away."))
    text = await printed(kind)
    assert "Z report" in text
    for words in (
        "मीरा मिठाई",
        "Front",
        "Salesperson",
        "₹1,500.00",
        "₹1,499.00",
        "-₹1.00",
        "A rupee rolled away.",
        "-₹400.00",
        "2 × 500",  # noqa: RUF001 - multiplication sign.
        "UPI, 1",
        "Sales, 3",
        "Refunds, 1",
        "Voids, 1",
        "CGST 2.5 %",
        "-₹50.00",
    ):
        assert words in text, words
    assert "<b>Bank</b>" in text


async def test_an_unknown_format_is_refused(salesperson: AsyncClient) -> None:
    drawer = await open_drawer(salesperson)
    problem(await salesperson.get(f"{DRAWERS}/{drawer['id']}/report", params={"format": "csv"}), 422, "invalid_request")
