"""UPI links: what the QR code of a payment says, by the deep-link specification of NPCI."""

from decimal import Decimal
from urllib.parse import quote

from app.schemas.setting import ShopSettings

_MAX_NAME, _MAX_REFERENCE, _MAX_NOTE = 99, 35, 50


def upi_link(settings: ShopSettings, amount: Decimal, note: str, reference: str) -> str:
    """Return the link that UPI apps open with the shop as payee, an amount in rupees, a note and a reference."""
    fields = {
        "pa": settings.upi_id,
        "pn": (settings.upi_name or settings.shop_name)[:_MAX_NAME].strip(),
        "am": f"{amount:.2f}",
        "cu": "INR",
        "tn": note[:_MAX_NOTE].strip(),
        "tr": _reference(reference),
    }
    return "upi://pay?" + "&".join(f"{key}={quote(value, safe='@')}" for key, value in fields.items() if value)


def upi_link_of_sale(settings: ShopSettings, number: str, due: Decimal) -> str:
    """Return the link that pays what is due of a sale, or a part of it."""
    return upi_link(settings, due, f"Sale {number}", number)


def _reference(text: str) -> str:
    """Return the letters and digits of a reference, the last ones if there are too many."""
    return "".join(letter for letter in text if letter.isascii() and letter.isalnum())[-_MAX_REFERENCE:]
