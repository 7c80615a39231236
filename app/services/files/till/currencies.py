"""The currencies of a till's amounts. The books have one, and nothing is ever converted."""

import re
import unicodedata
from collections.abc import Iterable

from babel.numbers import is_currency

from app.services.files.import_rows import RowRefused

_LETTERS = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_RUPEES = re.compile("(?<![A-Za-z])[Rr][Ss](?![A-Za-z])|\u0930[\u0941\u0942]")
_PLAIN = re.compile(r"[-0-9., ]*")
_SIGNS = {"\u20b9": "INR", "\u20ac": "EUR", "\u00a3": "GBP"}
_SHARED_SIGNS = {
    "$": {"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"},
    "\u00a5": {"JPY", "CNY"},
}


def currency_in(text: str) -> str | None:
    """Return the currency that an amount or a title names: its code, or its sign if several currencies have it."""
    if _PLAIN.fullmatch(text):
        return None
    sign = next((letter for letter in text if unicodedata.category(letter) == "Sc"), None)
    if sign is not None:
        return _SIGNS.get(sign, sign)
    if _RUPEES.search(text):
        return "INR"
    return next((letters for letters in _LETTERS.findall(text) if is_currency(letters)), None)


def currencies_in(texts: Iterable[str]) -> list[str]:
    """Return the currencies that texts name, each once."""
    return list(dict.fromkeys(named for text in texts if (named := currency_in(text)) is not None))


class OneCurrency:
    """Lets the amounts of one currency pass: the shop's, or the first of the file if that does not name the shop's."""

    def __init__(self, named: list[str], own: str) -> None:
        self.is_own = not named or any(_means(one, own) for one in named)
        self.currency = own if self.is_own else named[0]

    def check(self, text: str, title: str) -> None:
        """Raise `RowRefused` if a text names another currency."""
        named = currency_in(text)
        if named is not None and not _means(named, self.currency):
            reason = f"This is in {named}, and the file's amounts are in {self.currency}. Amounts are not converted."
            raise RowRefused(title, reason)


def _means(named: str, currency: str) -> bool:
    return named == currency or currency in _SHARED_SIGNS.get(named, ())
