"""Cells of a CSV that a spreadsheet opens: texts that it would take for formulas are marked as texts."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

# Apostrophes before such a sign are doubled as well, so that what was written can be told from what was there.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def escape_text(text: str) -> str:
    """Return a text with an apostrophe in front if a spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_text(text: str) -> str:
    """Return what `escape_text` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def cells(values: Iterable[Any], zone: ZoneInfo) -> list[str]:
    """Return values as texts: numbers as they are, moments in the time zone, texts escaped."""
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
