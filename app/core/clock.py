"""The one place that reads the time, so that the demo can live through ninety days and tests through a night."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Returns the present moment, aware and in UTC."""


def system_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def shop_date(moment: datetime, time_zone: ZoneInfo) -> date:
    """Return the calendar day it is in the shop at `moment`."""
    return moment.astimezone(time_zone).date()


def financial_year(day: date) -> str:
    """Return the year from April to March that `day` falls in, such as `2026-27`."""
    start = day.year if day.month >= 4 else day.year - 1
    return f"{start}-{(start + 1) % 100:02d}"
