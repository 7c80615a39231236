"""What sales, voids and refunds come to, in plain Python: money in whole paise, shares as fractions, days as sums.

Nothing of the services is in it, and no figure is kept: each is worked out again from what was done.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.machines.books_parts import half_up, money_alone, money_left, part_of
from tests.support.machines.books_rows import Goods, Line, Lot, Part, Refund, Sale

ZONE = ZoneInfo("Asia/Kolkata")
DAY_ENDS = timedelta(hours=2)
FIGURES = ("sold", "refunded", "gross", "discounts", "refunds", "tax", "total", "costed_sales", "cost")
COUNTS = ("sale_count", "void_count", "refund_count")

Discount = tuple[str, int] | None
"""So many hundredths of a per cent, or an amount in paise."""


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
        self,
        wanted: Sequence[tuple[Goods, Fraction, Discount]],
        whole: Discount,
        mode: str,
        now: datetime,
        pay: Callable[[Sale], str | None],
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
                parts=[],
            )
            for (goods, quantity, _), total, taken, share in zip(wanted, gross, own, shares, strict=True)
        ]
        sale = Sale(day_of(now), mode, lines)
        refusal = pay(sale)
        if refusal is None:
            for line in lines:
                line.parts.extend(_take(line.goods.lots, line.quantity))
            self.sales.append(sale)
        return refusal

    def void(self, sale: Sale, now: datetime) -> str | None:
        if sale.voided_on is not None:
            return "sale_voided"
        if sale.due == 0 and sale.day != day_of(now):
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
        if sale.due > 0:
            return "sale_unpaid"
        lines = dict(enumerate(sale.lines, 1))
        if any(lines[no].refunded + quantity > lines[no].quantity for no, (quantity, _) in wanted.items()):
            return "over_refund"
        parts = [
            part_of(no, lines[no], quantity, restock=restock) for no, (quantity, restock) in sorted(wanted.items())
        ]
        sale.refunds.append(Refund(day_of(now), parts))
        return None

    def give_money(self, sale: Sale, line_no: int, paise: int, now: datetime) -> str | None:
        if sale.voided_on is not None:
            return "sale_voided"
        if sale.due > 0:
            return "sale_unpaid"
        line = sale.lines[line_no - 1]
        if paise > money_left(line):
            return "refund_above_line"
        sale.refunds.append(Refund(day_of(now), [money_alone(line_no, line, paise)]))
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


def _take(lots: Sequence[Lot], quantity: Fraction) -> Iterator[tuple[Lot, Fraction]]:
    for lot in lots:
        part = min(lot.on_hand, quantity)
        if part > 0:
            lot.on_hand -= part
            quantity -= part
            yield lot, part
