"""How late a supplier usually is, and whether a delivery can still be counted on. Pure."""

from collections.abc import Sequence
from datetime import date

MIN_RECEIPTS = 3
"""The fewest goods receipts a supplier is known by."""

DEFAULT_DELAY_DAYS = 3
"""The usual delay of a supplier with fewer receipts."""

MIN_DELAY_DAYS = 1
"""The least usual delay: a supplier who is always in time may be late by a day once."""


def usual_delay(delays: Sequence[int]) -> int:
    """Return the days that four of five receipts were not late by: the 80th percentile, by nearest rank.

    `delays` are the days from the expected day to each of the last receipts, negative for one that came early.
    """
    if len(delays) < MIN_RECEIPTS:
        return DEFAULT_DELAY_DAYS
    rank = -(-4 * len(delays) // 5)
    return max(MIN_DELAY_DAYS, sorted(delays)[rank - 1])


def is_overdue(expected: date, today: date, delay_days: int) -> bool:
    """Tell whether a delivery is later than its supplier usually is, so that nobody should count on it."""
    return (today - expected).days > delay_days
