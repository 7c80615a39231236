"""The demo's trade: every day the shop restocks and sells through its own services."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_UP, Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import MONEY_PLACES
from app.models import Tender, Unit
from app.services.common.access import Actor, Caller
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer
from app.services.demo.demo_catalogue import DemoSweet
from app.services.selling.basket import Basket, BasketLine
from app.services.selling.sales import SaleService
from app.services.stock.stock import GoodsIn, StockService

SEED = 20260814
STEPS = {Unit.KG: Decimal("0.050"), Unit.G: Decimal(10), Unit.PIECE: Decimal(1), Unit.BOX: Decimal(1)}
MINIMA = {Unit.KG: Decimal("0.100"), Unit.G: Decimal(50), Unit.PIECE: Decimal(1), Unit.BOX: Decimal(1)}

_CUSTOMERS_BY_WEEKDAY = (26, 24, 26, 30, 38, 52, 58)
_OPENING, _HOURS_OPEN = time(9), 12
_COST_OF_PRICE = Decimal("0.55")
_USUAL_QUANTITIES = {
    Unit.KG: [Decimal(q) for q in ("0.250", "0.250", "0.250", "0.500", "0.500", "1.000")],
    Unit.G: [Decimal(q) for q in ("100", "100", "200", "250")],
    Unit.PIECE: [Decimal(q) for q in ("1", "2", "2", "4", "6")],
    Unit.BOX: [Decimal(q) for q in ("1", "1", "1", "2")],
}


@dataclass(frozen=True, slots=True)
class StockedSweet:
    """A sweet of the demo and its id."""

    id: int
    sweet: DemoSweet

    @property
    def unit(self) -> Unit:
        """The unit it is sold by."""
        return Unit(self.sweet.unit)

    @property
    def cost(self) -> Decimal:
        """The shop's cost of one unit."""
        return (Decimal(self.sweet.price) * _COST_OF_PRICE).quantize(MONEY_PLACES)


class DemoClock:
    """A clock that the demo sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the moment that was set."""
        return self.now


class DemoTrade:
    """Restocks and sells, day by day. The same seed and the same days give the same trade."""

    def __init__(
        self, session: AsyncSession, context: ShopContext, clock: DemoClock, stocked: Sequence[StockedSweet]
    ) -> None:
        self._zone = context.zone
        self._clock = clock
        self._stocked = stocked
        self._lots: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
        self._stock = StockService(session, context)
        self._sales = SaleService(session, context)
        self._random = random.Random(SEED)  # noqa: S311 - a demo has to be the same each time.

    async def live(self, day: date, actor: Actor, salesperson: Caller, customer: Caller) -> int:
        """Restock in the morning and sell until the evening; return the number of sales."""
        await self.restock(day, self._at(day, _OPENING), actor)
        return await self._sell(day, salesperson, customer)

    async def restock(self, day: date, moment: datetime, actor: Actor) -> None:
        """Restock the sweets that would run out during the day."""
        self._clock.now = moment
        receipts = []
        for one in self._stocked:
            lots = [(expiry, left) for expiry, left in self._lots[one.id] if expiry >= day and left > 0]
            self._lots[one.id] = lots
            per_day = self._per_day(one)
            wanted = per_day * Decimal(min(one.sweet.shelf_life_days, 5)) * Decimal("0.8")
            if sum((left for _, left in lots), Decimal(0)) < per_day and self._random.random() < 0.95:
                quantity = max(_round_up(wanted, STEPS[one.unit]), MINIMA[one.unit])
                expiry = day + timedelta(days=one.sweet.shelf_life_days)
                lots.append((expiry, quantity))
                receipts.append(GoodsIn(one.id, quantity, moment, unit_cost=one.cost, made_on=day, best_before=expiry))
        await self._stock.receive(receipts, actor)

    async def _sell(self, day: date, salesperson: Caller, customer: Caller) -> int:
        count = round(_CUSTOMERS_BY_WEEKDAY[day.weekday()] * self._random.uniform(0.8, 1.2))
        minutes = sorted(self._random.uniform(0, _HOURS_OPEN * 60) for _ in range(count))
        weights = [one.sweet.popularity for one in self._stocked]
        baskets = []
        for minute in minutes:
            chosen = {
                one.id: one
                for one in self._random.choices(self._stocked, weights, k=self._random.choice((1, 1, 2, 2, 3, 4)))
            }
            lines = tuple(
                BasketLine(one.id, self._random.choice(_USUAL_QUANTITIES[one.unit])) for one in chosen.values()
            )
            baskets.append(
                Basket(
                    caller=customer if self._random.random() < 0.08 else salesperson,
                    lines=lines,
                    tender=self._random.choices(list(Tender), (5, 2, 6))[0],
                    placed_at=self._at(day, _OPENING) + timedelta(minutes=minute),
                )
            )
        self._clock.now = baskets[-1].placed_at
        outcomes = await self._sales.record(baskets)
        sold = [basket for basket, outcome in zip(baskets, outcomes, strict=True) if isinstance(outcome, Answer)]
        for basket in sold:
            for line in basket.lines:
                _take(self._lots[line.sweet_id], line.quantity)
        return len(sold)

    def _per_day(self, one: StockedSweet) -> Decimal:
        usual = _USUAL_QUANTITIES[one.unit]
        average = sum(usual, Decimal(0)) / len(usual)
        lines_a_day = Decimal(sum(_CUSTOMERS_BY_WEEKDAY)) / 7 * Decimal("2.1")
        return average * lines_a_day * one.sweet.popularity / sum(other.sweet.popularity for other in self._stocked)

    def _at(self, day: date, moment: time) -> datetime:
        return datetime.combine(day, moment, self._zone).astimezone(UTC)


def _round_up(quantity: Decimal, step: Decimal) -> Decimal:
    return (quantity / step).to_integral_value(ROUND_UP) * step


def _take(lots: list[tuple[date, Decimal]], quantity: Decimal) -> None:
    for index, (expiry, left) in enumerate(lots):
        part = min(left, quantity)
        lots[index] = (expiry, left - part)
        quantity -= part
