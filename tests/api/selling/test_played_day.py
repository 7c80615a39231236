"""A day of the shop over HTTP: the Z report, the dashboards, the journal and `verify` agree to the paisa."""

from collections import defaultdict
from csv import DictReader
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from httpx import AsyncClient

from app.models import Role
from app.services.insight.verification import VerificationService
from app.services.selling.lapses import OrderLapses
from tests.support.answers import created, ok, problem
from tests.support.clock import suite_clock
from tests.support.requests import NewSweet, purchase, restock
from tests.support.selling import GST_5, LONG_AGO, line, new_class, refund, sell, void
from tests.support.shop import TestShop, log_in_as

KOLKATA = ZoneInfo("Asia/Kolkata")
TOMORROW = suite_clock().astimezone(KOLKATA).date() + timedelta(days=1)
OPENED = datetime.combine(TOMORROW, time(9), KOLKATA)
FLOAT = Decimal("1000.00")
ZERO = Decimal("0.00")


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


@dataclass
class Drawer:
    """The test's own books: what came in and what went out, by tender."""

    taken: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    given_back: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    moved: Decimal = ZERO
    sales: list[dict[str, Any]] = field(default_factory=list)

    def take(self, *payments: dict[str, Any]) -> None:
        for payment in payments:
            self.taken[payment["tender"]] += Decimal(payment["amount"])

    def give_back(self, *payments: dict[str, Any]) -> None:
        for payment in payments:
            self.given_back[payment["tender"]] += Decimal(payment["amount"])

    @property
    def tenders(self) -> set[str]:
        return {*self.taken, *self.given_back}

    def net(self, tender: str) -> Decimal:
        return self.taken[tender] - self.given_back[tender]


async def test_a_day_adds_up_in_every_book(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet, regular = await _open(admin, new_sweet)
    shop.clock.set(OPENED)
    salesperson, customer = await log_in_as(shop, Role.SALESPERSON), await log_in_as(shop, Role.CUSTOMER)
    drawer = created(await salesperson.post("/api/drawer-sessions", json={"opening_float": str(FLOAT)}))
    books = Drawer()
    await _sell_all_day(shop, salesperson, sweet, regular, books)
    await _correct(salesperson, books)
    await _move_cash(salesperson, drawer, books)
    await _pay_account(salesperson, regular, books)
    await _collect(salesperson, customer, sweet, books)
    salesperson, customer = await _let_lapse(shop, customer, sweet)
    report = await _close(salesperson, drawer, books)

    assert {row["tender"]: (Decimal(row["taken"]), Decimal(row["given_back"])) for row in report["tenders"]} == {
        tender: (books.taken[tender], books.given_back[tender]) for tender in books.tenders
    }
    admin = await log_in_as(shop, Role.ADMIN)
    await _dashboards_agree(admin, books)
    await _account_agrees(admin, regular, books)
    await _journal_agrees(admin, books, report)
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
    shop: TestShop, salesperson: AsyncClient, sweet: dict[str, Any], regular: dict[str, Any], books: Drawer
) -> None:
    for number in range(40):
        shop.clock.advance(timedelta(seconds=10))
        sale = await sell(salesperson, (sweet, "1"), customer_id=regular["id"], **WAYS[number % len(WAYS)])
        assert sale["payment_state"] == "paid"
        assert sum(Decimal(payment["amount"]) for payment in sale["payments"]) == Decimal(sale["amount_due"])
        books.take(*sale["payments"])
        books.sales.append(sale)


async def _correct(salesperson: AsyncClient, books: Drawer) -> None:
    """Refund a sale in cash, a split one and one on account; void one in cash and a split one."""
    for sale in (books.sales[0], books.sales[5], books.sales[4]):
        back = created(await refund(salesperson, sale, line(1, "1")))
        books.give_back(*back["payments"])
    for sale in (books.sales[8], books.sales[14]):
        ok(await void(salesperson, sale))
        books.give_back(*sale["payments"])


async def _move_cash(salesperson: AsyncClient, drawer: dict[str, Any], books: Drawer) -> None:
    address = f"/api/drawer-sessions/{drawer['id']}/movements"
    for kind, amount, reason in (("in", "200", "Change from the bank."), ("out", "650.50", "Bank drop.")):
        created(await salesperson.post(address, json={"kind": kind, "amount": amount, "reason": reason}))
        books.moved += Decimal(amount) if kind == "in" else -Decimal(amount)


async def _pay_account(salesperson: AsyncClient, regular: dict[str, Any], books: Drawer) -> None:
    payment = {"tender": "cash", "amount": "300"}
    created(await salesperson.post(f"/api/customers/{regular['id']}/account/payments", json=payment))
    books.take(payment)


async def _collect(salesperson: AsyncClient, customer: AsyncClient, sweet: dict[str, Any], books: Drawer) -> None:
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


async def _close(salesperson: AsyncClient, drawer: dict[str, Any], books: Drawer) -> dict[str, Any]:
    expected = FLOAT + books.net("cash") + books.moved
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


async def _dashboards_agree(admin: AsyncClient, books: Drawer) -> None:
    money = sum((books.net(tender) for tender in books.tenders - {"account"}), ZERO)
    day = f"from={OPENED.date()}&to={OPENED.date()}"
    tenders = ok(await admin.get(f"/api/dashboard/tenders?{day}"))
    assert {row["tender"]: Decimal(row["net"]) for row in tenders["items"]} == {
        tender: books.net(tender) for tender in books.tenders - {"account"}
    }
    assert Decimal(tenders["on_account"]["net"]) == books.net("account")
    assert Decimal(ok(await admin.get(f"/api/dashboard/total-sales?{day}"))["paid"]) == money
    assert Decimal(ok(await admin.get("/api/dashboard/stats"))["today"]["paid"]) == money


async def _account_agrees(admin: AsyncClient, regular: dict[str, Any], books: Drawer) -> None:
    account = ok(await admin.get(f"/api/customers/{regular['id']}/account"))
    assert Decimal(account["balance"]) == books.net("account") - 300


async def _journal_agrees(admin: AsyncClient, books: Drawer, report: dict[str, Any]) -> None:
    day = OPENED.date()
    answer = await admin.get(f"/api/exports/journal.csv?from={day}&to={day}")
    assert answer.status_code == 200
    moved: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in DictReader(StringIO(answer.text.removeprefix("\ufeff"))):
        moved[row["account"]] += Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
    assert sum(moved.values()) == 0
    for account, tender in (("Card", "card"), ("UPI", "upi")):
        assert moved[account] == books.net(tender)
    assert moved["Cash"] == Decimal(report["counted"]) - FLOAT
