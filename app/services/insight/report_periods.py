"""The spans of days that reports cover: those up to today, and those a request names."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import FieldError, Invalid

DEFAULT_DAYS = 30
MAX_DAYS = 3653
"""Ten years, with the most leap days they can have."""

_ONE_DAY, _ONE_WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive days, both ends included."""

    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class Comparison:
    """A span up to now and the previous one it is compared with, equally far into its week or month."""

    name: str
    now: Span
    before: Span


def comparisons(today: date) -> list[Comparison]:
    """Return today, this week from Monday on, and this month, each with its predecessor."""
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    end_before = first - _ONE_DAY
    first_before = end_before.replace(day=1)
    as_far = min(today.day, monthrange(first_before.year, first_before.month)[1])
    return [
        Comparison("today", Span(today, today), Span(today - _ONE_DAY, today - _ONE_DAY)),
        Comparison("week", Span(monday, today), Span(monday - _ONE_WEEK, today - _ONE_WEEK)),
        Comparison("month", Span(first, today), Span(first_before, first_before.replace(day=as_far))),
    ]


def asked_span(begins: date | None, ends: date | None, today: date) -> Span:
    """Return the requested span; by default it ends today and has thirty days."""
    ends = today if ends is None else ends
    begins = ends - timedelta(days=DEFAULT_DAYS - 1) if begins is None else begins
    if begins > ends:
        raise _invalid("from_after_to", "from may not be after to, which is today if you leave it out.")
    if (ends - begins).days >= MAX_DAYS:
        raise _invalid("range_too_long", "Ask for ten years at most.")
    return Span(begins, ends)


def _invalid(code: str, detail: str) -> Invalid:
    return Invalid("invalid_request", "The request has values that cannot be used.", [FieldError("from", code, detail)])
