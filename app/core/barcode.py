"""Barcodes of goods: the GTIN of GS1, with 8, 12, 13 or 14 digits."""

LENGTHS = (8, 12, 13, 14)


def check_digit(digits: str) -> str:
    """Return the digit that belongs after these (GS1 General Specifications, 7.9): weights 3 and 1 from the right."""
    total = sum(int(digit) * (1 if index % 2 else 3) for index, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_digits(text: str) -> bool:
    """Tell whether a text is digits and nothing else."""
    return text.isascii() and text.isdigit()


def has_check_digit(digits: str) -> bool:
    """Tell whether the last digit is the check digit of those before it."""
    return check_digit(digits[:-1]) == digits[-1]


def normalise_barcode(text: str) -> str:
    """Return a barcode in its shortest form, so that a UPC-A is one with its EAN-13, which has a zero in front.

    Raises ValueError, with words for people, if it is none.
    """
    if not is_digits(text) or len(text) not in LENGTHS or not text.strip("0"):
        msg = "A barcode has 8, 12, 13 or 14 digits, without spaces."
        raise ValueError(msg)
    if not has_check_digit(text):
        msg = "The last digit of this barcode does not fit the others. Scan it again, or compare it digit by digit."
        raise ValueError(msg)
    return padded(text.lstrip("0"))


def padded(text: str) -> str:
    """Return a number with the zeros in front that a barcode of its length has lost; any other text as it is."""
    length = next((length for length in LENGTHS if length >= len(text)), len(text))
    return text.zfill(length) if is_digits(text) else text
