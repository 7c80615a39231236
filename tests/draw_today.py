"""Draws the moment that a run of CI takes for the present: `python -m tests.draw_today`."""

import random
from datetime import UTC, datetime, timedelta

from app.core.clock import system_clock

YEARS_AHEAD = 3
# In UTC: a leap day, and the last minutes of a financial and of a calendar year where the shop is.
SPECIAL = ("02-29T09:00", "03-31T18:28", "12-31T18:28")
SPECIAL_ONE_IN = 4


def next_one(special: str, now: datetime) -> datetime:
    """Return the next moment that is written so, in the first year that has it."""
    for year in range(now.year, now.year + 9):
        try:
            moment = datetime.fromisoformat(f"{year}-{special}").replace(tzinfo=UTC)
        except ValueError:
            continue
        if moment > now:
            return moment
    raise AssertionError(special)


def draw(now: datetime, chance: random.Random) -> datetime:
    """Return any minute of the years to come, and every so often a special one."""
    if chance.randrange(SPECIAL_ONE_IN) == 0:
        return next_one(chance.choice(SPECIAL), now)
    return now + timedelta(minutes=chance.randrange(YEARS_AHEAD * 365 * 24 * 60))


if __name__ == "__main__":
    print(draw(system_clock(), random.Random()).strftime("%Y-%m-%dT%H:%MZ"))  # noqa: S311, T201
