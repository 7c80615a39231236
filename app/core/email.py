"""E-mail addresses in one spelling, and one key for addresses that look alike."""

import unicodedata

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

# A private network may use names that the public one does not.
for _private in ("local", "localhost", "test"):
    SPECIAL_USE_DOMAIN_NAMES.remove(_private)

# Latin, Cyrillic and Greek letters that look like a plain Latin one and that NFKC keeps.
_LOOK_ALIKES = str.maketrans(
    dict(zip("\u0131\u0251\u0261\u0269", "iagi", strict=True))
    | dict(zip("\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456", "aeopcyxi", strict=True))
    | dict(zip("\u0458\u0455\u04bb\u0501\u051b\u051d\u0475\u04cf", "jshdqwvl", strict=True))
    | dict(zip("\u03b1\u03b3\u03b9\u03ba\u03bd\u03bf\u03c1\u03c5\u03c7", "ayikvopux", strict=True))
    # The dot that remains of a Turkish capital I in lower case.
    | {"\u0307": ""}
)


def normalise_email(text: str) -> str:
    """Return the canonical spelling of an address; raise ValueError if it is no address."""
    try:
        address = validate_email(text.strip(), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        msg = "This is not an e-mail address."
        raise ValueError(msg) from error
    return address.normalized.lower()


def email_key(address: str) -> str:
    """Return a key that addresses that look alike share. The key of an ASCII address is the address itself."""
    if address.isascii():
        return address.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address).casefold().translate(_LOOK_ALIKES))
