"""GSTINs and their check characters."""

import pytest

from app.core.gstin import check_character, normalise_gstin

# Numbers that businesses publish.
REAL = ["27AAPFU0939F1ZV", "07AAGFF2194N1Z1", "24AAACC1206D1ZM", "29AAGCB7383J1Z4", "27AASCS2460H1Z0"]
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize("gstin", REAL)
def test_the_last_character_checks_the_others(gstin: str) -> None:
    assert check_character(gstin[:-1]) == gstin[-1]
    assert normalise_gstin(gstin) == gstin


@pytest.mark.parametrize("gstin", REAL)
def test_every_single_wrong_character_is_noticed(gstin: str) -> None:
    for place, right in enumerate(gstin):
        for wrong in set(CHARACTERS) - {right}:
            with pytest.raises(ValueError, match=r"fit|state|digits"):
                normalise_gstin(gstin[:place] + wrong + gstin[place + 1 :])


def test_spaces_and_small_letters_make_no_other_number() -> None:
    assert normalise_gstin(" 27 aapfu0939f 1zv ") == "27AAPFU0939F1ZV"


@pytest.mark.parametrize(
    ("gstin", "reason"),
    [
        ("", "15 letters and digits"),
        ("27AAPFU0939F1Z", "15 letters and digits"),
        ("27AAPFU0939F1ZVV", "15 letters and digits"),
        ("AAPFU0939F1ZV27", "15 letters and digits"),
        ("27AAPFU0939F1Z-", "15 letters and digits"),
        ("२७AAPFU0939F1ZV", "15 letters and digits"),
        ("27AAPFU0939F1ZW", "mistyped"),
        ("00AAPFU0939F1ZV", "no state"),
        ("39AAPFU0939F1ZV", "no state"),
    ],
)
def test_what_is_wrong_is_said(gstin: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        normalise_gstin(gstin)
