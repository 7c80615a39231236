"""Numbers in the usual spellings: with currency signs, thousands separators, decimal commas, digits of any script."""

import re
import unicodedata
from decimal import Decimal

# A currency by its letters: Rs., INR, EUR, or Rs. in Devanagari. The rest has to be a number.
_CURRENCY = "(?:[A-Z]{3}|[Rr][Ss]\\.?|\u0930\u0941\\.?|\u0930\u0942\\.?)"
_LETTERS = re.compile(rf"^(-?){_CURRENCY}(?=[-0-9.,])|(?<=[0-9]){_CURRENCY}$")
# An amount in rupees ends with /- or /= so that nobody adds paise to it.
_NO_PAISE = re.compile("/[-=]?$")
# Accountants write a negative amount in brackets, and some tills put the minus behind it.
_NEGATIVE = re.compile(r"\((?P<bracketed>[^()]+)\)|(?P<before>[^-]*[0-9])-")
_SHORTENED = re.compile(r"[0-9]+(?:[.,][0-9]*)?[eE]\+?[0-9]+")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]+)?")
_MAX_LENGTH = 40
# The minus sign, and the decimal and thousands separators of Arabic.
_SIGNS = str.maketrans("\u2212\u066b\u066c", "-.,")


SHORTENED = (
    "A spreadsheet has cut the digits of this number, as in 8.9E+12. Format the column as text, and save it again."
)
"""Why a number in scientific notation is refused."""


def is_shortened(text: str) -> bool:
    """Tell whether a spreadsheet has written a long number in scientific notation, which drops its last digits."""
    return _SHORTENED.fullmatch(ascii_digits(text)) is not None


def ascii_digits(text: str) -> str:
    """Return a text with the decimal digits of any script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(sign if (digit := unicodedata.decimal(sign, None)) is None else str(digit) for sign in text)


def parse_number(text: str, *, decimal_comma: bool = False) -> Decimal:
    """Parse a number, or raise ValueError.

    The last of two different separators is the decimal one. One comma before exactly three digits separates thousands,
    unless `decimal_comma` says that the file uses decimal commas or the number begins with 0; a dot by itself is
    always the decimal point, as it is in plain numbers.
    """
    msg = "A number is expected, such as 1250.50."
    if len(text) > _MAX_LENGTH:
        raise ValueError(msg)
    if is_shortened(text):
        raise ValueError(SHORTENED)
    number = "".join(sign for sign in text if unicodedata.category(sign) not in ("Sc", "Zs") and sign not in "'\u2019")
    number = _NO_PAISE.sub("", ascii_digits(number).translate(_SIGNS))
    negative = _NEGATIVE.fullmatch(number)
    if negative:
        number = f"-{_NO_PAISE.sub('', negative['bracketed'] or negative['before'])}"
    number = _LETTERS.sub(r"\1", number)
    comma, dot = number.rfind(","), number.rfind(".")
    if comma > dot and (dot >= 0 or _is_decimal_comma(number, decimal_comma=decimal_comma)):
        number = number.translate({ord(","): ".", ord("."): ","})
    elif number.count(".") > 1 and comma < 0:
        number = number.replace(".", ",")
    if _THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    if not _PLAIN.fullmatch(number):
        raise ValueError(msg)
    return Decimal(number)


def _is_decimal_comma(number: str, *, decimal_comma: bool) -> bool:
    whole, _, fraction = number.rpartition(",")
    if "," in whole:
        return False
    return decimal_comma or len(fraction) != 3 or whole.lstrip("-") in ("", "0")
