"""Phone numbers, each in one spelling."""

import re

import phonenumbers

from app.core.errors import FieldError, Invalid

# Digits of any script, and the usual separators. Letters are refused, because the library would read them as the keys
# of a phone; invisible marks of writing direction come along when a number is copied.
_WRITTEN = re.compile(r"[+\d\s()./\u2010-\u2015\u200e\u200f\u202a-\u202e-]+")
_E164 = re.compile(r"\+[0-9]{4,15}")


def normalise_phone(text: str, region: str) -> str:
    """Return the canonical spelling (E.164) of a number; raise ValueError if it is no phone number.

    A number written without its country is read as one of the region.
    """
    msg = "This is not a phone number of any country."
    if not _WRITTEN.fullmatch(text):
        raise ValueError(msg)
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise ValueError(msg) from error
    spelling = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # Some numbers of Germany and Nigeria are longer than E.164 allows.
    if not phonenumbers.is_valid_number(number) or not _E164.fullmatch(spelling):
        raise ValueError(msg)
    return spelling


def normalise_phone_field(phone: str, region: str, pointer: str) -> str:
    """Return the canonical spelling of a phone number, or refuse it as `invalid_phone` of the field at `pointer`."""
    try:
        return normalise_phone(phone, region)
    except ValueError as error:
        detail = "This is not a phone number of any country. Write it with +, its country and its area."
        raise Invalid("invalid_phone", detail, [FieldError(pointer, "invalid_phone", detail)]) from error


def digits_to_find(text: str) -> str | None:
    """Return the digits to search stored numbers for, or None if the text cannot be part of one.

    Zeros in front are dialled and not kept, be it 0 before an area or 00 before a country.
    """
    if not _WRITTEN.fullmatch(text):
        return None
    return phonenumbers.normalize_digits_only(text).lstrip("0") or None
