"""A span of days as the whole years and months it has and the days at its edges, whichever way reads less."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from app.repositories.insight.best_sellers import SpanPart

_ONE_DAY = timedelta(days=1)
# As many rows as so many days have. A sweet has one row in a month and in a year, if it sold at all.
_COSTS = {"day": 1, "month": 6, "year": 8}
_WITHIN = {"year": "month", "month": "day"}


def span_parts(begins: date, ends: date, today: date) -> list[SpanPart]:
    """Return parts that make up a span; days after today have no rows and cost nothing."""

    def cost(parts: list[SpanPart]) -> int:
        return sum(_COSTS[part.period] * _count(part, today) for part in parts)

    return _joined(_cover("year", begins, ends, cost))


def _cover(period: str, begins: date, ends: date, cost: Callable[[list[SpanPart]], int]) -> list[SpanPart]:
    if period == "day":
        return [SpanPart("day", begins, ends)]
    within = _WITHIN[period]
    parts: list[SpanPart] = []
    for first, last in _periods(period, begins, ends):
        some = _cover(within, max(first, begins), min(last, ends), cost)
        out = _cover(within, first, begins - _ONE_DAY, cost) if first < begins else []
        if ends < last:
            out += _cover(within, ends + _ONE_DAY, last, cost)
        whole = [SpanPart(period, first, last), *(_opposite(part) for part in out)]
        parts += some if cost(some) < cost(whole) else whole
    return parts


def _periods(period: str, begins: date, ends: date) -> Iterator[tuple[date, date]]:
    """Return the first and the last day of each month or year that has days of a span."""
    months = 12 if period == "year" else 1
    for number in range(_number(begins) // months, _number(ends) // months + 1):
        first, last = (divmod(month, 12) for month in (number * months, (number + 1) * months - 1))
        yield date(first[0], first[1] + 1, 1), date(last[0], last[1] + 1, monthrange(last[0], last[1] + 1)[1])


def _number(day: date) -> int:
    """Return the number of a day's month since the year nought."""
    return 12 * day.year + day.month - 1


def _opposite(part: SpanPart) -> SpanPart:
    return SpanPart(part.period, part.begins, part.ends, not part.is_out)


def _count(part: SpanPart, today: date) -> int:
    ends = min(part.ends, today)
    if part.begins > ends:
        return 0
    days = (ends - part.begins).days + 1
    return days if part.period == "day" else sum(1 for _ in _periods(part.period, part.begins, ends))


def _joined(parts: list[SpanPart]) -> list[SpanPart]:
    """Make one part of those that follow one another."""
    joined: list[SpanPart] = []
    for part in sorted(parts, key=lambda one: (one.period, one.is_out, one.begins)):
        before = joined[-1] if joined else None
        if before and (before.period, before.is_out, part.begins - before.ends) == (part.period, part.is_out, _ONE_DAY):
            joined[-1] = SpanPart(part.period, before.begins, part.ends, part.is_out)
        else:
            joined.append(part)
    return joined
