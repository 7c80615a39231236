"""Dates and times in the spellings of tills: ISO, day or month first, named months, 12 or 24 hours."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache

from app.core.csv.numbers import ascii_digits

_ISO = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{2})([0-9]{2}))(?![0-9])")
_NUMBERS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9])")
_DAY_AND_NAME = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})[-/., ]+'?([0-9]{4}|[0-9]{2}(?![:.]))(?![0-9])"
)
_NAME_AND_DAY = re.compile(r"([A-Za-z]{3,9})[. ]+([0-9]{1,2})(?:st|nd|rd|th)?[, ]+([0-9]{4})(?![0-9])")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]? +", re.IGNORECASE)
_SERIAL = re.compile(r"[3-5][0-9]{4}(?:[.,][0-9]+)?")
_BETWEEN = re.compile(r"(?:[Tt]|,? +|$)")
_TIME = re.compile(
    r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?: ?([AaPp])\.?[Mm]\.?)?(?: ?(Z|[+-][0-9]{2}:?[0-9]{2}))?"
)
_ZONE_NAME = re.compile(r" ?\b([A-Z]{3,5})$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_EXPECTED = "A day is expected, such as 2026-11-30."
_TIME_EXPECTED = "A time is expected, such as 17:05:00 or 5:05 PM."
_COUNTED = "This is how a spreadsheet counts days. Format the column as a date, such as 2026-11-30, and save it again."
_ORDER_UNKNOWN = "Whether the day or the month comes first is not known. Say it with date_format."


class DateFormat(StrEnum):
    """In which order a day is written."""

    ISO = "iso"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def order_shown(text: str, today: date) -> DateFormat | None:
    """Return the only order in which a text is a day up to today; None if there are several, or none."""
    text = _prepared(text)
    numbers = _NUMBERS.match(text)
    if numbers is None:
        is_told = any(form.match(text) for form in (_ISO, _DAY_AND_NAME, _NAME_AND_DAY))
        return DateFormat.ISO if is_told else None
    first, second, third = int(numbers[1]), int(numbers[3]), int(numbers[4])
    if len(numbers[4]) == 4:
        if (first > 12) == (second > 12):
            return None
        return DateFormat.DAY_FIRST if first > 12 else DateFormat.MONTH_FIRST
    # 16/10/15 is a date in two orders, and 16/10/30 of 2016 in one only until 2030.
    possible = {
        DateFormat.DAY_FIRST: _is_past(third, second, first, today),
        DateFormat.MONTH_FIRST: _is_past(third, first, second, today),
    }
    orders = [order for order, is_possible in possible.items() if is_possible]
    return orders[0] if len(orders) == 1 and not _is_past(first, second, third, today) else None


def is_day(text: str) -> bool:
    """Tell whether a text looks like a day in any order."""
    prepared = _prepared(text)
    return any(form.match(prepared) for form in (_ISO, _NUMBERS, _DAY_AND_NAME, _NAME_AND_DAY))


def why_no_day(text: str) -> str:
    """Return why a text is no day, and what to do about it."""
    return _COUNTED if _SERIAL.fullmatch(_prepared(text)) else _DAY_EXPECTED


def has_time(text: str) -> bool:
    """Tell whether a day comes with a time."""
    return ":" in text


def is_time(text: str) -> bool:
    """Tell whether a text is a time, perhaps after a day."""
    return has_time(text) or _TIME.fullmatch(ascii_digits(text)) is not None


def parse_moment(
    day_text: str, time_text: str | None, zone: tzinfo, order: DateFormat | None, at: time | None = None
) -> datetime:
    """Parse a moment from one cell, or from a date and a time in two; raise ValueError otherwise.

    A time that a clock shows twice, when it is put back, is taken for the first; one it skips, for as long after.
    A day without a time is taken at the time `at`, if there is one.
    """
    day, rest = _parse_day(day_text, order)
    rest = _without_zone_name(rest, zone)
    if time_text is None:
        clock = at if at is not None and not rest else parse_time(rest)
    else:
        # Spreadsheets add midnight to dates, and a date to times.
        if rest:
            parse_time(rest)
        clock = parse_time(_without_zone_name(_without_day(time_text, order), zone))
    return datetime.combine(day, clock, clock.tzinfo or zone)


def parse_time(text: str) -> time:
    """Parse a time of day, or raise ValueError."""
    found = _TIME.fullmatch(ascii_digits(text))
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
    text = _prepared(text)
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
        return _year(named[3]), _month(named[2]), int(named[1]), named.end()
    if named := _NAME_AND_DAY.match(text):
        return int(named[3]), _month(named[1]), int(named[2]), named.end()
    numbers = _NUMBERS.match(text)
    if numbers is None or order is DateFormat.ISO:
        raise ValueError(why_no_day(text))
    if order is None:
        raise ValueError(_ORDER_UNKNOWN)
    day, month = int(numbers[1]), int(numbers[3])
    if order is DateFormat.MONTH_FIRST:
        day, month = month, day
    return _year(numbers[4]), month, day, numbers.end()


def _prepared(text: str) -> str:
    return _WEEKDAY.sub("", ascii_digits(text), count=1) if text[:1].isalpha() else ascii_digits(text)


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _is_past(year: int, month: int, day: int, today: date) -> bool:
    try:
        return date(2000 + year, month, day) <= today
    except ValueError:
        return False


def _month(name: str) -> int:
    short = name[:3].lower()
    if short not in _MONTHS:
        raise ValueError(_DAY_EXPECTED)
    return _MONTHS.index(short) + 1


def _without_day(text: str, order: DateFormat | None) -> str:
    # 9.10.11 may be a date or a time; in a column of times it is a time.
    if _TIME.fullmatch(ascii_digits(text)):
        return text
    try:
        return _parse_day(text, order)[1]
    except ValueError:
        return text


def _without_zone_name(text: str, zone: tzinfo) -> str:
    """Return a time without the letters of the shop's own zone; those of UTC become its offset."""
    named = _ZONE_NAME.search(text)
    if named is None:
        return text
    if named[1] in ("UTC", "GMT"):
        return f"{text[: named.start()]}Z"
    if named[1] not in {datetime(2026, month, 1, tzinfo=zone).tzname() for month in (1, 7)}:
        msg = f"The time is in the zone {named[1]}, which is not the shop's. Write its offset, such as +01:00."
        raise ValueError(msg)
    return text[: named.start()]


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
