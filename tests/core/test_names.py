"""Names as people read them."""

import pytest

from app.core.names import text_key, tidy


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Kaju   Katli ", "Kaju Katli"),
        ("Kaju\u00a0\u2009Katli", "Kaju Katli"),
        ("E\u0301clair", "\u00c9clair"),
        ("\u0915\u093c\u0932\u093e\u0915\u0902\u0926", "\u0915\u093c\u0932\u093e\u0915\u0902\u0926"),
        ("\u0958\u0932\u093e\u0915\u0902\u0926", "\u0915\u093c\u0932\u093e\u0915\u0902\u0926"),
    ],
)
def test_a_name_has_one_spelling(text: str, name: str) -> None:
    assert tidy(text) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kaju Katli", " kaju  KATLI"),
        ("\u00c9clair", "e\u0301clair"),
        ("\u0958\u0932", "\u0915\u093c\u0932"),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u0937"),
    ],
)
def test_two_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    assert text_key(one) == text_key(other)


def test_other_letters_have_another_key() -> None:
    assert len({text_key(name) for name in ("Apfel", "\u00c4pfel", "\u0915\u0932", "\u0915\u093c\u0932")}) == 4
