"""Dates and times in the spellings of tills: ISO, day or month first, named months, 12 or 24 hours."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache

_ISO = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{2})([0-9]{2}))(?![0-9])")
_NUMBERS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9])")
_DAY_AND_NAME = re.compile(r"([0-9]{1,2})[-/. ]+([A-Za-z]{3,9})[-/., ]+([0-9]{4})(?![0-9])")
_NAME_AND_DAY = re.compile(r"([A-Za-z]{3,9})[. ]+([0-9]{1,2})[, ]+([0-9]{4})(?![0-9])")
_BETWEEN = re.compile(r"(?:[Tt]|,? +|$)")
_TIME = re.compile(
    r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?: ?([AaPp])\.?[Mm]\.?)?(?: ?(Z|[+-][0-9]{2}:?[0-9]{2}))?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_EXPECTED = "A day is expected, such as 2026-11-30."
_TIME_EXPECTED = "A time is expected, such as 17:05:00 or 5:05 PM."
_ORDER_UNKNOWN = "Whether the day or the month comes first is not known. Say it with date_format."


class DateFormat(StrEnum):
    """In which order a day is written."""

    ISO = "iso"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def order_shown(text: str) -> DateFormat | None:
    """Return the only possible order of a date; None if it is ambiguous or no date."""
    numbers = _NUMBERS.match(text)
    if numbers is None:
        is_told = any(form.match(text) for form in (_ISO, _DAY_AND_NAME, _NAME_AND_DAY))
        return DateFormat.ISO if is_told else None
    first, second = int(numbers[1]), int(numbers[3])
    # 16/10/30 is a date in three orders: a year of two digits cannot be told from a day.
    if len(numbers[4]) != 4 or (first > 12) == (second > 12):
        return None
    return DateFormat.DAY_FIRST if first > 12 else DateFormat.MONTH_FIRST


def has_time(text: str) -> bool:
    """Tell whether a day comes with a time."""
    return ":" in text


def is_time(text: str) -> bool:
    """Tell whether a text is a time, perhaps after a day."""
    return has_time(text) or _TIME.fullmatch(text) is not None


def parse_moment(
    day_text: str, time_text: str | None, zone: tzinfo, order: DateFormat | None, at: time | None = None
) -> datetime:
    """Parse a moment from one cell, or from a date and a time in two; raise ValueError otherwise.

    A time that a clock shows twice, when it is put back, is taken for the first; one it skips, for as long after.
    A day without a time is taken at the time `at`, if there is one.
    """
    day, rest = _parse_day(day_text, order)
    if time_text is None:
        clock = at if at is not None and not rest else parse_time(rest)
    else:
        # Spreadsheets add midnight to dates, and a date to times.
        if rest:
            parse_time(rest)
        clock = parse_time(_without_day(time_text, order))
    return datetime.combine(day, clock, clock.tzinfo or zone)


def parse_time(text: str) -> time:
    """Parse a time of day, or raise ValueError."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(_TIME_EXPECTED)
    hour, half = int(found[1]), found[4]
    if half is not None:
        if not 1 <= hour <= 12:
            raise ValueError(_TIME_EXPECTED)
        hour = hour % 12 + (12 if half in "Pp" else 0)
    try:
        return time(hour, int(found[2]), int(found[3] or 0), tzinfo=_offset(found[5]))
    except ValueError as error:
        raise ValueError(_TIME_EXPECTED) from error


@lru_cache(maxsize=4096)
def _parse_day(text: str, order: DateFormat | None) -> tuple[date, str]:
    year, month, day, end = _parts(text, order)
    between = _BETWEEN.match(text, end)
    try:
        if between is None:
            raise ValueError(_DAY_EXPECTED)
        return date(year, month, day), text[between.end() :]
    except ValueError as error:
        raise ValueError(_DAY_EXPECTED) from error


def _parts(text: str, order: DateFormat | None) -> tuple[int, int, int, int]:
    if iso := _ISO.match(text):
        return int(iso[1]), int(iso[3] or iso[5]), int(iso[4] or iso[6]), iso.end()
    if named := _DAY_AND_NAME.match(text):
        return int(named[3]), _month(named[2]), int(named[1]), named.end()
    if named := _NAME_AND_DAY.match(text):
        return int(named[3]), _month(named[1]), int(named[2]), named.end()
    numbers = _NUMBERS.match(text)
    if numbers is None or order is DateFormat.ISO:
        raise ValueError(_DAY_EXPECTED)
    if order is None:
        raise ValueError(_ORDER_UNKNOWN)
    day, month = int(numbers[1]), int(numbers[3])
    if order is DateFormat.MONTH_FIRST:
        day, month = month, day
    return int(numbers[4]) + (2000 if len(numbers[4]) == 2 else 0), month, day, numbers.end()


def _month(name: str) -> int:
    short = name[:3].lower()
    if short not in _MONTHS:
        raise ValueError(_DAY_EXPECTED)
    return _MONTHS.index(short) + 1


def _without_day(text: str, order: DateFormat | None) -> str:
    # 9.10.11 may be a date or a time; in a column of times it is a time.
    if _TIME.fullmatch(text):
        return text
    try:
        return _parse_day(text, order)[1]
    except ValueError:
        return text


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
