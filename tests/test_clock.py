"""The clock that the tests go by."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.core.clock import system_clock
from tests.clock import start_of
from tests.conftest import TestShop

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
def test_a_moment_without_a_time_zone_and_what_is_no_day_are_refused(today: str) -> None:
    with pytest.raises(ValueError, match="TEST_TODAY"):
        start_of(today, NOW)


async def test_the_shops_clock_goes_on_until_a_test_sets_it(shop: TestShop) -> None:
    first = shop.clock()
    ahead = first - system_clock()
    assert abs(shop.clock() - system_clock() - ahead) < timedelta(seconds=1)
    assert shop.clock() > first
    shop.clock.set(datetime(2030, 1, 1, tzinfo=timezone(timedelta(hours=5))))
    assert shop.clock() == shop.clock() == datetime(2029, 12, 31, 19, tzinfo=UTC)
