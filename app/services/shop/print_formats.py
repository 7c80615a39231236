"""Amounts and days as they are printed, in the English of the shop's country."""

from datetime import date
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_symbol

from app.core.money import places_of

_SIGNS_IN_EVERY_FONT = "₹€£¥"


class MoneyFormat:
    """Formats amounts as English does in the shop's country, always with all decimals of the currency."""

    def __init__(self, currency: str, region: str) -> None:
        try:
            self.locale = Locale("en", region)
        except UnknownLocaleError:
            self.locale = Locale("en")
        self._currency = currency
        sign = get_currency_symbol(currency, self.locale)
        digits = places_of(currency)
        # Without a sign, or with one that the font may lack, the letters of the currency stand apart from the number.
        is_drawn = sign != currency and all(
            character.isascii() or character in _SIGNS_IN_EVERY_FONT for character in sign
        )
        self._pattern = None if is_drawn else f"¤¤ #,##0{'.' * (digits > 0)}{'0' * digits}"

    def __call__(self, amount: Decimal) -> str:
        """Return an amount with the sign of the currency."""
        return format_currency(amount, self._currency, self._pattern, self.locale)


def day_text(day: date) -> str:
    """Return a day such as `21 Nov 2026`."""
    return f"{day.day} {day:%b %Y}"
