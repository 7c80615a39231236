"""Barcodes and their check digits."""

import pytest

from app.core.barcode import check_digit, normalise_barcode, padded

# Examples of GS1 and of goods on sale.
WHOLE = ["96385074", "73513537", "036000291452", "4006381333931", "8901030865275", "9780201379624", "10012345678902"]


@pytest.mark.parametrize("barcode", WHOLE)
def test_the_check_digit_belongs_to_the_digits_before_it(barcode: str) -> None:
    assert check_digit(barcode[:-1]) == barcode[-1]
    assert normalise_barcode(barcode) == barcode
    for other in set("0123456789") - {barcode[-1]}:
        with pytest.raises(ValueError, match="does not fit the others"):
            normalise_barcode(barcode[:-1] + other)


@pytest.mark.parametrize("barcode", WHOLE)
def test_every_single_wrong_digit_is_noticed(barcode: str) -> None:
    for place, right in enumerate(barcode):
        for wrong in set("0123456789") - {right}:
            with pytest.raises(ValueError, match=r"does not fit|digits"):
                normalise_barcode(barcode[:place] + wrong + barcode[place + 1 :])


@pytest.mark.parametrize(
    ("barcode", "shortest"),
    [
        ("0036000291452", "036000291452"),
        ("00036000291452", "036000291452"),
        ("036000291452", "036000291452"),
        ("08901030865275", "8901030865275"),
        ("0000096385074", "96385074"),
        ("000096385074", "96385074"),
        ("00000123", "00000123"),
    ],
)
def test_zeros_in_front_make_no_other_barcode(barcode: str, shortest: str) -> None:
    assert normalise_barcode(barcode) == shortest


@pytest.mark.parametrize(
    "text",
    [
        *("", "1", "1234567", "123456789", "12345678901", "123456789012345", "00000000"),
        *("8901030 865275", "890103086527x", "-8901030865275", "8901030865275\n", "8.90103E+12"),
        *("٨٩٠١٠٣٠٨٦٥٢٧٥", "²" * 8),
    ],
)
def test_what_has_not_the_digits_of_a_barcode_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="8, 12, 13 or 14 digits"):
        normalise_barcode(text)


def test_zeros_that_a_spreadsheet_dropped_are_put_back() -> None:
    assert padded("36000291452") == "036000291452"
    assert padded("8901030865275") == "8901030865275"
    assert padded("8.9E+12") == "8.9E+12"
    assert padded("1" * 15) == "1" * 15
