"""The clock that the tests go by."""

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.draw_today import SPECIAL, draw, next_one
from tests.support.clock import SuiteClock, start_of, suite_clock
from tests.support.shop import TestShop

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("today", "moment"),
    [
        ("", NOW),
        ("2028-02-29", datetime(2028, 2, 29, 9, 30, tzinfo=UTC)),
        ("2026-12-31T18:29Z", datetime(2026, 12, 31, 18, 29, tzinfo=UTC)),
        ("2026-12-31T23:59+05:30", datetime(2026, 12, 31, 18, 29, tzinfo=UTC)),
    ],
)
def test_today_is_a_day_or_a_moment(today: str, moment: datetime) -> None:
    assert start_of(today, NOW) == moment


@pytest.mark.parametrize("today", ["2026-12-31T18:29", "tomorrow", "2027-02-29"])
def test_a_moment_without_a_time_zone_and_an_invalid_day_are_refused(today: str) -> None:
    with pytest.raises(ValueError, match="TEST_TODAY"):
        start_of(today, NOW)


def test_the_clock_goes_on_from_where_it_starts() -> None:
    now = NOW
    clock = SuiteClock("2028-02-29T10:00Z", lambda: now)
    now += timedelta(hours=1)
    assert clock() == datetime(2028, 2, 29, 11, tzinfo=UTC)


def test_the_shops_day_ends_between_tests_and_not_within_one() -> None:
    now = NOW
    clock = SuiteClock("2026-12-31T18:29Z", lambda: now)
    now += timedelta(hours=1)
    assert clock() == datetime(2026, 12, 31, 18, 29, 59, 999999, tzinfo=UTC)
    clock.begin_test()
    assert clock() == datetime(2026, 12, 31, 19, 29, tzinfo=UTC)


def test_a_test_may_set_the_shops_clock(shop: TestShop) -> None:
    before = suite_clock()
    assert before <= shop.clock() <= suite_clock()
    shop.clock.set(datetime(2030, 1, 1, tzinfo=timezone(timedelta(hours=5))))
    assert shop.clock() == shop.clock() == datetime(2029, 12, 31, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("special", "now", "moment"),
    [
        ("02-29T09:00", NOW, datetime(2028, 2, 29, 9, tzinfo=UTC)),
        ("02-29T09:00", datetime(2096, 3, 1, tzinfo=UTC), datetime(2104, 2, 29, 9, tzinfo=UTC)),
        ("03-31T18:28", NOW, datetime(2027, 3, 31, 18, 28, tzinfo=UTC)),
        ("12-31T18:28", NOW, datetime(2026, 12, 31, 18, 28, tzinfo=UTC)),
    ],
)
def test_a_special_moment_is_the_next_of_its_kind(special: str, now: datetime, moment: datetime) -> None:
    assert next_one(special, now) == moment


def test_ci_draws_special_moments_and_any_others_of_three_years() -> None:
    drawn = [draw(NOW, random.Random(seed)) for seed in range(400)]  # noqa: S311 - a test has to be the same each time.
    specials = {next_one(special, NOW) for special in SPECIAL}
    assert specials < set(drawn)
    others = [moment for moment in drawn if moment not in specials]
    assert 200 < len(others) < 400
    assert {moment.year for moment in others} == {2026, 2027, 2028, 2029}
    assert all(NOW <= moment < NOW + timedelta(days=3 * 365) for moment in others)
