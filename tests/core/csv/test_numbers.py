"""Numbers as people write them."""

from decimal import Decimal

import pytest

from app.core.csv.numbers import parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("$12.00", "12.00"),
        ("₹ 1.250,50", "1250.50"),
        ("₹1,250.50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("12,50,000.00", "1250000.00"),
        ("1,250", "1250"),
        ("1.250.000", "1250000"),
        ("1.250", "1.250"),
        ("12,5", "12.5"),
        ("0,250", "0.250"),
        ("1 250,50 €", "1250.50"),
        ("1\u202f250,50\u00a0€", "1250.50"),
        ("1'250.50", "1250.50"),
        ("Rs. 480", "480"),
        ("INR 480.5", "480.5"),
        ("480.00 INR", "480.00"),
        ("-5", "-5"),
        ("\u22125,00", "-5.00"),
        ("(120.00)", "-120.00"),
        ("($5.00)", "-5.00"),
        ("$(5.00)", "-5.00"),
        ("(Rs. 450/-)", "-450"),
        ("(1.250,50)", "-1250.50"),
        ("120.00-", "-120.00"),
        ("\u20b9 1,20,000.50-", "-120000.50"),
        ("450/-", "450"),
        ("1,250/-", "1250"),
        ("450.50/-", "450.50"),
        ("Rs. 20/-", "20"),
        ("Rs 20/=", "20"),
        ("RS.20", "20"),
        ("\u20b9450", "450"),
        ("\u20b9 450/-", "450"),
        ("\u0930\u0941. 450", "450"),
        ("\u0967\u0968\u0969.\u096b\u0966", "123.50"),  # Devanagari
        ("\u0661\u066c\u0662\u0663\u0664\u066b\u0665", "1234.5"),  # Arabic-Indic, with its separators
        ("\u09ea\u09eb\u09e6/-", "450"),  # Bengali
        ("\u0be7\u0be8", "12"),  # Tamil
        ("\uff11\uff12", "12"),  # full width
    ],
)
def test_a_number_is_read_as_it_is_written(text: str, number: str) -> None:
    assert str(parse_number(text)) == number


def test_one_comma_is_a_decimal_point_where_commas_are_decimal() -> None:
    assert parse_number("1,250", decimal_comma=True) == Decimal("1.250")
    assert parse_number("1.250,5", decimal_comma=True) == Decimal("1250.5")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "12 kg",
        "1,2,3",
        "1,25,0",
        "1.2.3",
        "--5",
        "-5-",
        "(-5)",
        "()",
        "4-5",
        "NaN",
        "12,",
        "/-",
        "4/5",
        "450/-/-",
        "\u00b2",
        ",",
        "1" * 50,
        "=1+1",
    ],
)
def test_an_invalid_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="A number is expected"):
        parse_number(text)


@pytest.mark.parametrize("text", ["8.90103E+12", "8,90103E+12", "1e5", "9E+9", "\u096e.\u096fE+\u0967\u0968"])
def test_a_number_that_a_spreadsheet_has_shortened_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(ValueError, match="Format the column as text"):
        parse_number(text)
