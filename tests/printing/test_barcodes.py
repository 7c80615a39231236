"""Barcodes as modules, held against the examples of their standards."""

import pytest

from app.printing.barcodes import code_128_modules, ean_modules


def widths(modules: str) -> str:
    """Return the widths of the bars and gaps, one after the other."""
    return "".join(str(len(run)) for run in modules.replace("01", "0 1").replace("10", "1 0").split())


@pytest.mark.parametrize(
    ("digits", "left", "right"),
    [
        # The first digit is in which digits of the left half are mirrored: 5 is odd, even, even, odd, odd, even.
        (
            "5901234123457",
            "0001011 0100111 0110011 0010011 0111101 0011101",
            "1100110 1101100 1000010 1011100 1001110 1000100",
        ),
        ("96385074", "0001011 0101111 0111101 0110111", "1001110 1110010 1000100 1011100"),
    ],
)
def test_an_ean_has_the_modules_of_its_digits(digits: str, left: str, right: str) -> None:
    assert ean_modules(digits) == f"101{left}01010{right}101".replace(" ", "")


def test_a_upc_a_is_an_ean_13_with_a_zero_in_front() -> None:
    assert ean_modules("036000291452") == ean_modules("0036000291452")
    assert len(ean_modules("036000291452")) == 95


def test_a_code_128_has_a_start_its_characters_a_check_and_a_stop() -> None:
    # (104 + 1*48 + 2*42 + 3*42 + 4*17 + 5*18 + 6*19 + 7*35) % 103 = 55 for "PJJ123C".
    signs = "211214 313121 112133 112133 123221 223211 221132 131321 311321 2331112"
    assert widths(code_128_modules("PJJ123C") or "") == signs.replace(" ", "")


def test_an_even_number_of_digits_takes_half_the_room() -> None:
    # (105 + 1*12 + 2*34) % 103 = 82.
    assert widths(code_128_modules("1234") or "") == "211232112232131123121241" + "2331112"
    assert len(code_128_modules("1234") or "") < len(code_128_modules("123") or "")


@pytest.mark.parametrize("text", ["", "मिठाई", "Süß", "a\tb"])
def test_a_text_beyond_ascii_has_no_code_128(text: str) -> None:
    assert code_128_modules(text) is None
