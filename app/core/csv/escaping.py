"""Cells of a CSV for a spreadsheet: texts that look like formulas are marked as texts."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

# What already has apostrophes, before such a sign or before a digit, is escaped too, so that unescaping is exact.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|'+\d")
_QUOTED = re.compile(r'="([^"]*)"')


def escape_text(text: str) -> str:
    """Prefix a text with an apostrophe if a spreadsheet would read it as a formula, or lose its apostrophe in one."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_text(text: str) -> str:
    """Undo `escape_text`, and take off the apostrophe by which a spreadsheet marks digits as a text: `'98765`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def plain_text(cell: str) -> str:
    """Return the text of a cell, trimmed, without the marks of a text for a spreadsheet: `'007`, `="007"`."""
    text = cell.strip()
    if not text.startswith(("'", "=")):
        return text
    quoted = _QUOTED.fullmatch(text)
    return quoted[1].strip() if quoted else unescape_text(text)


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
