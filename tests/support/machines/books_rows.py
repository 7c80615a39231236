"""The rows of the books' model: sweets and lots, sales and refunds, all money in paise."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any


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
    given: list["Part"] = field(default_factory=list)
    settled: Fraction = Fraction(0)
    """What was refunded of it before money alone was given back for it."""
    left: tuple[int, int, list[int]] | None = None
    """What was left of net, discount and taxes then."""

    @property
    def discount(self) -> int:
        return self.own_discount + self.sale_discount

    @property
    def net(self) -> int:
        return self.gross - self.discount

    @property
    def unsettled(self) -> tuple[int, int, list[int]]:
        return self.left or (self.net, self.discount, self.taxes)

    @property
    def left_now(self) -> tuple[int, int, list[int]]:
        taxes = [tax - sum(part.taxes[number] for part in self.given) for number, tax in enumerate(self.taxes)]
        net = self.net - sum(part.net for part in self.given)
        return net, self.discount - sum(part.discount for part in self.given), taxes

    @property
    def money_refunded(self) -> int:
        alone = [part for part in self.given if part.quantity == 0]
        return sum(part.net + sum(part.taxes) * self.taxed_on_top for part in alone)

    @property
    def cost(self) -> Fraction | None:
        costs = [None if lot.cost is None else part * Fraction(lot.cost) for lot, part in self.parts]
        return None if None in costs else sum((cost for cost in costs if cost is not None), Fraction(0))


@dataclass(frozen=True)
class Paid:
    """What was paid, or paid out, by a tender, in paise, and the rounding of its cash."""

    tender: str
    paise: int
    rounding: int = 0


@dataclass(eq=False)
class Sale:
    """A sale, the day of its books, and the day of its void's if it has one."""

    day: date
    mode: str
    lines: list[Line]
    payments: list[Paid] = field(default_factory=list)
    voided_on: date | None = None
    refunds: list["Refund"] = field(default_factory=list)
    id: int = 0

    @property
    def total(self) -> int:
        return sum(line.net + sum(line.taxes) * line.taxed_on_top for line in self.lines)

    @property
    def rounding(self) -> int:
        return sum(paid.rounding for paid in self.payments)

    @property
    def due(self) -> int:
        paid = sum(paid.paise for paid in self.payments)
        return 0 if self.voided_on is not None else self.total + self.rounding - paid


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
    payouts: list[Paid] = field(default_factory=list)
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(part.net + sum(part.taxes) * part.line.taxed_on_top for part in self.parts)
