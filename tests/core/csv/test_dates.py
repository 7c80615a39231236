"""Days and times as tills write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.core.csv.dates import DateFormat, is_time, order_shown, parse_moment

KOLKATA = ZoneInfo("Asia/Kolkata")
BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2016, 10, 3, 17, 5, 9, tzinfo=KOLKATA)


@pytest.mark.parametrize(
    ("day", "order"),
    [
        ("2016-10-03", None),
        ("2016/10/3", None),
        ("20161003", None),
        ("3 Oct 2016", None),
        ("03-October-2016", None),
        ("Oct 3, 2016", None),
        ("3-Oct-16", None),
        ("3rd Oct '16", None),
        ("Monday, October 3rd, 2016", None),
        ("Mon 3 Oct 2016", None),
        ("\u0969/\u0967\u0966/\u0968\u0966\u0967\u096c", DateFormat.DAY_FIRST),  # Devanagari
        ("2016-10-03 00:00:00", DateFormat.MONTH_FIRST),
        ("03/10/2016", DateFormat.DAY_FIRST),
        ("3.10.16", DateFormat.DAY_FIRST),
        ("10/03/2016", DateFormat.MONTH_FIRST),
        ("10-3-16 0:00", DateFormat.MONTH_FIRST),
    ],
)
def test_a_day_is_read_in_the_usual_forms(day: str, order: DateFormat | None) -> None:
    assert parse_moment(day, "17:05:09", KOLKATA, order) == EVENING


@pytest.mark.parametrize(
    "time",
    ["17:05:09", "5:05:09 PM", "05:05:09pm", "5.05.09 p.m.", "17:05:09.250", "1899-12-30 17:05:09", "5:05:09 PM IST"],
)
def test_a_time_has_twelve_hours_or_twenty_four(time: str) -> None:
    assert parse_moment("2016-10-03", time, KOLKATA, None) == EVENING


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2016-10-03 17:05:09", EVENING),
        ("2016-10-03T17:05:09", EVENING),
        ("2016-10-03T11:35:09Z", EVENING),
        ("2016-10-03 12:35:09 +01:00", EVENING),
        ("Oct 3, 2016, 5:05:09 PM", EVENING),
        ("3-Oct-2016 05:05:09 PM IST", EVENING),
        ("3-Oct-16 17:05:09", EVENING),
        ("2016-10-03 11:35:09 UTC", EVENING),
        ("3/10/2016 5:05", datetime(2016, 10, 3, 5, 5, tzinfo=KOLKATA)),
        ("2016-10-03 12:00 AM", datetime(2016, 10, 3, tzinfo=KOLKATA)),
        ("2016-10-03 12:30 PM", datetime(2016, 10, 3, 12, 30, tzinfo=KOLKATA)),
    ],
)
def test_day_and_time_may_be_in_one_cell(text: str, moment: datetime) -> None:
    assert parse_moment(text, None, KOLKATA, DateFormat.DAY_FIRST) == moment


@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("", "9:00"),
        ("yesterday", "9:00"),
        ("2016-02-30", "9:00"),
        ("2016-13-01", "9:00"),
        ("2016103", "9:00"),
        ("2016-10-03 early", "9:00"),
        ("2016-10-03Z", "9:00"),
        ("3 Foo 2016", "9:00"),
        ("2016-10-03", "24:00"),
        ("2016-10-03", "9:60"),
        ("2016-10-03", "13:00 PM"),
        ("2016-10-03", "0:30 AM"),
        ("2016-10-03", "9"),
        ("2016-10-03", ""),
        ("2016-10-03", "9:00 +25:00"),
        ("3 Oct 17:05", "9:00"),
        ("03/10/2016", "9:00"),
    ],
)
def test_an_invalid_moment_is_refused(day: str, time: str) -> None:
    with pytest.raises(ValueError, match=r"expected|not known"):
        parse_moment(day, time, KOLKATA, None)


def test_what_is_no_day_is_refused_with_what_it_is() -> None:
    with pytest.raises(ValueError, match="how a spreadsheet counts days"):
        parse_moment("45934.63", None, KOLKATA, DateFormat.DAY_FIRST)
    with pytest.raises(ValueError, match="in the zone PST, which is not the shop's"):
        parse_moment("2016-10-03 9:00 PST", None, KOLKATA, None)


def test_the_date_order_is_read_off_a_number_that_is_no_month() -> None:
    today = date(2026, 11, 30)
    assert order_shown("30/10/2016", today) is DateFormat.DAY_FIRST
    assert order_shown("10/30/2016 9:00", today) is DateFormat.MONTH_FIRST
    assert order_shown("2016-10-30", today) is DateFormat.ISO
    assert order_shown("30 October 2016", today) is DateFormat.ISO
    assert order_shown("1-Apr-25", today) is DateFormat.ISO
    for unclear in ("03/04/2016", "30/31/2016", "soon"):
        assert order_shown(unclear, today) is None


def test_a_year_of_two_digits_is_told_from_a_day_where_only_one_order_is_past() -> None:
    today = date(2026, 11, 30)
    assert order_shown("7/28/26 1:33 PM", today) is DateFormat.MONTH_FIRST
    assert order_shown("28/7/25", today) is DateFormat.DAY_FIRST
    # The year may be the first: 2016-10-15. The last two can be nothing else.
    for unclear in ("16/10/15", "7/8/26", "25/07/28", "25/02/30"):
        assert order_shown(unclear, today) is None


def test_a_time_in_the_digits_of_another_script_is_one() -> None:
    assert is_time("\u0967\u096d.\u0966\u096b")


def test_a_time_the_clock_shows_twice_is_the_first_and_one_it_skips_as_long_after() -> None:
    twice = parse_moment("2026-10-25", "02:30", BERLIN, None)
    assert twice.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    skipped = parse_moment("2026-03-29", "02:30", BERLIN, None)
    assert skipped.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
