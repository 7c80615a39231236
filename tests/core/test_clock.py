"""Which day it is in the shop, and which year its books are in."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import BusinessDays, financial_year, shop_date, system_clock

KOLKATA = ZoneInfo("Asia/Kolkata")
NEW_YORK = ZoneInfo("America/New_York")
SAMOA = ZoneInfo("Pacific/Apia")


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 3, 31), "2025-26"),
        (date(2026, 4, 1), "2026-27"),
        (date(2026, 12, 31), "2026-27"),
        (date(2027, 1, 1), "2026-27"),
        (date(2028, 2, 29), "2027-28"),
        (date(1999, 4, 1), "1999-00"),
        (date(2099, 4, 1), "2099-00"),
        (date(2108, 4, 1), "2108-09"),
    ],
)
def test_the_financial_year_runs_from_april_to_march(day: date, year: str) -> None:
    assert financial_year(day) == year


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_only_the_first_of_april_begins_a_financial_year(day: date) -> None:
    changes = financial_year(day) != financial_year(day - timedelta(days=1))
    assert changes == ((day.month, day.day) == (4, 1))


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        # Midnight in India is 18:30 UTC.
        (KOLKATA, datetime(2026, 8, 14, 18, 29, 59, 999999, tzinfo=UTC), date(2026, 8, 14)),
        (KOLKATA, datetime(2026, 8, 14, 18, 30, tzinfo=UTC), date(2026, 8, 15)),
        # In New York it is 05:00 UTC until the clocks go forward on 8 March 2026, and 04:00 until 1 November.
        (NEW_YORK, datetime(2026, 3, 8, 4, 59, 59, tzinfo=UTC), date(2026, 3, 7)),
        (NEW_YORK, datetime(2026, 3, 8, 5, 0, tzinfo=UTC), date(2026, 3, 8)),
        (NEW_YORK, datetime(2026, 3, 9, 3, 59, 59, tzinfo=UTC), date(2026, 3, 8)),
        (NEW_YORK, datetime(2026, 3, 9, 4, 0, tzinfo=UTC), date(2026, 3, 9)),
        (NEW_YORK, datetime(2026, 11, 1, 4, 0, tzinfo=UTC), date(2026, 11, 1)),
        (NEW_YORK, datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC), date(2026, 11, 1)),
        (NEW_YORK, datetime(2026, 11, 2, 5, 0, tzinfo=UTC), date(2026, 11, 2)),
        # Samoa had no 30 December 2011.
        (SAMOA, datetime(2011, 12, 30, 9, 59, 59, tzinfo=UTC), date(2011, 12, 29)),
        (SAMOA, datetime(2011, 12, 30, 10, 0, tzinfo=UTC), date(2011, 12, 31)),
    ],
)
def test_the_day_changes_at_midnight_in_the_shop(zone: ZoneInfo, moment: datetime, day: date) -> None:
    assert shop_date(moment, zone) == day


@pytest.mark.parametrize("zone", [UTC, KOLKATA, NEW_YORK])
def test_the_day_does_not_depend_on_the_zone_a_moment_is_written_in(zone: ZoneInfo) -> None:
    moment = datetime(2026, 8, 14, 20, 0, tzinfo=UTC).astimezone(zone)
    assert shop_date(moment, KOLKATA) == date(2026, 8, 15)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 6, 1), 24)])
def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is(day: date, hours: int) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    of_the_day = [shop_date(start + timedelta(hours=hour), NEW_YORK) for hour in range(72)]
    assert of_the_day.count(day) == hours


def test_the_system_clock_says_now_in_utc() -> None:
    before, said, after = datetime.now(UTC), system_clock(), datetime.now(UTC)
    assert before <= said <= after
    assert said.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("day_end", "local", "day"),
    [
        ("00:00", "2026-11-21T00:00", 21),
        ("00:00", "2026-11-21T23:59:59.999999", 21),
        ("02:30", "2026-11-21T02:29:59.999999", 20),
        ("02:30", "2026-11-21T02:30", 21),
        ("11:59", "2026-11-21T11:58", 20),
        ("12:00", "2026-11-21T11:59", 21),
        ("12:00", "2026-11-21T12:00", 22),
        ("22:00", "2026-11-21T21:59", 21),
        ("22:00", "2026-11-21T22:00", 22),
        # The clocks go back at two: the hour that comes twice is booked on the day before both times.
        ("02:00", "2026-11-01T01:30-04:00", 31),
        ("02:00", "2026-11-01T01:30-05:00", 31),
        ("02:00", "2026-11-01T02:00-05:00", 1),
    ],
)
def test_the_books_of_a_day_end_when_the_shop_says(day_end: str, local: str, day: int) -> None:
    moment = datetime.fromisoformat(local)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=NEW_YORK)
    assert BusinessDays(NEW_YORK, time.fromisoformat(day_end)).of(moment.astimezone(UTC)).day == day
