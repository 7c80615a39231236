"""Forecast of a sweet's demand by day, from the days on which it could be bought. Pure: no I/O."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum

MIN_DAYS = 5
"""The fewest days a forecast is made from; with fewer it would be invented."""

SHRINKAGE = Decimal(2)
"""How many weeks of average sales a weekday's own weeks are weighed against."""

ROUNDS = 5
"""How often the demand of sold-out days is re-estimated; more rounds change little."""

_WEEKDAYS = range(7)
_FAR = Decimal(8)
_ZERO, _ONE = Decimal(0), Decimal(1)


class Stocked(IntEnum):
    """Whether a sweet could be bought on a day while the shop was selling."""

    NEVER = 0
    AT_TIMES = 1
    THROUGHOUT = 2


@dataclass(frozen=True, slots=True)
class DayOfSales:
    """The sales of a sweet on a day the shop was open."""

    day: date
    sold: Decimal
    stocked: Stocked


@dataclass(frozen=True, slots=True)
class Forecast:
    """Demand on an average day and on each weekday, with its standard deviation."""

    per_day: Decimal
    by_weekday: tuple[Decimal, ...]
    deviation: Decimal
    days_observed: int
    days_sold_out: int
    at_least: bool
    """Whether it sold out so often that the real demand is unknown and only its least is given."""

    def on(self, day: date) -> Decimal:
        """Return the expected demand of a day."""
        return self.by_weekday[day.weekday()]

    def busiest(self) -> tuple[int, Decimal]:
        """Return the weekday with the highest demand, Monday being 0, and its ratio to the average day."""
        weekday = max(_WEEKDAYS, key=self.by_weekday.__getitem__)
        return weekday, self.by_weekday[weekday] / self.per_day if self.per_day else _ONE


@dataclass(frozen=True, slots=True)
class Observed:
    """The days on which a sweet could be bought, whether or not they are enough for a forecast."""

    whole: Sequence[DayOfSales]
    parted: Sequence[DayOfSales]
    days_without: int

    @property
    def days(self) -> int:
        """The number of days on which it could be bought, if only for part of the day."""
        return len(self.whole) + len(self.parted)

    @property
    def days_sold_out(self) -> int:
        """The number of days on which it was sold out, if only for part of the day."""
        return len(self.parted) + self.days_without


@dataclass(frozen=True, slots=True)
class Demand:
    """What a history tells: on how many days a sweet could be bought and was sold out, and a forecast if it is enough.

    Without a forecast it is only known that it could be bought on `days_observed`, too few days.
    """

    days_observed: int
    days_sold_out: int
    forecast: Forecast | None


def learn(history: Sequence[DayOfSales], closed: Collection[int] = ()) -> Demand:
    """Return the demand that the days of a sweet tell."""
    observed = observe(history)
    return Demand(observed.days, observed.days_sold_out, forecast(observed, closed))


def observe(history: Sequence[DayOfSales]) -> Observed:
    """Group the days of a sweet by whether it could be bought."""
    return Observed(
        whole=[one for one in history if one.stocked is Stocked.THROUGHOUT],
        parted=[one for one in history if one.stocked is Stocked.AT_TIMES],
        days_without=sum(one.stocked is Stocked.NEVER for one in history),
    )


def closed_weekdays(open_days: Collection[date], until: date) -> frozenset[int]:
    """Return the weekdays on which the shop is closed: with two weeks of history or more, those it never opened on."""
    if not open_days or (until - min(open_days)).days < 14:
        return frozenset()
    return frozenset(_WEEKDAYS) - {day.weekday() for day in open_days}


def forecast(observed: Observed, closed: Collection[int] = ()) -> Forecast | None:
    """Return the forecast, or None if too few days are known.

    Sales of a sold-out day are a lower bound of its demand. The day counts as the mean of the normal distribution
    above that bound, found by expectation maximisation (Dempster, Laird and Rubin 1977; for censored sales, Nahmias
    1994). So a day that sold out early hardly matters, and one that sold more than expected raises the mean. Without
    these days the forecast would be too low: they are the good days, and the sweet would sell out again. With too few
    days that did not sell out, every day counts as it is, and the forecast is the least that is wanted.
    """
    if observed.days < MIN_DAYS:
        return None
    at_least = len(observed.whole) < MIN_DAYS
    counted = [*observed.whole, *observed.parted] if at_least else observed.whole
    per_day, by_weekday = _levels(counted, closed)
    deviation = _deviation(counted, by_weekday)
    if observed.parted and not at_least:
        for _ in range(ROUNDS):
            guessed = [_as_if_not_sold_out(one, by_weekday[one.day.weekday()], deviation) for one in observed.parted]
            counted = [*observed.whole, *(day for day, _ in guessed)]
            per_day, by_weekday = _levels(counted, closed)
            deviation = _deviation(counted, by_weekday, sum((spread for _, spread in guessed), _ZERO))
    return Forecast(
        per_day=per_day,
        by_weekday=by_weekday,
        deviation=deviation,
        days_observed=observed.days,
        days_sold_out=observed.days_sold_out,
        at_least=at_least,
    )


def expected(forecast: Forecast, first: date, days: int, rest_of_first: Decimal = _ONE) -> list[Decimal]:
    """Return the expected demand of each day from `first` on; the first day counts by its remaining share."""
    demand = [forecast.on(first + timedelta(days=ahead)) for ahead in range(days)]
    if demand:
        demand[0] *= rest_of_first
    return demand


def _levels(days: Sequence[DayOfSales], closed: Collection[int]) -> tuple[Decimal, tuple[Decimal, ...]]:
    index = _weekday_index(days, closed)
    # Divided by the weekday ratios of the same days, or a stretch with few Saturdays would look slow.
    weight = sum((index[one.day.weekday()] for one in days), _ZERO)
    per_day = sum((one.sold for one in days), _ZERO) / weight
    return per_day, tuple(per_day * index[weekday] for weekday in _WEEKDAYS)


def _weekday_index(days: Sequence[DayOfSales], closed: Collection[int]) -> Mapping[int, Decimal]:
    """Return the ratio of each weekday's demand to an average day: 1 if unknown, 0 if closed.

    The ratio of each weekday's mean to the mean of all days is shrunk towards 1 by n / (n + SHRINKAGE) for n weeks.
    """
    mean = sum((one.sold for one in days), _ZERO) / len(days)
    index = {}
    closed = set(closed) - {one.day.weekday() for one in days}
    for weekday in _WEEKDAYS:
        sold = [one.sold for one in days if one.day.weekday() == weekday]
        if weekday in closed:
            index[weekday] = _ZERO
        elif not sold or not mean:
            index[weekday] = _ONE
        else:
            ratio = sum(sold, _ZERO) / len(sold) / mean
            index[weekday] = _ONE + (ratio - _ONE) * len(sold) / (len(sold) + SHRINKAGE)
    scale = (7 - len(closed)) / sum(index.values(), _ZERO)
    return {weekday: value * scale for weekday, value in index.items()}


def _deviation(days: Sequence[DayOfSales], by_weekday: Sequence[Decimal], spread: Decimal = _ZERO) -> Decimal:
    # The sample standard deviation from each weekday's expectation.
    squares = sum(((one.sold - by_weekday[one.day.weekday()]) ** 2 for one in days), spread)
    return (squares / (len(days) - 1)).sqrt()


def _as_if_not_sold_out(day: DayOfSales, mean: Decimal, deviation: Decimal) -> tuple[DayOfSales, Decimal]:
    """Return a day with its estimated demand had it not sold out, and the variance of that estimate."""
    if not deviation:
        return replace(day, sold=max(day.sold, mean)), _ZERO
    height = max(-_FAR, min(_FAR, (day.sold - mean) / deviation))
    hazard = _hazard(height)
    spread = max(_ZERO, deviation**2 * (_ONE - hazard * (hazard - height)))
    return replace(day, sold=max(day.sold, mean + deviation * hazard)), spread


def _hazard(height: Decimal) -> Decimal:
    # The mean of the standard normal distribution above a height. A ratio: no quantity passes through a float.
    z = float(height)
    return Decimal(str(math.sqrt(2 / math.pi) * math.exp(-z * z / 2) / math.erfc(z / math.sqrt(2))))
