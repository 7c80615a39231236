"""Numbers in the usual spellings: with currency signs, thousands separators, decimal commas."""

import re
import unicodedata
from decimal import Decimal

# A currency by its letters: Rs., INR, EUR. The rest has to be a number.
_LETTERS = re.compile(r"^(-?)(?:[A-Z]{3}|Rs\.?|rs\.?)(?=[-0-9.,])|(?<=[0-9])(?:[A-Z]{3}|Rs\.?|rs\.?)$")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]+)?")
_MAX_LENGTH = 40


def parse_number(text: str, *, decimal_comma: bool = False) -> Decimal:
    """Parse a number, or raise ValueError.

    The last of two different separators is the decimal one. One comma before exactly three digits separates thousands,
    unless `decimal_comma` says that the file uses decimal commas or the number begins with 0; a dot by itself is
    always the decimal point, as it is in plain numbers.
    """
    msg = "A number is expected, such as 1250.50."
    if len(text) > _MAX_LENGTH:
        raise ValueError(msg)
    number = "".join(sign for sign in text if unicodedata.category(sign) not in ("Sc", "Zs") and sign not in "'\u2019")
    number = _LETTERS.sub(r"\1", number.replace("\u2212", "-"))
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
