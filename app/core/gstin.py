"""GSTINs, the numbers by which Indian businesses are taxed: 15 characters, the last of which checks the others."""

import re

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE = re.compile("[0-9]{2}[0-9A-Z]{13}")
_STATES = frozenset({*range(1, 39), 96, 97, 99})
"""The codes of states and union territories, of buyers abroad, of other territory and of the centre."""


def normalise_gstin(text: str) -> str:
    """Return a GSTIN in capitals without spaces; raise `ValueError` with a word on what is wrong with it."""
    gstin = "".join(text.split()).upper()
    if _SHAPE.fullmatch(gstin) is None:
        msg = "A GSTIN has 15 letters and digits, the first two of which are digits."
        raise ValueError(msg)
    if int(gstin[:2]) not in _STATES:
        msg = "The first two digits are the code of no state."
        raise ValueError(msg)
    if check_character(gstin[:-1]) != gstin[-1]:
        msg = "The last character does not fit the others. Look for a mistyped one."
        raise ValueError(msg)
    return gstin


def check_character(first: str) -> str:
    """Return the check character of a GSTIN's first 14: they count once and twice in turn, in base 36."""
    total = 0
    for position, character in enumerate(first):
        product = _DIGITS.index(character) * (1 + position % 2)
        total += product // 36 + product % 36
    return _DIGITS[-total % 36]
