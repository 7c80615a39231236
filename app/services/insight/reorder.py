"""How much to make or order now, from the forecast and the stock. Pure: no clock, no database.

The quantity raises stock to the expected demand from its arrival through its cover days, plus a safety stock: the
order-up-to level of a periodic review (Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains,
chapter on probabilistic demand). It is capped at what sells before its best-before day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from app.core.money import QUANTITY_PLACES
from app.schemas.advice import MAX_COVER_DAYS, MAX_LEAD_TIME_DAYS, Urgency
from app.services.insight.forecast import Forecast, expected

SERVICE_FACTOR = Decimal("1.28")
"""Safety stock in standard deviations of demand: the quantile of a 90 % service level."""

MAX_DAYS_AHEAD = 90
"""The most days the simulation looks ahead, for goods that keep long."""

MIN_DAYS_AHEAD = 14
"""The fewest days the simulation looks ahead, so that there is something to show."""

_FARTHEST = MAX_LEAD_TIME_DAYS + max(MAX_COVER_DAYS, MAX_DAYS_AHEAD + 1)
"""The most days that any advice looks ahead."""

NEVER_SHORT = Decimal(2)
"""A share of a day's demand that never comes."""

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class StockItem:
    """A quantity of a sweet in stock or on order; without a best-before day it keeps for good."""

    quantity: Decimal
    best_before: date | None
    arrives_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReplenishmentTerms:
    """How a sweet is replenished: goods ordered now arrive in `lead_time_days`, in multiples of `lot_size`."""

    lead_time_days: int
    cover_days: int
    shelf_life_days: int | None
    lot_size: Decimal

    @property
    def days_to_cover(self) -> int:
        """The days it is meant to sell on. The best-before day is kept in reserve for slower sales."""
        return self.cover_days if self.shelf_life_days is None else min(self.cover_days, max(1, self.shelf_life_days))


@dataclass(frozen=True, slots=True)
class SimulatedDay:
    """What is wanted on a day, what arrives on it, and what is left of the stock in the evening."""

    day: date
    demand: Decimal
    coming: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class Advice:
    """The quantity to make or order now, with the figures behind it."""

    quantity: Decimal
    needed: Decimal
    cap: Decimal | None
    expected_demand: Decimal
    safety_stock: Decimal
    expiring: Decimal
    runs_out_on: date | None
    order_by: date | None
    urgency: Urgency
    days_ahead: Sequence[SimulatedDay]

    @property
    def is_capped(self) -> bool:
        """Whether the quantity was cut because more would not sell in time."""
        return self.quantity < self.needed


@dataclass(frozen=True, slots=True)
class EarliestNeed:
    """When a sweet may run out and something may be needed; `date.max` if that is not in sight.

    It runs out today if the share of today's demand that is still to come is `short_today_from` or more, which is more
    than 1 if it cannot; otherwise not before `runs_out_from`, which is tomorrow or later.
    """

    short_today_from: Decimal
    runs_out_from: date
    needed_from: date


class _Evening(NamedTuple):
    """The end of a simulated day: unmet demand, stock left, and goods of today's stock that spoiled unsold."""

    unmet: Decimal
    left: Decimal
    expired: Decimal


def advise(
    today: date,
    forecast: Forecast,
    goods: Sequence[StockItem],
    terms: ReplenishmentTerms,
    rest_of_today: Decimal = Decimal(1),
) -> Advice:
    """Return the advice; `rest_of_today` is the share of today's demand that is still to come."""
    arrival = terms.lead_time_days
    covered = arrival + terms.days_to_cover
    sells_until = None if terms.shelf_life_days is None else arrival + min(terms.shelf_life_days, MAX_DAYS_AHEAD)
    days = max(covered, 0 if sells_until is None else sells_until + 1, _days_to_simulate(goods, today))
    demand = expected(forecast, today, max(days, MIN_DAYS_AHEAD), rest_of_today)
    evenings = list(_simulate(today, demand, goods))
    unmet = [evening.unmet for evening in evenings]
    # Days vary independently, so variances add up; today counts by its remaining share.
    safety_stock = _round(SERVICE_FACTOR * forecast.deviation * (covered - 1 + rest_of_today).sqrt())
    # Demand before the goods arrive is lost whatever is decided now.
    wanted = sum(unmet[arrival:covered], _ZERO)
    needed = _round(wanted + max(_ZERO, safety_stock - evenings[covered - 1].left))
    cap = None if sells_until is None else _round(sum(unmet[arrival : sells_until + 1], _ZERO))
    quantity = _in_lots(needed, terms.lot_size, ROUND_CEILING)
    if cap is not None:
        quantity = min(quantity, _in_lots(cap, terms.lot_size, ROUND_FLOOR))
    short = next((ahead for ahead, wanted in enumerate(unmet[:days]) if _round(wanted) > 0), None)
    order_by, urgency = _when(today, short, arrival, quantity)
    return Advice(
        quantity=quantity,
        needed=needed,
        cap=cap,
        expected_demand=_round(sum(demand[:covered], _ZERO)),
        safety_stock=safety_stock,
        expiring=_round(sum((evening.expired for evening in evenings), _ZERO)),
        runs_out_on=None if short is None else today + timedelta(days=short),
        order_by=order_by,
        urgency=urgency,
        days_ahead=_days_ahead(today, demand, evenings, goods),
    )


def earliest_need(today: date, forecast: Forecast, stock: Sequence[StockItem], rest_of_today: Decimal) -> EarliestNeed:
    """Return bounds of all advice on a sweet as long as its stock is as it is: no advice runs out or needs sooner.

    Goods on order, a later hour, and another lead time or cover only make it later.
    """
    demand = expected(forecast, today, _FARTHEST, rest_of_today)
    there = sum((one.quantity for one in stock), _ZERO)
    wanted = forecast.on(today)
    short_today_from = (there + QUANTITY_PLACES / 2) / wanted if wanted > there else NEVER_SHORT
    needed_from = date.max
    for ahead, evening in enumerate(_simulate(today, demand, stock)):
        day = today + timedelta(days=ahead)
        safety_stock = SERVICE_FACTOR * forecast.deviation * Decimal(ahead + 1).sqrt()
        if evening.unmet > 0 or evening.left < safety_stock:
            needed_from = min(needed_from, day)
        if evening.unmet > 0 and ahead > 0:
            return EarliestNeed(short_today_from, day, needed_from)
    return EarliestNeed(short_today_from, date.max, needed_from)


def sells_at_most(forecast: Forecast, shelf_life_days: int | None) -> Decimal | None:
    """Return the most that sells of what is made or ordered, on whatever day, before it spoils; None if it keeps."""
    if shelf_life_days is None:
        return None
    days = min(shelf_life_days, MAX_DAYS_AHEAD) + 1
    whole, rest = divmod(days, 7)
    starts = (sum((forecast.by_weekday[(start + ahead) % 7] for ahead in range(rest)), _ZERO) for start in range(7))
    return _round(whole * sum(forecast.by_weekday, _ZERO) + max(starts))


def _days_ahead(
    today: date, demand: Sequence[Decimal], evenings: Sequence[_Evening], goods: Sequence[StockItem]
) -> Sequence[SimulatedDay]:
    days = [today + timedelta(days=ahead) for ahead in range(MIN_DAYS_AHEAD)]
    coming = dict.fromkeys(days, _ZERO)
    for one in goods:
        if one.arrives_on in coming:
            coming[one.arrives_on] += one.quantity
    return [
        SimulatedDay(day, _round(wanted), _round(coming[day]), _round(evening.left))
        for day, wanted, evening in zip(days, demand, evenings, strict=False)
    ]


def _when(today: date, short: int | None, arrival: int, quantity: Decimal) -> tuple[date | None, Urgency]:
    if not quantity:
        return None, Urgency.NONE
    if short is None:
        # Stock would last; only the safety stock is short.
        return None, Urgency.SOON
    if short <= arrival:
        return today, Urgency.LATE if short < arrival else Urgency.NOW
    return today + timedelta(days=short - arrival), Urgency.SOON


def _days_to_simulate(goods: Sequence[StockItem], today: date) -> int:
    ahead = [(one.best_before - today).days for one in goods if one.best_before is not None]
    return min(max(ahead, default=0), MAX_DAYS_AHEAD) + 1


def _simulate(today: date, demand: Sequence[Decimal], goods: Sequence[StockItem]) -> Iterator[_Evening]:
    """Simulate selling the goods, first expired first. Only goods in stock today count as spoiled."""
    shelf = [_SimulatedLot(one, today) for one in sorted(goods, key=lambda one: one.best_before or date.max)]
    for ahead, wanted in enumerate(demand):
        for lot in shelf:
            if lot.first <= ahead <= lot.last and lot.left and wanted:
                sold = min(lot.left, wanted)
                lot.left -= sold
                wanted -= sold
        left = sum((lot.left for lot in shelf if lot.first <= ahead), _ZERO)
        expired = _ZERO
        for lot in shelf:
            if lot.last == ahead:
                expired += lot.left if lot.first == 0 else _ZERO
                lot.left = _ZERO
        yield _Evening(wanted, left, expired)


class _SimulatedLot:
    """A stock item during the simulation: the first and last day ahead it can be sold, and what is left."""

    __slots__ = ("first", "last", "left")

    def __init__(self, goods: StockItem, today: date) -> None:
        self.first = 0 if goods.arrives_on is None else max(0, (goods.arrives_on - today).days)
        self.last = (goods.best_before or date.max).toordinal() - today.toordinal()
        self.left = goods.quantity


def _round(quantity: Decimal) -> Decimal:
    # Rounded before rounding up, so that the error of a division does not add a step.
    return quantity.quantize(QUANTITY_PLACES, ROUND_HALF_UP)


def _in_lots(quantity: Decimal, lot_size: Decimal, rounding: str) -> Decimal:
    return _round((quantity / lot_size).to_integral_value(rounding) * lot_size)
