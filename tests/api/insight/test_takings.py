"""Takings by tender, drawer, seller and hour, and the worked examples of docs/figures.md."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from httpx import AsyncClient

from app.models import Role
from app.schemas.takings import TakingsRead, TendersRead
from tests.support.answers import created, ok, read_strictly
from tests.support.requests import NewSweet, new_customer, purchase
from tests.support.shop import TestShop, log_in_as
from tests.support.takings import close_drawer, open_drawer, pay, pay_account
from tests.support.transfers import imported
from tests.support.worked_examples import said, sell

KOLKATA = ZoneInfo("Asia/Kolkata")


async def tenders(admin: AsyncClient, days: str = "") -> dict[str, Any]:
    """The tenders of some days, which add up to `paid` of the same days."""
    answer: dict[str, Any] = ok(await admin.get(f"/api/dashboard/tenders?{days}"))
    read_strictly(TendersRead, answer)
    assert answer["total"]["net"] == ok(await admin.get(f"/api/dashboard/total-sales?{days}"))["paid"]
    return answer


async def takings(admin: AsyncClient, days: str = "") -> dict[str, Any]:
    """The takings of some days; they come to the same by tender, drawer, seller and hour."""
    answer: dict[str, Any] = ok(await admin.get(f"/api/dashboard/takings?{days}"))
    read_strictly(TakingsRead, answer)
    assert answer["total"] == (await tenders(admin, days))["total"]
    for name in ("drawers", "sellers", "hours"):
        for figure in ("payments", "taken", "given_back", "net"):
            summed = sum(round(100 * float(one[figure])) for one in answer[name])
            assert summed == round(100 * float(answer["total"][figure])), name
    return answer


def money(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["taken"], row["given_back"], row["net"]


def by_tender(answer: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    return {one["tender"]: money(one) for one in answer["items"]}


async def test_a_day_by_tender(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    said(
        "cash took 150.00, gave back 40.00 and has a `net` of 110.00, UPI 220.00, card 0.00.",
        "Together that are 330.00, which is what `paid` says of the day. On account are 200.00. `total` is 410.00:",
    )
    sweet = await new_sweet(price="10.00", stock="100")
    split = [{"tender": "upi", "amount": "100"}, {"tender": "cash", "amount": "50"}]
    await sell(admin, sweet, "15", payments=split)
    wrong = await sell(admin, sweet, "8", tender="card")
    ok(await admin.post(f"/api/sales/{wrong['id']}/void", json={"reason": "A mistake."}))
    dented = await sell(admin, sweet, "10", tender="cash")
    back = {"lines": [{"line_no": 1, "quantity": "4"}]}
    created(await admin.post(f"/api/sales/{dented['id']}/refunds", json=back))
    customer = await new_customer(admin, "Meera")
    await shop.sql("UPDATE customers SET credit_limit = 500 WHERE id = $1", customer["id"])
    await sell(admin, sweet, "20", payments=[{"tender": "account", "amount": "200"}], customer_id=customer["id"])
    await pay_account(shop, customer, "120", "upi")
    answer = await tenders(admin)
    assert by_tender(answer) == {
        "upi": ("220.00", "0.00", "220.00"),
        "cash": ("150.00", "40.00", "110.00"),
        "card": ("80.00", "80.00", "0.00"),
    }
    assert [one["tender"] for one in answer["items"]] == ["upi", "cash", "card"]
    assert (answer["total"]["net"], answer["total"]["payments"]) == ("330.00", 7)
    assert (answer["on_account"]["net"], answer["on_account"]["payments"]) == ("200.00", 1)
    assert ok(await admin.get("/api/dashboard/total-sales"))["total"] == "410.00"


async def test_what_is_paid_back_to_an_account_is_given_back_within_the_same_hour(
    shop: TestShop, admin: AsyncClient
) -> None:
    customer = await new_customer(admin, "Meera")
    await pay_account(shop, customer, "100", "cash")
    await pay_account(shop, customer, "-30", "cash")
    assert by_tender(await tenders(admin)) == {"cash": ("100.00", "30.00", "70.00")}


async def test_an_order_counts_when_it_is_paid(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    said("A customer's order of 90.00 is in the `total` of the day it was placed, and in `paid` and in the takings of")
    sweet = await new_sweet(price="90.00", stock="5")
    order = created(await purchase(customer, sweet, "1"))
    created(await purchase(customer, sweet, "1"))
    first_day = ok(await admin.get("/api/dashboard/stats"))["today"]
    assert (first_day["total"], first_day["paid"]) == ("180.00", "0.00")
    assert (await tenders(admin))["items"] == []
    shop.clock.advance(timedelta(days=1))
    admin = await log_in_as(shop, Role.ADMIN)
    await pay(shop, order, "90", "upi")
    next_day = ok(await admin.get("/api/dashboard/stats"))["today"]
    assert (next_day["paid_change_percent"], next_day["previous"]["paid"]) == (None, "0.00")
    assert (next_day["total"], next_day["paid"], next_day["from"]) == ("0.00", "90.00", next_day["to"])
    answer = await tenders(admin, f"from={next_day['from']}")
    assert by_tender(answer) == {"upi": ("90.00", "0.00", "90.00")}
    assert (await tenders(admin, f"to={first_day['to']}"))["items"] == []


async def test_the_change_of_takings_is_that_of_what_was_paid(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(price="10.00", stock="100")
    await sell(admin, sweet, "4")
    created(await purchase(customer, sweet, "4"))
    shop.clock.advance(timedelta(days=1))
    admin = await log_in_as(shop, Role.ADMIN)
    await sell(admin, sweet, "5")
    today = ok(await admin.get("/api/dashboard/stats"))["today"]
    assert (today["paid_change_percent"], today["total_change_percent"]) == ("25.00", "-37.50")


async def test_takings_by_drawer_and_seller(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(price="10.00", stock="100")
    seller, boss = [ok(await one.get("/api/auth/me")) for one in (salesperson, admin)]
    await sell(salesperson, sweet, "1")
    first = await open_drawer(shop, seller, "Front")
    await sell(salesperson, sweet, "2", tender="upi")
    await close_drawer(shop, first, "0")
    await open_drawer(shop, seller, "FRONT")
    await sell(salesperson, sweet, "4")
    await open_drawer(shop, boss, None)
    await sell(admin, sweet, "8")
    answer = await takings(admin)
    drawers = [
        (one["drawer"], one["seller"] and one["seller"]["id"], one["sessions"], one["net"]) for one in answer["drawers"]
    ]
    assert drawers[0] == (None, boss["id"], 1, "80.00")
    assert (drawers[1][0].lower(), *drawers[1][1:]) == ("front", None, 2, "60.00")
    assert drawers[2] == (None, None, 0, "10.00")
    assert [(one["seller"]["email"], one["net"]) for one in answer["sellers"]] == [
        (boss["email"], "80.00"),
        (seller["email"], "70.00"),
    ]


async def test_takings_by_hour_are_those_of_the_business_day(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    said("what is paid at half past midnight on a Sunday counts for Saturday at hour 0.")
    sweet = await new_sweet(price="10.00", stock="100")
    ok(await admin.put("/api/settings", json={"day_end": "02:00"}))
    for moment, quantity in (("2026-11-21T18:10", "3"), ("2026-11-22T00:30", "1"), ("2026-11-28T18:50", "2")):
        shop.clock.set(datetime.fromisoformat(moment).replace(tzinfo=KOLKATA))
        admin = await log_in_as(shop, Role.ADMIN)
        await sell(admin, sweet, quantity)
    answer = await takings(admin)
    assert [(one["weekday"], one["hour"], one["net"]) for one in answer["hours"]] == [(6, 0, "10.00"), (6, 18, "50.00")]


async def test_imported_tickets_are_paid_by_another_tender_to_nobody(admin: AsyncClient) -> None:
    said("are paid by the tender `other`, at their hour, by nobody and into no drawer; goods returned on them are")
    header = "Date,Time,Ticket,Item,Qty,Gross sales,Discounts,Net sales\n"
    rows = "2026-10-15,9:00,1,Pack,6,120.00,0,120.00\n2026-10-15,9:30,2,Papdi,-1,-40.00,0,-40.00\n"
    job = await imported(admin, "till_history", header + rows)
    days = "from=2026-10-15&to=2026-10-15"
    assert by_tender(await tenders(admin, days)) == {"other": ("120.00", "40.00", "80.00")}
    answer = await takings(admin, days)
    assert [(one["seller"], one["net"]) for one in answer["sellers"]] == [(None, "80.00")]
    assert [(one["weekday"], one["hour"], money(one)) for one in answer["hours"]] == [
        (4, 9, ("120.00", "40.00", "80.00"))
    ]
    ok(await admin.post(f"/api/imports/{job['id']}/take-back"))
    answer = await takings(admin, days)
    assert [answer[name] for name in ("drawers", "sellers", "hours")] == [[], [], []]
    assert (await tenders(admin, days))["total"] == {
        "payments": 0,
        "taken": "0.00",
        "given_back": "0.00",
        "net": "0.00",
    }


async def test_days_without_a_payment_have_no_takings(admin: AsyncClient) -> None:
    assert (await tenders(admin))["items"] == []
    answer = await takings(admin)
    assert [answer[name] for name in ("drawers", "sellers", "hours")] == [[], [], []]
    assert answer["total"] == {"payments": 0, "taken": "0.00", "given_back": "0.00", "net": "0.00"}
