"""The layouts of scale labels, and what labels say."""

from decimal import Decimal

import pytest

from app.core.barcode import check_digit
from app.core.scale_label import ScaleLabel, ScaleLabelPattern, parse_patterns


def label(digits: str) -> str:
    return digits + check_digit(digits)


@pytest.mark.parametrize(
    ("pattern", "digits", "says"),
    [
        ("21IIIIIWWWWWC", "210004200250", ScaleLabel("00042", Decimal("0.250"), None)),
        ("21IIIIIWWWWWC", "219999999999", ScaleLabel("99999", Decimal("99.999"), None)),
        ("21IIIIIWW.WWWC", "210004200250", ScaleLabel("00042", Decimal("0.250"), None)),
        ("21IIIIIWWW.WWC", "210004200250", ScaleLabel("00042", Decimal("2.50"), None)),
        ("22IIIIIPPPPPC", "220004212050", ScaleLabel("00042", None, Decimal("120.50"))),
        ("22IIIIIPPPPP.C", "220004200120", ScaleLabel("00042", None, Decimal(120))),
        ("22IIIIIPPPP.PC", "220004201205", ScaleLabel("00042", None, Decimal("120.5"))),
        ("2VIIIIIVPPPPC", "290004271205", ScaleLabel("00042", None, Decimal("12.05"))),
        ("02IIIIIWWWWWC", "020004200250", ScaleLabel("00042", Decimal("0.250"), None)),
        ("2100IWWWWWWWC", "210070001500", ScaleLabel("7", Decimal("1.500"), None)),
        ("20WWWWWIIIIIC", "200025000042", ScaleLabel("00042", Decimal("0.250"), None)),
    ],
)
def test_a_label_is_read_by_its_layout(pattern: str, digits: str, says: ScaleLabel) -> None:
    assert ScaleLabelPattern.parse(pattern).read(label(digits)) == says


def test_a_code_of_another_layout_says_nothing() -> None:
    pattern = ScaleLabelPattern.parse("21IIIIIWWWWWC")
    good = label("210004200250")
    assert pattern.read(good) is not None
    wrong_check_digit = good[:-1] + str((int(good[-1]) + 1) % 10)
    for code in (label("220004200250"), wrong_check_digit, good[:-1], f"0{good}", "MIL-GULAB", "", "²" * 13):
        assert pattern.read(code) is None


@pytest.mark.parametrize(
    "text",
    [
        "21IIIIIWWWWW",
        "21IIIIIWWWWWWC",
        "21IIIIIWWWWWX",
        "11IIIIIWWWWWC",
        "12IIIIIWWWWWC",
        "IIIIIIIWWWWWC",
        "21IIIIIIIIIIC",
        "21WWWWWWWWWWC",
        "21IIIWWWWWIIC",
        "21IIIIIWWPPPC",
        "2PIIIIIVPPPPC",
        "21III.IIWWWWWC",
        "21IIIIIW.WW.WWC",
        "21IIIII.WWWWWC",
        "21IIIIIW.WWWWC",
        "22IIIIIPP.PPPC",
        "21iiiiiwwwwwc",
        "21IIIIIWWWWWC 22IIIIIPPPPPC",
        "\u0662\u0661IIIIIWWWWWC",
    ],
)
def test_a_layout_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"layout|decimals"):
        parse_patterns(text)


def test_several_layouts_stand_with_commas_between_them() -> None:
    assert parse_patterns("") == parse_patterns(" , ") == []
    assert len(parse_patterns("21IIIIIWWWWWC,22IIIIIPPPPPC")) == len(parse_patterns(" 21IIIIIWWWWWC , 22IIIIIPPPPPC,"))
