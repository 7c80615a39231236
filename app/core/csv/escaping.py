"""Cells of a CSV for a spreadsheet: texts that look like formulas are marked as texts."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

# Apostrophes before such a sign are escaped too, so that unescaping is exact.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def escape_text(text: str) -> str:
    """Prefix a text with an apostrophe if a spreadsheet would read it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_text(text: str) -> str:
    """Undo `escape_text`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def cells(values: Iterable[Any], zone: ZoneInfo) -> list[str]:
    """Return values as cells: plain numbers, times in the time zone, escaped texts."""
    return [_cell(value, zone) for value in values]


def _cell(value: object, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return escape_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    return format(value, "f") if isinstance(value, Decimal) else str(value)
