"""The money of the books' model: payments of sales, refunds and voids, one account and the drawers, all in paise."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.support.machines.books_model import ZONE, day_of
from tests.support.machines.books_rows import Paid, Refund, Sale

Key = tuple[date, int, str, str, int, int]


def coins(paise: int) -> int:
    """What is paid of a sum in cash, in whole rupees."""
    return (paise + 50) // 100 * 100


@dataclass(frozen=True)
class Moved:
    """Money that came in, or went out and is negative, in its day and hour, by one taker and into their drawer."""

    day: date
    hour: int
    kind: str
    tender: str
    taker: int
    drawer: int
    paise: int
    rounding: int


@dataclass
class Drawer:
    """A drawer session; 0 is the money of somebody who has none open."""

    id: int
    taker: int
    cash: int
    is_open: bool = True


def split_of(total: int, shares: Sequence[tuple[str, int]]) -> list[Paid]:
    """So many twentieths of what is left by each tender, and the rest in cash, rounded to whole rupees."""
    payments, rest = [], total
    for tender, share in shares:
        part = rest * share // 20
        if part > 0:
            payments.append(Paid(tender, part, 0))
            rest -= part
    cash = Paid("cash", coins(rest), coins(rest) - rest)
    return [*payments, cash] if cash.paise or cash.rounding else payments


def payouts_of(sale: Sale) -> list[Paid]:
    """What the last refund of a sale gives back: by the tender that was used first, and in cash last."""
    *before, last = sale.refunds
    refunded = sum(refund.total for refund in sale.refunds)
    given_back = sum(paid.paise for refund in before for paid in refund.payouts)
    owed = max((sale.total + sale.rounding if refunded == sale.total else refunded) - given_back, 0)
    left: dict[str, int] = defaultdict(int)
    for paid in sale.payments:
        left[paid.tender] += paid.paise
    for refund in before:
        for paid in refund.payouts:
            left[paid.tender] -= paid.paise
    payouts = []
    for tender in sorted(left, key=lambda tender: tender == "cash"):
        part = min(left[tender], owed)
        if part > 0:
            owed -= part
            payouts.append(Paid(tender, coins(part) if tender == "cash" else part))
    rounding = sum(paid.paise for paid in payouts) - last.total
    if not payouts:
        payouts = [Paid("cash", 0, 0)]
    which = next((index for index, paid in enumerate(payouts) if paid.tender == "cash"), -1)
    payouts[which] = Paid(payouts[which].tender, payouts[which].paise, rounding)
    return [paid for paid in payouts if paid.paise or paid.rounding]


class MoneyModel:
    """All money that moved, and its sums."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.moved: list[Moved] = []
        self.drawers: list[Drawer] = []

    @property
    def balance(self) -> int:
        """What the customer owes."""
        charged = sum(one.paise for one in self.moved if one.tender == "account")
        return charged - sum(one.paise for one in self.moved if one.kind == "account")

    def drawer_of(self, taker: int) -> Drawer | None:
        return next((one for one in self.drawers if one.taker == taker and one.is_open), None)

    def move(self, kind: str, payments: list[Paid], taker: int, now: datetime, sign: int = 1) -> None:
        drawer = self.drawer_of(taker)
        for paid in payments:
            if drawer is not None and paid.tender == "cash":
                drawer.cash += sign * paid.paise
            self.moved.append(
                Moved(
                    *(day_of(now), now.astimezone(ZONE).hour, kind, paid.tender, taker, drawer.id if drawer else 0),
                    *(sign * paid.paise, sign * paid.rounding),
                )
            )

    def books(self) -> dict[Key, tuple[int, int, int]]:
        """How many payments there are of each hour, kind, tender, taker and drawer, their sum and their rounding."""
        rows: dict[Key, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
        for one in self.moved:
            key = (one.day, one.hour, one.kind, one.tender, one.taker, one.drawer)
            payments, paise, rounding = rows[key]
            rows[key] = (payments + 1, paise + one.paise, rounding + one.rounding)
        return dict(rows)

    def days(self) -> dict[date, tuple[int, int]]:
        """What was paid on each day, goods on account apart, and its rounding."""
        rows: dict[date, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for one in self.moved:
            paid, rounding = rows[one.day]
            rows[one.day] = (paid + (one.tender != "account") * one.paise, rounding + one.rounding)
        return dict(rows)


def money_shown(sale: Sale) -> dict[str, Any]:
    """The fields of money that a sale has to show."""
    if sale.voided_on is not None:
        state = None
    elif sale.due == 0:
        state = "paid"
    else:
        state = "partly_paid" if sale.payments else "due"
    return {
        "payment_state": state,
        "due": rupees(sale.due),
        "total": rupees(sale.total),
        "rounding": rupees(sale.rounding),
        "amount_due": rupees(sale.total + sale.rounding),
        "refunded_total": rupees(sum(paid.paise for refund in sale.refunds for paid in refund.payouts)),
    }


def refund_money_shown(refund: Refund) -> dict[str, Any]:
    """The fields of money that a refund has to show."""
    paid_out = sum(paid.paise for paid in refund.payouts)
    return {
        "total": rupees(refund.total),
        "rounding": rupees(paid_out - refund.total),
        "amount_due": rupees(paid_out),
    }


def payments_shown(payments: list[Paid]) -> list[tuple[str, str]]:
    return [(paid.tender, rupees(paid.paise)) for paid in payments]


def rupees(paise: int) -> str:
    return f"{'-' if paise < 0 else ''}{abs(paise) // 100}.{abs(paise) % 100:02}"
