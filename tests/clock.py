"""The clock of the tests: the real one, or one that TEST_TODAY sets and that goes on from there.

`TEST_TODAY=2027-03-31` is that day at the present time of day, `TEST_TODAY=2026-12-31T18:29Z` that moment.
"""

import os
from datetime import UTC, datetime

import asyncpg

from app.core.clock import system_clock
from app.models import Base

# The shop has to give the times itself: for its own connections there is no default.
FIXTURE_CLOCK = """
    CREATE SCHEMA IF NOT EXISTS suite;
    CREATE OR REPLACE FUNCTION suite.present() RETURNS timestamptz STABLE LANGUAGE sql RETURN now() + {ahead};
    CREATE OR REPLACE FUNCTION suite.unless_given() RETURNS timestamptz STABLE LANGUAGE sql
    RETURN CASE WHEN current_setting('application_name') <> 'sweetshop' THEN suite.present() END;
"""


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


def shop_opening() -> datetime:
    """Return when the users of the template joined: before anything that a test lets happen."""
    return datetime(2010, 1, 1, tzinfo=UTC)


async def give_raw_sql_the_suites_clock(connection: asyncpg.Connection) -> None:
    """Let the INSERTs by which tests make their rows leave the times out that the shop takes from its clock."""
    ahead = f"interval '{AHEAD.total_seconds():.6f} seconds'"
    await connection.execute(FIXTURE_CLOCK.format(ahead=ahead))
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if (column.default is not None and column.default.is_callable) or column.name == "business_day":
                await connection.execute(
                    f"ALTER TABLE {table.name} ALTER {column.name} SET DEFAULT suite.unless_given()"
                )
