"""The clock of the tests: the real one, or one that TEST_TODAY sets and that goes on from there.

`TEST_TODAY=2027-03-31` is that day at the present time of day, `TEST_TODAY=2026-12-31T18:29Z` that moment.
"""

import os
from datetime import UTC, datetime

from app.core.clock import system_clock

SHOP_OPENED = datetime(2010, 1, 1, tzinfo=UTC)
"""When the users of the template joined: before anything that a test lets happen."""


def start_of(today: str, now: datetime) -> datetime:
    """Return the moment the clock starts at; without TEST_TODAY it is `now`."""
    if not today:
        return now
    try:
        moment = datetime.fromisoformat(today)
    except ValueError as error:
        msg = f"TEST_TODAY={today} is neither a day nor a moment."
        raise ValueError(msg) from error
    if today == moment.date().isoformat():
        return datetime.combine(moment, now.timetz())
    if moment.tzinfo is None:
        msg = f"TEST_TODAY={today} has no time zone: end it with Z."
        raise ValueError(msg)
    return moment.astimezone(UTC)


_STARTED = system_clock()
AHEAD = start_of(os.environ.get("TEST_TODAY", ""), _STARTED) - _STARTED
"""How far the clock of the tests is ahead of the real one."""


def suite_clock() -> datetime:
    """Return the moment the tests take for the present."""
    return system_clock() + AHEAD
