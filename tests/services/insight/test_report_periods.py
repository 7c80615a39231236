"""The days that reports are about, worked out from nothing but today."""

from datetime import date, timedelta

import pytest

from app.core.errors import Invalid
from app.services.insight.report_periods import Span, asked_span, comparisons

TODAY = date(2026, 11, 18)


def spans(today: date) -> dict[str, tuple[str, str, str, str]]:
    return {
        one.name: (f"{one.now.begins}", f"{one.now.ends}", f"{one.before.begins}", f"{one.before.ends}")
        for one in comparisons(today)
    }


def test_today_is_compared_with_yesterday_and_week_and_month_with_as_many_days_of_the_previous_one() -> None:
    assert spans(TODAY) == {
        "today": ("2026-11-18", "2026-11-18", "2026-11-17", "2026-11-17"),
        "week": ("2026-11-16", "2026-11-18", "2026-11-09", "2026-11-11"),
        "month": ("2026-11-01", "2026-11-18", "2026-10-01", "2026-10-18"),
    }


@pytest.mark.parametrize(
    ("today", "week", "before"),
    [
        ("2026-11-16", "2026-11-16", ("2026-11-09", "2026-11-09")),
        ("2026-11-22", "2026-11-16", ("2026-11-09", "2026-11-15")),
        ("2027-01-01", "2026-12-28", ("2026-12-21", "2026-12-25")),
    ],
)
def test_a_week_begins_on_monday(today: str, week: str, before: tuple[str, str]) -> None:
    assert spans(date.fromisoformat(today))["week"] == (week, today, *before)


@pytest.mark.parametrize(
    ("today", "before"),
    [
        ("2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2028-03-30", ("2028-02-01", "2028-02-29")),
        ("2026-03-28", ("2026-02-01", "2026-02-28")),
        ("2026-05-31", ("2026-04-01", "2026-04-30")),
        ("2026-02-28", ("2026-01-01", "2026-01-28")),
        ("2026-01-31", ("2025-12-01", "2025-12-31")),
        ("2026-11-01", ("2026-10-01", "2026-10-01")),
    ],
)
def test_a_month_is_compared_with_at_most_the_days_of_the_previous_one(today: str, before: tuple[str, str]) -> None:
    assert spans(date.fromisoformat(today))["month"][2:] == before


def test_thirty_days_to_today_are_meant_where_nothing_is_said() -> None:
    assert asked_span(None, None, TODAY) == Span(date(2026, 10, 20), TODAY)
    assert asked_span(None, date(2026, 3, 1), TODAY) == Span(date(2026, 1, 31), date(2026, 3, 1))
    assert asked_span(date(2026, 1, 1), None, TODAY) == Span(date(2026, 1, 1), TODAY)


def test_a_span_may_be_one_day_and_ten_years_and_may_lie_ahead() -> None:
    assert asked_span(TODAY, TODAY, TODAY) == Span(TODAY, TODAY)
    for begins, ends in (
        (date(2016, 11, 19), TODAY),
        (date(2000, 1, 1), date(2009, 12, 31)),
        (TODAY, TODAY + timedelta(days=9)),
    ):
        assert asked_span(begins, ends, TODAY) == Span(begins, ends)


@pytest.mark.parametrize(
    ("begins", "ends", "code"),
    [
        (date(2026, 11, 19), None, "from_after_to"),
        (date(2026, 11, 2), date(2026, 11, 1), "from_after_to"),
        (date(2016, 11, 17), None, "range_too_long"),
        (date(2000, 1, 1), date(2010, 1, 1), "range_too_long"),
    ],
)
def test_a_span_that_ends_before_it_begins_or_is_above_ten_years_is_refused(
    begins: date, ends: date | None, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        asked_span(begins, ends, TODAY)
    assert [(one.pointer, one.code) for one in refused.value.errors] == [("from", code)]
