"""Phone numbers: one spelling for all ways of writing one, and nothing that is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.phone import digits_to_find, normalise_phone


@pytest.mark.parametrize(
    "text",
    [
        "98765 43210",
        "098765 43210",
        "9876543210",
        "98765-43210",
        "(98765) 43.210",
        "+91 98765 43210",
        "+91-98765/43210",
        "0091 98765 43210",
        "919876543210",
        "\u202a+91\u00a098765\u201143210\u202c",
        "\u096f\u096e\u096d\u096c\u096b\u096a\u0969\u0968\u0967\u0966",
    ],
)
def test_every_spelling_of_a_number_is_kept_as_the_same(text: str) -> None:
    assert normalise_phone(text, "IN") == "+919876543210"


def test_a_number_without_a_country_is_one_of_the_region() -> None:
    assert normalise_phone("0171 2345678", "DE") == "+491712345678"
    assert normalise_phone("(202) 555-0123", "US") == "+12025550123"
    assert normalise_phone("+1 202 555 0123", "IN") == "+12025550123"


def test_a_zero_that_belongs_to_the_number_stays() -> None:
    assert normalise_phone("+39 06 698 12345", "IN") == "+390669812345"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "+",
        "--",
        "0",
        "12345",
        "0000000000",
        "+999 12345678",
        "+0 98765 43210",
        "+91 +91 98765 43210",
        "98765 4321",
        "98765 43210 98765 43211",
        "98765 43210 / 98765 43211",
        "98765 43210 ext 5",
        "98765 43210 x5",
        "98765 43210#5",
        "98765 43210;5",
        "1800-FLOWERS",
        "tel:+919876543210",
        "\u0391 98765 43210",
        "98765\x0043210",
        "\ud800",
        "98765 43210 \U0001f600",
        "*9876543210",
        "9" * 249,
        "9" * 10_000,
    ],
)
def test_a_number_of_no_country_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a phone number"):
        normalise_phone(text, "IN")


@pytest.mark.parametrize("text", ["+49 911 123456789012", "+49824086298071858", "+23480007058398654"])
def test_a_number_that_is_longer_than_the_books_hold_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a phone number"):
        normalise_phone(text, "IN")


@given(st.text(max_size=60) | st.text("+0123456789 ()./-", max_size=30), st.sampled_from(["IN", "DE", "US", "IT"]))
def test_any_text_is_a_number_the_database_holds_or_refused(text: str, region: str) -> None:
    try:
        spelling = normalise_phone(text, region)
    except ValueError:
        return
    assert spelling[0] == "+"
    assert spelling[1:].isascii()
    assert spelling[1:].isdigit()
    assert 4 <= len(spelling[1:]) <= 15
    assert normalise_phone(spelling, "IN") == spelling


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("98765 43", "9876543"),
        ("0091 (98765) 432-10", "919876543210"),
        ("098765", "98765"),
        ("43210", "43210"),
        ("\u096f\u096e\u096d", "987"),
        ("+", None),
        ("00", None),
        ("Asha 43210", None),
        ("50%", None),
        ("", None),
    ],
)
def test_a_part_of_a_number_is_looked_for_by_its_digits(text: str, digits: str | None) -> None:
    assert digits_to_find(text) == digits
