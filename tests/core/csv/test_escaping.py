"""Cells that a spreadsheet shows and does not run."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from app.core.csv.escaping import cells, escape_text, plain_text, unescape_text


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+91 98", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"]
)
def test_a_text_that_would_be_a_formula_is_marked_as_text(text: str) -> None:
    assert escape_text(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["=1", "'=1", "''=1", "'", "'n", "Jalebi", "", "a=b", "-", "'98", "''98", "98", '="98"', "'\u0968"]
)
def test_an_escaped_cell_reads_back_unchanged(text: str) -> None:
    assert unescape_text(escape_text(text)) == text
    assert plain_text(escape_text(text)) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="00123"', "00123"),
        ("'98765 43210", "98765 43210"),
        ("'+91 98765", "+91 98765"),
        ("'Jalebi'", "'Jalebi'"),
        (' ="7" ', "7"),
        ('="a"&"b"', '="a"&"b"'),
        ("=1+1", "=1+1"),
    ],
)
def test_the_marks_of_a_text_for_a_spreadsheet_are_taken_off(cell: str, text: str) -> None:
    assert plain_text(cell) == text


def test_numbers_stay_numbers_and_moments_are_the_shops() -> None:
    moment = datetime(2026, 11, 20, 20, 0, 1, 5, UTC)
    row = [Decimal("-0.050"), Decimal("1E+3"), -5, None, True, moment, "-5"]
    assert cells(row, ZoneInfo("Asia/Kolkata")) == [
        *["-0.050", "1000", "-5", "", "true", "2026-11-21T01:30:01+05:30", "'-5"]
    ]
