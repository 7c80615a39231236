"""The only place that reads the time, so that the demo can run through ninety days and a test through a night."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

Clock = Callable[[], datetime]
"""Returns the present moment, aware and in UTC."""

CLOCK_OPTION = "shop_clock"
"""The execution option that carries the clock for the timestamps of new rows."""


def system_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def shop_date(moment: datetime, time_zone: ZoneInfo) -> date:
    """Return the calendar day in the shop at `moment`."""
    return moment.astimezone(time_zone).date()


def start_of_day(day: date, time_zone: ZoneInfo) -> datetime:
    """Return the moment at which a calendar day begins in the shop."""
    return datetime.combine(day, time.min, time_zone)


@cache
def time_zones() -> frozenset[str]:
    """Return the names in the tz database. They are listed once, because that walks its whole directory."""
    return frozenset(available_timezones())


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """The days of the shop's books: each ends at `day_end` in the shop's time zone.

    A day that ends before noon, at two in the night say, takes the early hours with it; one that ends after noon leaves
    the late hours to the day to come.
    """

    time_zone: ZoneInfo
    day_end: time = time.min

    def of(self, moment: datetime) -> date:
        """Return the business day of `moment`."""
        local = moment.astimezone(self.time_zone)
        if self.day_end < _NOON:
            return local.date() - timedelta(days=local.time() < self.day_end)
        return local.date() + timedelta(days=local.time() >= self.day_end)

    @property
    def shift(self) -> timedelta:
        """By how much a business day begins after midnight, negative where it begins before it."""
        end = timedelta(hours=self.day_end.hour, minutes=self.day_end.minute)
        return end if self.day_end < _NOON else end - timedelta(days=1)


_NOON = time(12)


def financial_year(day: date) -> str:
    """Return the financial year of `day`, April to March, such as `2026-27`."""
    start = day.year if day.month >= 4 else day.year - 1
    return f"{start}-{(start + 1) % 100:02d}"
