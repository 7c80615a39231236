"""Rows of totals, which reports put below what they list."""

import re
from collections.abc import Mapping

_WORDS = (
    r"(?:(?:grand|sub|net|overall|report|page|day)[\s-]*)?totals?|summe|gesamt(?:summe|betrag)?"
    "|\u0915\u0941\u0932(?: \u092f\u094b\u0917)?"
)
_TOTAL = re.compile(rf"(?:{_WORDS})\s*[:.]?", re.IGNORECASE)
_BEGINS = re.compile(rf"(?:{_WORDS})(?![^\W_])", re.IGNORECASE)


def is_total(text: str) -> bool:
    """Tell whether a text is nothing but a word for a total."""
    return _TOTAL.fullmatch(text) is not None


def is_row_of_totals(values: Mapping[str, str]) -> bool:
    """Tell whether a row that cannot be read is a total by its first text: Total, or Grand total for October."""
    return _BEGINS.match(next((value for value in values.values() if value), "")) is not None
