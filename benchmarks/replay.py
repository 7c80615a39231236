"""A replay of a recorded history: each evening a policy orders for a later morning."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from app.services.insight.forecast import DayOfSales, Stocked, closed_weekdays, forecast, observe
from app.services.insight.reorder import ReplenishmentTerms, StockItem, advise
from benchmarks.histories import History

HISTORY_DAYS = 56
MIN_MAX_DAYS = 28
STEP = Decimal(1)

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Evening:
    """The input of a policy: the days of an item until today, its stock, and its deliveries."""

    today: date
    history: Sequence[DayOfSales]
    open_days: frozenset[date]
    goods: Sequence[StockItem]
    terms: ReplenishmentTerms

    def left_on(self, day: date) -> Decimal:
        """Return the stock that is still good on a morning, if nothing sells before."""
        return sum(
            (one.quantity for one in self.goods if one.best_before is None or one.best_before >= day),
            _ZERO,
        )


Policy = Callable[[Evening], Decimal]


def advice(evening: Evening) -> Decimal:
    """Follow the advice of the API, by the same pure functions."""
    closed = closed_weekdays(evening.open_days, evening.today + timedelta(days=1))
    expectation = forecast(observe(evening.history[-HISTORY_DAYS:]), closed)
    if expectation is None:
        return _ZERO
    return advise(evening.today, expectation, evening.goods, evening.terms, rest_of_today=_ZERO).quantity


def same_as_last_week(evening: Evening) -> Decimal:
    """Stock the sales of the same weekday a week before."""
    morning = evening.today + timedelta(days=evening.terms.lead_time_days)
    wanted = next((one.sold for one in evening.history if one.day == morning - timedelta(days=7)), _ZERO)
    return max(_ZERO, wanted - evening.left_on(morning))


def min_max(evening: Evening) -> Decimal:
    """Fill up to two average days of the last four weeks whenever there is less than one."""
    lately = [one.sold for one in evening.history[-MIN_MAX_DAYS:]]
    average = sum(lately, _ZERO) / max(1, len(lately))
    low, high = Decimal(round(average)), Decimal(round(2 * average))
    there = evening.left_on(evening.today + timedelta(days=evening.terms.lead_time_days))
    return high - there if there < max(low, STEP) and high > there else _ZERO


POLICIES: dict[str, Policy] = {
    "this advice": advice,
    "same as last week": same_as_last_week,
    "min/max": min_max,
}


@dataclass
class Outcome:
    """The outcome of a policy, in pieces."""

    demand: Decimal = _ZERO
    made: Decimal = _ZERO
    lost: Decimal = _ZERO
    wasted: Decimal = _ZERO

    def add(self, other: "Outcome") -> None:
        """Add another outcome."""
        self.demand += other.demand
        self.made += other.made
        self.lost += other.lost
        self.wasted += other.wasted


@dataclass
class _Counter:
    """One item in the shop: its stock, its deliveries, and its outcome."""

    shelf: list[StockItem] = field(default_factory=list)
    coming: dict[date, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    outcome: Outcome = field(default_factory=Outcome)

    def unpack(self, day: date, terms: ReplenishmentTerms) -> None:
        """Put on the shelf what arrives in the morning; it can be sold through its best-before day."""
        quantity = self.coming.pop(day, _ZERO)
        if quantity:
            assert terms.shelf_life_days is not None  # noqa: S101 - everything here spoils.
            self.shelf.append(StockItem(quantity, day + timedelta(days=terms.shelf_life_days)))
            self.outcome.made += quantity

    def sell(self, day: date, wanted: int) -> DayOfSales:
        """Sell from the stock, first expired first, and discard expired stock at night."""
        there, left = sum((one.quantity for one in self.shelf), _ZERO), Decimal(wanted)
        shelf = []
        for one in self.shelf:
            sold = min(one.quantity, left)
            left -= sold
            if one.quantity > sold:
                shelf.append(StockItem(one.quantity - sold, one.best_before))
        stocked = Stocked.THROUGHOUT if shelf else Stocked.AT_TIMES if there else Stocked.NEVER
        self.outcome.demand += wanted
        self.outcome.lost += left
        self.shelf = [one for one in shelf if one.best_before is None or one.best_before > day]
        self.outcome.wasted += sum((one.quantity for one in shelf), _ZERO)
        self.outcome.wasted -= sum((one.quantity for one in self.shelf), _ZERO)
        return DayOfSales(day, wanted - left, stocked)

    def goods(self, terms: ReplenishmentTerms) -> list[StockItem]:
        """Return the stock and the deliveries."""
        assert terms.shelf_life_days is not None  # noqa: S101 - everything here spoils.
        life = timedelta(days=terms.shelf_life_days)
        return [
            *self.shelf,
            *(StockItem(quantity, day + life, day) for day, quantity in self.coming.items() if quantity),
        ]


def replay(
    history: History, item: str, policy: Policy, terms: ReplenishmentTerms, warm_up: int, *, knows_all: bool
) -> Outcome:
    """Replay an item's history with a policy; the first `warm_up` days only teach it.

    With `knows_all` the policy is shown what was recorded, otherwise what it has sold itself: what it had none of it
    then knows nothing about.
    """
    sold = history.sold[item]
    known: list[DayOfSales] = []
    counter = _Counter()
    for day_no, day in enumerate(history.days):
        is_open = day in history.open_days
        recorded = DayOfSales(day, Decimal(sold.get(day, 0)), Stocked.THROUGHOUT)
        if day_no >= warm_up:
            counter.unpack(day, terms)
            lived = counter.sell(day, sold.get(day, 0))
            recorded = recorded if knows_all else lived
        if is_open:
            known.append(recorded)
        arrives = day + timedelta(days=terms.lead_time_days)
        if day_no + terms.lead_time_days >= warm_up and arrives <= history.days[-1]:
            open_days = frozenset(past for past in history.open_days if past <= day)
            counter.coming[arrives] += policy(Evening(day, known, open_days, counter.goods(terms), terms))
    return counter.outcome
