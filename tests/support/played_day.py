"""The books that a test keeps of a day in one drawer, and what has to agree with them."""

from collections import defaultdict
from csv import DictReader
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from httpx import AsyncClient

from tests.support.answers import ok

ZERO = Decimal("0.00")


@dataclass
class Books:
    """What came in and what went out, by tender."""

    taken: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    given_back: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    opening_float: Decimal = Decimal("1000.00")
    moved: Decimal = ZERO
    repaid: Decimal = ZERO
    """What a customer paid on their account."""

    def take(self, *payments: dict[str, Any]) -> None:
        for payment in payments:
            self.taken[payment["tender"]] += Decimal(payment["amount"])

    def give_back(self, *payments: dict[str, Any]) -> None:
        for payment in payments:
            self.given_back[payment["tender"]] += Decimal(payment["amount"])

    @property
    def tenders(self) -> set[str]:
        return {*self.taken, *self.given_back}

    @property
    def cash(self) -> Decimal:
        """The cash that should be in the drawer."""
        return self.opening_float + self.net("cash") + self.moved

    def net(self, tender: str) -> Decimal:
        return self.taken[tender] - self.given_back[tender]


async def everything_agrees(
    admin: AsyncClient, books: Books, report: dict[str, Any], customer_id: int, day: date
) -> None:
    """Compare a Z report, the dashboards, the journal and a customer's account with the books, to the paisa."""
    assert Decimal(report["expected"]) == books.cash
    assert {row["tender"]: (Decimal(row["taken"]), Decimal(row["given_back"])) for row in report["tenders"]} == {
        tender: (books.taken[tender], books.given_back[tender]) for tender in books.tenders
    }
    await _dashboards_agree(admin, books, day)
    account = ok(await admin.get(f"/api/customers/{customer_id}/account"))
    assert Decimal(account["balance"]) == books.net("account") - books.repaid
    await _journal_agrees(admin, books, report, day)


async def _dashboards_agree(admin: AsyncClient, books: Books, day: date) -> None:
    money = sum((books.net(tender) for tender in books.tenders - {"account"}), ZERO)
    days = f"from={day}&to={day}"
    tenders = ok(await admin.get(f"/api/dashboard/tenders?{days}"))
    assert {row["tender"]: Decimal(row["net"]) for row in tenders["items"]} == {
        tender: books.net(tender) for tender in books.tenders - {"account"}
    }
    assert Decimal(tenders["on_account"]["net"]) == books.net("account")
    assert Decimal(ok(await admin.get(f"/api/dashboard/total-sales?{days}"))["paid"]) == money
    assert Decimal(ok(await admin.get("/api/dashboard/stats"))["today"]["paid"]) == money


async def _journal_agrees(admin: AsyncClient, books: Books, report: dict[str, Any], day: date) -> None:
    answer = await admin.get(f"/api/exports/journal.csv?from={day}&to={day}")
    assert answer.status_code == 200
    moved: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in DictReader(StringIO(answer.text.removeprefix("\ufeff"))):
        moved[row["account"]] += Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
    assert sum(moved.values()) == 0
    for account, tender in (("Card", "card"), ("UPI", "upi")):
        assert moved[account] == books.net(tender)
    assert moved["Cash"] == Decimal(report["counted"]) - books.opening_float
