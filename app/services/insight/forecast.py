"""How much of a sweet will be bought on which day, from what was bought while it could be. Pure: no I/O."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum

MIN_DAYS = 5
"""From how many days on a forecast is made of them; from fewer it would be invented."""

SHRINKAGE = Decimal(2)
"""How many weeks without any pattern a weekday's own weeks are held against."""

ROUNDS = 5
"""How often what was wanted on days that sold out is guessed anew; more than these change little."""

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
    """What was sold of a sweet on a day the shop was open."""

    day: date
    sold: Decimal
    stocked: Stocked


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is bought on an average day and on each weekday, and how far days stray from that."""

    per_day: Decimal
    by_weekday: tuple[Decimal, ...]
    deviation: Decimal
    days_observed: int
    days_sold_out: int
    at_least: bool
    """Whether it sold out so often that more would have been bought than anybody knows."""

    def on(self, day: date) -> Decimal:
        """Return what will be bought on a day."""
        return self.by_weekday[day.weekday()]

    def busiest(self) -> tuple[int, Decimal]:
        """Return the weekday on which most is bought, Monday being 0, and how many times the average that is."""
        weekday = max(_WEEKDAYS, key=self.by_weekday.__getitem__)
        return weekday, self.by_weekday[weekday] / self.per_day if self.per_day else _ONE


@dataclass(frozen=True, slots=True)
class Observed:
    """The days a sweet could be bought: how many there are is known even where no forecast can be made of them."""

    whole: Sequence[DayOfSales]
    parted: Sequence[DayOfSales]
    days_without: int

    @property
    def days(self) -> int:
        """How many days it could be bought, some of them for a part only."""
        return len(self.whole) + len(self.parted)

    @property
    def days_sold_out(self) -> int:
        """How many days it was sold out, for a part or all of them."""
        return len(self.parted) + self.days_without


def observe(history: Sequence[DayOfSales]) -> Observed:
    """Sort the days of a sweet by whether it could be bought."""
    return Observed(
        whole=[one for one in history if one.stocked is Stocked.THROUGHOUT],
        parted=[one for one in history if one.stocked is Stocked.AT_TIMES],
        days_without=sum(one.stocked is Stocked.NEVER for one in history),
    )


def closed_weekdays(open_days: Collection[date], until: date) -> frozenset[int]:
    """Return the weekdays the shop keeps closed: it has been open for two weeks at least, and never on these."""
    if not open_days or (until - min(open_days)).days < 14:
        return frozenset()
    return frozenset(_WEEKDAYS) - {day.weekday() for day in open_days}


def forecast(observed: Observed, closed: Collection[int] = ()) -> Forecast | None:
    """Return what to expect, or None if too few days are known.

    A day on which the sweet sold out says only that at least so much was wanted. It counts as what is usually wanted
    on the days on which that much is: the mean of the normal distribution above it, found by expectation maximisation
    (Dempster, Laird and Rubin 1977; for censored sales, Nahmias 1994). A day that sold out early thus hardly matters,
    and one that sold more than expected raises the mean. Leaving such days out would not: they are the good days, and
    what is made of the others alone sells out again. With too few days that did not sell out there is nothing to judge
    by: all count as they are, as the least that is wanted.
    """
    if observed.days < MIN_DAYS:
        return None
    at_least = len(observed.whole) < MIN_DAYS
    counted = [*observed.whole, *observed.parted] if at_least else observed.whole
    per_day, by_weekday = _levels(counted, closed)
    deviation = _deviation(counted, by_weekday)
    if observed.parted and not at_least:
        for _ in range(ROUNDS):
            guessed = [_above(one, by_weekday[one.day.weekday()], deviation) for one in observed.parted]
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
    """Return what will be bought on each of so many days; of the first only a share is still to come."""
    demand = [forecast.on(first + timedelta(days=ahead)) for ahead in range(days)]
    if demand:
        demand[0] *= rest_of_first
    return demand


def _levels(days: Sequence[DayOfSales], closed: Collection[int]) -> tuple[Decimal, tuple[Decimal, ...]]:
    index = _weekday_index(days, closed)
    # Divided by what the same days would be of an average week, or a stretch with few Saturdays would look slow.
    weight = sum((index[one.day.weekday()] for one in days), _ZERO)
    per_day = sum((one.sold for one in days), _ZERO) / weight
    return per_day, tuple(per_day * index[weekday] for weekday in _WEEKDAYS)


def _weekday_index(days: Sequence[DayOfSales], closed: Collection[int]) -> Mapping[int, Decimal]:
    """Return what each weekday sells in relation to an average day, 1 for all that is not known; 0 while closed.

    The ratio of each weekday's mean to the mean of all days, drawn towards 1 by n / (n + SHRINKAGE) for n weeks.
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
    # The standard deviation of a sample, from what each weekday was expected to be.
    squares = sum(((one.sold - by_weekday[one.day.weekday()]) ** 2 for one in days), spread)
    return (squares / (len(days) - 1)).sqrt()


def _above(day: DayOfSales, mean: Decimal, deviation: Decimal) -> tuple[DayOfSales, Decimal]:
    """Return a day as if it had not sold out, and the variance of what is not known of it."""
    if not deviation:
        return replace(day, sold=max(day.sold, mean)), _ZERO
    height = max(-_FAR, min(_FAR, (day.sold - mean) / deviation))
    hazard = _hazard(height)
    spread = max(_ZERO, deviation**2 * (_ONE - hazard * (hazard - height)))
    return replace(day, sold=max(day.sold, mean + deviation * hazard)), spread


def _hazard(height: Decimal) -> Decimal:
    # The mean of the standard normal distribution above a height. A pure number: no quantity passes through a float.
    z = float(height)
    return Decimal(str(math.sqrt(2 / math.pi) * math.exp(-z * z / 2) / math.erfc(z / math.sqrt(2))))
