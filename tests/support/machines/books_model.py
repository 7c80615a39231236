"""What sales, voids and refunds come to, in plain Python: money in whole paise, shares as fractions, days as sums.

Nothing of the services is in it, and no figure is kept: each is worked out again from what was done.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Kolkata")
DAY_ENDS = timedelta(hours=2)
FIGURES = ("sold", "refunded", "gross", "discounts", "refunds", "tax", "total", "costed_sales", "cost")
COUNTS = ("sale_count", "void_count", "refund_count")

Discount = tuple[str, int] | None
"""So many hundredths of a per cent, or an amount in paise."""


@dataclass(eq=False)
class Goods:
    """A sweet, its price in paise, and its rates of tax in thousandths of a per cent."""

    id: int
    unit: str
    price: int
    rates: tuple[int, ...]
    lots: list["Lot"] = field(default_factory=list)

    @property
    def on_hand(self) -> Fraction:
        return sum((lot.on_hand for lot in self.lots), Fraction(0))


@dataclass(eq=False)
class Lot:
    """A lot; its unit cost may be unknown."""

    on_hand: Fraction
    cost: Decimal | None


@dataclass(eq=False)
class Line:
    """A line of a sale, all money in paise."""

    goods: Goods
    quantity: Fraction
    gross: int
    own_discount: int
    sale_discount: int
    taxes: list[int]
    taxed_on_top: bool
    parts: list[tuple[Lot, Fraction]]
    refunded: Fraction = Fraction(0)
    returned: Fraction = Fraction(0)

    @property
    def discount(self) -> int:
        return self.own_discount + self.sale_discount

    @property
    def net(self) -> int:
        return self.gross - self.discount

    @property
    def cost(self) -> Fraction | None:
        costs = [None if lot.cost is None else part * Fraction(lot.cost) for lot, part in self.parts]
        return None if None in costs else sum((cost for cost in costs if cost is not None), Fraction(0))


@dataclass(eq=False)
class Sale:
    """A sale, the day of its books, and the day of its void's if it has one."""

    day: date
    mode: str
    lines: list[Line]
    voided_on: date | None = None
    refunds: list["Refund"] = field(default_factory=list)
    id: int = 0


@dataclass(frozen=True)
class Part:
    """The refund of a line."""

    line_no: int
    line: Line
    quantity: Fraction
    net: int
    discount: int
    taxes: list[int]
    restock: bool
    cost: Fraction


@dataclass(eq=False)
class Refund:
    """A refund."""

    day: date
    parts: list[Part]
    body: dict[str, Any] = field(default_factory=dict)


def half_up(paise: Fraction) -> int:
    return (paise + Fraction(1, 2)).__floor__()


def day_of(moment: datetime) -> date:
    """The day of the shop's books, which end at two in the night."""
    return (moment.astimezone(ZONE) - DAY_ENDS).date()


def off(price: int, discount: Discount) -> int:
    if discount is None:
        return 0
    kind, value = discount
    return half_up(Fraction(price * value, 10_000)) if kind == "percent" else value


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    whole = sum(weights)
    exact = [Fraction(amount * weight, whole) if whole else Fraction(0) for weight in weights]
    parts = [one.__floor__() for one in exact]
    lost = sorted(range(len(weights)), key=lambda index: (parts[index] - exact[index], index))
    for index in lost[: amount - sum(parts) if whole else 0]:
        parts[index] += 1
    return parts


def taxes_of(net: int, rates: Sequence[int], *, on_top: bool) -> list[int]:
    whole = 100_000 + (0 if on_top else sum(rates))
    return [half_up(Fraction(net * rate, whole)) for rate in rates]


class BooksModel:
    """The documents, and their sums."""

    def __init__(self, goods: Sequence[Goods]) -> None:
        self.goods = goods
        self.sales: list[Sale] = []

    def sell(
        self, wanted: Sequence[tuple[Goods, Fraction, Discount]], whole: Discount, mode: str, now: datetime
    ) -> str | None:
        for goods in {one for one, _, _ in wanted}:
            if sum(quantity for one, quantity, _ in wanted if one is goods) > goods.on_hand:
                return "insufficient_stock"
        gross = [half_up(goods.price * quantity) for goods, quantity, _ in wanted]
        own = [off(total, one) for total, (_, _, one) in zip(gross, wanted, strict=True)]
        left = [total - taken for total, taken in zip(gross, own, strict=True)]
        shares = spread(off(sum(left), whole), left)
        on_top = mode == "exclusive"
        lines = [
            Line(
                *(goods, quantity, total, taken, share),
                taxes=taxes_of(total - taken - share, goods.rates, on_top=on_top),
                taxed_on_top=on_top,
                parts=list(_take(goods.lots, quantity)),
            )
            for (goods, quantity, _), total, taken, share in zip(wanted, gross, own, shares, strict=True)
        ]
        self.sales.append(Sale(day_of(now), mode, lines))
        return None

    def void(self, sale: Sale, now: datetime) -> str | None:
        if sale.voided_on is not None:
            return "sale_voided"
        if sale.day != day_of(now):
            return "void_too_late"
        if sale.refunds:
            return "sale_refunded"
        sale.voided_on = day_of(now)
        for line in sale.lines:
            for lot, part in line.parts:
                lot.on_hand += part
        return None

    def refund(self, sale: Sale, wanted: dict[int, tuple[Fraction, bool]], now: datetime) -> str | None:
        if sale.voided_on is not None:
            return "sale_voided"
        lines = dict(enumerate(sale.lines, 1))
        if any(lines[no].refunded + quantity > lines[no].quantity for no, (quantity, _) in wanted.items()):
            return "over_refund"
        parts = [_part(no, lines[no], quantity, restock=restock) for no, (quantity, restock) in sorted(wanted.items())]
        sale.refunds.append(Refund(day_of(now), parts))
        return None

    def days(self) -> dict[date, dict[str, Any]]:
        """The figures of each day."""
        days: dict[date, dict[str, Any]] = defaultdict(lambda: dict.fromkeys((*COUNTS, *FIGURES[2:]), Fraction(0)))
        for sale in self.sales:
            days[sale.day]["sale_count"] += 1
            if sale.voided_on is not None:
                days[sale.voided_on]["void_count"] += 1
            for refund in sale.refunds:
                days[refund.day]["refund_count"] += 1
        for day, _, figures in self._booked():
            for name in FIGURES[2:]:
                days[day][name] += figures[name]
        return dict(days)

    def sweets(self) -> dict[tuple[date, int], dict[str, Any]]:
        """The figures of each day and sweet."""
        rows: dict[tuple[date, int], dict[str, Any]] = defaultdict(lambda: dict.fromkeys(FIGURES, Fraction(0)))
        for day, goods, figures in self._booked():
            for name in FIGURES:
                rows[day, goods.id][name] += figures[name]
        return dict(rows)

    def _booked(self) -> Iterator[tuple[date, Goods, dict[str, Fraction]]]:
        for sale in self.sales:
            for line in sale.lines:
                yield sale.day, line.goods, _sold(line, 1)
                if sale.voided_on is not None:
                    yield sale.voided_on, line.goods, _sold(line, -1)
            for refund in sale.refunds:
                for part in refund.parts:
                    yield refund.day, part.line.goods, _given_back(part)


def _sold(line: Line, sign: int) -> dict[str, Fraction]:
    tax = sum(line.taxes)
    total = line.net + (tax if line.taxed_on_top else 0)
    money = (line.gross, line.discount, 0, tax, total, 0 if line.cost is None else total - tax)
    figures = [line.quantity, Fraction(0), *(Fraction(paise, 100) for paise in money), line.cost or Fraction(0)]
    return {name: sign * figure for name, figure in zip(FIGURES, figures, strict=True)}


def _given_back(part: Part) -> dict[str, Fraction]:
    tax = sum(part.taxes)
    total = part.net + (tax if part.line.taxed_on_top else 0)
    money = (0, 0, part.net, -tax, -total, 0 if part.line.cost is None else tax - total)
    figures = [Fraction(0), part.quantity, *(Fraction(paise, 100) for paise in money), -part.cost]
    return dict(zip(FIGURES, figures, strict=True))


def _part(line_no: int, line: Line, quantity: Fraction, *, restock: bool) -> Part:
    before, after = line.refunded / line.quantity, (line.refunded + quantity) / line.quantity
    line.refunded += quantity

    def share(paise: int) -> int:
        return half_up(paise * after) - half_up(paise * before)

    cost = Fraction(0)
    if restock:
        start = Fraction(0)
        for lot, taken in line.parts:
            part = min(line.returned + quantity, start + taken) - max(line.returned, start)
            if part > 0:
                lot.on_hand += part
                cost += part * Fraction(lot.cost or 0)
            start += taken
        line.returned += quantity
    net, discount, taxes = share(line.net), share(line.discount), [share(tax) for tax in line.taxes]
    return Part(line_no, line, quantity, net, discount, taxes, restock, Fraction(0) if line.cost is None else cost)


def _take(lots: Sequence[Lot], quantity: Fraction) -> Iterator[tuple[Lot, Fraction]]:
    for lot in lots:
        part = min(lot.on_hand, quantity)
        if part > 0:
            lot.on_hand -= part
            quantity -= part
            yield lot, part
