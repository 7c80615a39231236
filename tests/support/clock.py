"""The clock of the tests: the real one, or one that TEST_TODAY sets and that goes on from there.

`TEST_TODAY=2027-03-31` is that day at the present time of day, `TEST_TODAY=2026-12-31T18:29Z` that moment.
"""

import os
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import asyncpg
from sqlalchemy import DateTime

from app.core.clock import Clock, shop_date, system_clock
from app.core.config import Settings
from app.models import Base

SHOP_ZONE = ZoneInfo(Settings.model_fields["shop_time_zone"].default)

# The shop has to give the times itself: for its own connections there is no default.
FIXTURE_CLOCK = """
    CREATE SCHEMA IF NOT EXISTS suite;
    GRANT USAGE ON SCHEMA suite TO PUBLIC;
    CREATE OR REPLACE FUNCTION suite.now() RETURNS timestamptz STABLE LANGUAGE sql RETURN now() + {ahead};
    CREATE OR REPLACE FUNCTION suite.today() RETURNS date STABLE LANGUAGE sql
    RETURN (suite.now() AT TIME ZONE '{zone}')::date;
    CREATE OR REPLACE FUNCTION suite.unless_given() RETURNS timestamptz STABLE LANGUAGE sql
    RETURN CASE WHEN current_setting('application_name') <> 'sweetshop' THEN suite.now() END;
"""

AS_A_TEST = "SET LOCAL application_name = 'a test';"
"""Before INSERTs that go through an engine of the app's."""


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


class SuiteClock:
    """Goes on from where it was set, but no day of the shop ends while a test runs: a test that wants it says so."""

    def __init__(self, today: str, clock: Clock = system_clock) -> None:
        self._clock = clock
        now = clock()
        self.ahead = start_of(today, now) - now
        self.begin_test()

    def begin_test(self) -> None:
        day = shop_date(self._clock() + self.ahead, SHOP_ZONE)
        self._end = datetime.combine(day + timedelta(days=1), time.min, SHOP_ZONE).astimezone(UTC)

    def __call__(self) -> datetime:
        return min(self._clock() + self.ahead, self._end - timedelta(microseconds=1))


suite_clock = SuiteClock(os.environ.get("TEST_TODAY", ""))


def shop_opening() -> datetime:
    """Return when the users of the template joined: before anything that a test lets happen."""
    return datetime(2010, 1, 1, tzinfo=UTC)


async def give_raw_sql_the_suites_clock(connection: asyncpg.Connection) -> None:
    """Let the INSERTs by which tests make their rows leave the times out that the shop takes from its clock."""
    ahead = f"interval '{suite_clock.ahead.total_seconds():.6f} seconds'"
    await connection.execute(FIXTURE_CLOCK.format(ahead=ahead, zone=SHOP_ZONE))
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            is_moment = isinstance(column.type, DateTime) and column.default is not None and column.default.is_callable
            if is_moment or column.name == "business_day":
                await connection.execute(
                    f"ALTER TABLE {table.name} ALTER {column.name} SET DEFAULT suite.unless_given()"
                )
