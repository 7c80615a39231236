"""Phone numbers as people give them, or the refusal of what is none."""

from app.core.errors import FieldError, Invalid
from app.core.phone import normalise_phone


def normalised_phone(phone: str, region: str, pointer: str) -> str:
    """Return a phone number in its one spelling; without its country it is one of the region. Refuse what is none."""
    try:
        return normalise_phone(phone, region)
    except ValueError as error:
        detail = "This is not a phone number of any country. Write it with +, its country and its area."
        raise Invalid("invalid_phone", detail, [FieldError(pointer, "invalid_phone", detail)]) from error
