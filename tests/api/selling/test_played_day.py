"""A day of the shop over HTTP: the Z report, the dashboards, the journal and `verify` agree to the paisa."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from httpx import AsyncClient

from app.models import Role
from app.services.insight.verification import VerificationService
from app.services.selling.lapses import OrderLapses
from tests.support.answers import created, ok, problem
from tests.support.clock import suite_clock
from tests.support.played_day import Books, everything_agrees
from tests.support.requests import NewSweet, purchase, restock
from tests.support.selling import GST_5, LONG_AGO, line, new_class, refund, sell, void
from tests.support.shop import TestShop, log_in_as

KOLKATA = ZoneInfo("Asia/Kolkata")
TOMORROW = suite_clock().astimezone(KOLKATA).date() + timedelta(days=1)
OPENED = datetime.combine(TOMORROW, time(9), KOLKATA)


def split(*parts: tuple[str, str]) -> dict[str, Any]:
    return {"payments": [{"tender": tender, "amount": amount} for tender, amount in parts]}


# 40 sales, eight ways to pay, of a sweet at 101.30 with the tax in it; cash is rounded to a rupee.
WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"amount_given": "200"},
    {"tender": "card"},
    {"payments": [{"tender": "upi", "amount": "101.30", "reference": "631784002155"}]},
    {"tender": "account"},
    split(("cash", "51"), ("upi", "50.30")),
    split(("card", "60"), ("account", "41.30")),
    {"tender": "wallet", "discount": {"percent": "5", "reason": "A regular."}},
)


async def test_a_day_adds_up_in_every_book(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet, regular = await _open(admin, new_sweet)
    shop.clock.set(OPENED)
    salesperson, customer = await log_in_as(shop, Role.SALESPERSON), await log_in_as(shop, Role.CUSTOMER)
    drawer = created(await salesperson.post("/api/drawer-sessions", json={"opening_float": str(Books.opening_float)}))
    books = Books()
    sales = await _sell_all_day(shop, salesperson, sweet, regular, books)
    await _correct(salesperson, sales, books)
    await _move_cash(salesperson, drawer, books)
    await _pay_account(salesperson, regular, books)
    await _collect(salesperson, customer, sweet, books)
    salesperson, customer = await _let_lapse(shop, customer, sweet)
    report = await _close(salesperson, drawer, books)
    admin = await log_in_as(shop, Role.ADMIN)
    await everything_agrees(admin, books, report, regular["id"], OPENED.date())
    async with shop.database.reading() as session:
        assert await VerificationService(session, shop.context).verify() == []


async def _open(admin: AsyncClient, new_sweet: NewSweet) -> tuple[dict[str, Any], dict[str, Any]]:
    settings = {"cash_rounding": "1", "other_tenders": ["wallet"], "order_hold_hours": 2, "tax_mode": "inclusive"}
    ok(await admin.put("/api/settings", json=settings))
    tax = await new_class(admin, (LONG_AGO, GST_5))
    sweet = await new_sweet(price="101.30", tax_class_id=tax["id"])
    await restock(admin, sweet, "100", unit_cost="60")
    regular = created(await admin.post("/api/customers", json={"name": "Asha Rao", "credit_limit": "1000"}))
    return sweet, regular


async def _sell_all_day(
    shop: TestShop, salesperson: AsyncClient, sweet: dict[str, Any], regular: dict[str, Any], books: Books
) -> list[dict[str, Any]]:
    sales = []
    for number in range(40):
        shop.clock.advance(timedelta(seconds=10))
        sale = await sell(salesperson, (sweet, "1"), customer_id=regular["id"], **WAYS[number % len(WAYS)])
        assert sale["payment_state"] == "paid"
        assert sum(Decimal(payment["amount"]) for payment in sale["payments"]) == Decimal(sale["amount_due"])
        books.take(*sale["payments"])
        sales.append(sale)
    return sales


async def _correct(salesperson: AsyncClient, sales: list[dict[str, Any]], books: Books) -> None:
    """Refund a sale in cash, a split one and one on account; void one in cash and a split one."""
    for sale in (sales[0], sales[5], sales[4]):
        back = created(await refund(salesperson, sale, line(1, "1")))
        books.give_back(*back["payments"])
    for sale in (sales[8], sales[14]):
        ok(await void(salesperson, sale))
        books.give_back(*sale["payments"])


async def _move_cash(salesperson: AsyncClient, drawer: dict[str, Any], books: Books) -> None:
    address = f"/api/drawer-sessions/{drawer['id']}/movements"
    for kind, amount, reason in (("in", "200", "Change from the bank."), ("out", "650.50", "Bank drop.")):
        created(await salesperson.post(address, json={"kind": kind, "amount": amount, "reason": reason}))
        books.moved += Decimal(amount) if kind == "in" else -Decimal(amount)


async def _pay_account(salesperson: AsyncClient, regular: dict[str, Any], books: Books) -> None:
    payment = {"tender": "cash", "amount": "300"}
    created(await salesperson.post(f"/api/customers/{regular['id']}/account/payments", json=payment))
    books.take(payment)
    books.repaid += Decimal(payment["amount"])


async def _collect(salesperson: AsyncClient, customer: AsyncClient, sweet: dict[str, Any], books: Books) -> None:
    order = created(await purchase(customer, sweet, "2"))
    assert (order["payment_state"], order["due"], order["payments"]) == ("due", "202.60", [])
    paying = {"payments": [{"tender": "upi", "amount": "202.60", "reference": "4471"}]}
    collected = ok(await salesperson.post(f"/api/sales/{order['id']}/collect", json=paying))
    assert (collected["payment_state"], collected["due"]) == ("paid", "0.00")
    books.take(*collected["payments"])
    problem(await salesperson.post(f"/api/sales/{order['id']}/collect"), 409, "already_collected")


async def _let_lapse(shop: TestShop, customer: AsyncClient, sweet: dict[str, Any]) -> tuple[AsyncClient, AsyncClient]:
    """Let one order lapse and leave another one due; return the salesperson and the customer, who logged in again."""
    lapsed = created(await purchase(customer, sweet, "2"))
    shop.clock.advance(timedelta(hours=3))
    salesperson, customer = await log_in_as(shop, Role.SALESPERSON), await log_in_as(shop, Role.CUSTOMER)
    waiting = created(await purchase(customer, sweet, "1"))
    await OrderLapses(shop.database, shop.app.state.shop.current_settings).run()
    assert ok(await customer.get(f"/api/sales/{lapsed['id']}"))["status"] == "voided"
    due = ok(await salesperson.get("/api/sales?payment_state=due"))["items"]
    assert [sale["id"] for sale in due] == [waiting["id"]]
    return salesperson, customer


async def _close(salesperson: AsyncClient, drawer: dict[str, Any], books: Books) -> dict[str, Any]:
    expected = books.cash
    closing = {"counted": str(expected - 3), "reason": "A coin rolled away."}
    closed = ok(await salesperson.post(f"/api/drawer-sessions/{drawer['id']}/close", json=closing))
    assert (Decimal(closed["expected"]), closed["difference"]) == (expected, "-3.00")
    report: dict[str, Any] = ok(await salesperson.get(f"/api/drawer-sessions/{drawer['id']}/report?format=json"))
    assert [report[name] for name in ("expected", "counted", "difference")] == [
        str(expected),
        str(expected - 3),
        "-3.00",
    ]
    return report
