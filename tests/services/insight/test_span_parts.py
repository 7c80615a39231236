"""A span is made of the years, months and days that add up to it, and to nothing else."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.repositories.insight.best_sellers import SpanPart
from app.services.insight.report_periods import MAX_DAYS
from app.services.insight.span_parts import span_parts

DAYS = st.dates(date(2015, 1, 1), date(2037, 1, 1))


def shown(parts: list[SpanPart]) -> list[str]:
    return [f"{'less ' * part.is_out}{part.period} {part.begins} {part.ends}" for part in parts]


@given(begins=DAYS, length=st.integers(0, MAX_DAYS - 1), today=DAYS)
def test_the_parts_of_a_span_have_each_of_its_days_once(begins: date, length: int, today: date) -> None:
    days: Counter[date] = Counter()
    parts = span_parts(begins, begins + timedelta(length), today)
    for part in parts:
        for number in range((part.ends - part.begins).days + 1):
            days[part.begins + timedelta(number)] += -1 if part.is_out else 1
    assert +days == Counter(begins + timedelta(number) for number in range(length + 1))
    assert not -days
    assert len(parts) <= 10


@given(begins=DAYS, length=st.integers(0, MAX_DAYS - 1), today=DAYS)
def test_months_and_years_are_whole(begins: date, length: int, today: date) -> None:
    for part in span_parts(begins, begins + timedelta(length), today):
        after = part.ends + timedelta(1)
        assert part.period == "day" or part.begins.day == after.day == 1
        assert part.period != "year" or part.begins.month == after.month == 1


@pytest.mark.parametrize(
    ("begins", "ends", "today", "parts"),
    [
        ("2026-11-29", "2026-11-29", "2026-11-29", ["day 2026-11-29 2026-11-29"]),
        (
            "2026-10-31",
            "2026-11-29",
            "2026-11-29",
            ["day 2026-10-31 2026-10-31", "less day 2026-11-30 2026-11-30", "month 2026-11-01 2026-11-30"],
        ),
        # Days to come have nothing to take out: they cost nothing.
        ("2026-11-01", "2026-11-10", "2026-11-10", ["less day 2026-11-11 2026-11-30", "month 2026-11-01 2026-11-30"]),
        ("2026-11-01", "2026-11-10", "2026-11-30", ["day 2026-11-01 2026-11-10"]),
        ("2024-01-01", "2026-12-31", "2027-05-01", ["year 2024-01-01 2026-12-31"]),
        ("2025-02-01", "2025-12-31", "2026-05-01", ["less month 2025-01-01 2025-01-31", "year 2025-01-01 2025-12-31"]),
        ("2025-05-30", "2025-06-30", "2026-05-01", ["day 2025-05-30 2025-05-31", "month 2025-06-01 2025-06-30"]),
    ],
)
def test_the_cheaper_way_is_taken(begins: str, ends: str, today: str, parts: list[str]) -> None:
    first, last, now = map(date.fromisoformat, (begins, ends, today))
    assert shown(span_parts(first, last, now)) == parts


@pytest.mark.parametrize(("begins", "ends"), [(date.min, date(1, 1, 3)), (date(9999, 12, 2), date.max)])
def test_the_first_and_the_last_days_there_are_make_spans_too(begins: date, ends: date) -> None:
    assert span_parts(begins, ends, date(2026, 11, 29))
