"""Labels that a shop's own scale prints: an EAN-13 with an item number and a weight or a price in it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from app.core.barcode import has_check_digit, is_digits

LENGTH = 13
_PATTERN = re.compile(r"(?=0?2)[0-9]{1,4}[IWPV.]+C")
_WEIGHT, _PRICE = "W", "P"
_GRAMS, _CENTS = 3, 2
"""The decimals of a weight in kilograms and of a price, where the pattern has no point."""


@dataclass(frozen=True, slots=True)
class ScaleLabel:
    """What a label says."""

    item: str
    """The item number, with its zeros."""
    kilograms: Decimal | None
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class ScaleLabelPattern:
    """How the digits of a label are laid out, such as `21IIIIIWWWWWC`.

    Digits stand for themselves and come first: labels begin with 2 or 02, which GS1 leaves to the shop. I is the item
    number, W a weight in grams or P a price in hundredths, V any digit, and C, at the end, the check digit. A point
    says where other decimals begin: `WWW.WWC` is in hundredths of a kilogram, and `PPPPP.C` a price without decimals.
    """

    letters: str
    """Without the point."""
    decimals: int

    @classmethod
    def parse(cls, text: str) -> "ScaleLabelPattern":
        """Read a pattern. Raises ValueError, with words for people."""
        letters = text.replace(".", "")
        if len(letters) != LENGTH or not _PATTERN.fullmatch(text):
            msg = "A layout has 13 signs, such as 21IIIIIWWWWWC: digits from 2 or 02 on, then I, V and W or P, and C."
            raise ValueError(msg)
        groups = [letter for letter, _ in groupby(letters)]
        values = [letter for letter in groups if letter in (_WEIGHT, _PRICE)]
        if groups.count("I") != 1 or len(values) != 1:
            msg = "A layout has the item number, I, in one piece, and in another the weight, W, or the price, P."
            raise ValueError(msg)
        value = values[0]
        start, end = text.index(value), text.rindex(value) + 1
        point = text.find(".")
        if text.count(".") > 1 or (point >= 0 and not start < point <= end):
            msg = "The point of a layout stands within the weight or the price, or right after it, as in WW.WWW."
            raise ValueError(msg)
        most = _GRAMS if value == _WEIGHT else _CENTS
        decimals = most if point < 0 else max(0, end - point - 1)
        if decimals > most:
            msg = "A weight has three decimals of a kilogram at most, and a price two."
            raise ValueError(msg)
        return cls(letters, decimals)

    def read(self, code: str) -> ScaleLabel | None:
        """Return what a label of this layout says; None for any other code."""
        if len(code) != LENGTH or not is_digits(code) or not has_check_digit(code):
            return None
        if any(letter.isdigit() and letter != digit for letter, digit in zip(self.letters, code, strict=True)):
            return None
        kilograms, price = self._number(code, _WEIGHT), self._number(code, _PRICE)
        return ScaleLabel(self._part(code, "I"), kilograms, price)

    def _part(self, code: str, letter: str) -> str:
        return "".join(digit for one, digit in zip(self.letters, code, strict=True) if one == letter)

    def _number(self, code: str, letter: str) -> Decimal | None:
        digits = self._part(code, letter)
        return Decimal(digits).scaleb(-self.decimals) if digits else None


def parse_patterns(text: str) -> list[ScaleLabelPattern]:
    """Read patterns with commas between them; none from an empty text. Raises ValueError, with words for people."""
    return [ScaleLabelPattern.parse(one.strip()) for one in text.split(",") if one.strip()]
