"""Barcodes as modules, the narrowest bars and gaps: EAN-13, EAN-8 and Code 128."""

from collections.abc import Sequence

_LEFT = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"]
_FLIP = str.maketrans("01", "10")
_RIGHT = [digit.translate(_FLIP) for digit in _LEFT]
_MIRRORED = [digit[::-1] for digit in _RIGHT]
# Which digits of the left half are mirrored says what the first digit is.
_FIRST = ["000000", "001011", "001101", "001110", "010011", "011001", "011100", "010101", "010110", "011010"]
_GUARD, _MIDDLE = "101", "01010"

# The widths of three bars and three gaps for each value (ISO/IEC 15417), and the start and stop signs after them.
_SIGNS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112 "
)
_WIDTHS = _SIGNS.split()
_START_B, _START_C, _STOP = 104, 105, 106


def ean_modules(digits: str) -> str:
    """Return the modules of a GTIN with 8, 12 or 13 digits, `1` for dark; one with 12 is drawn as an EAN-13."""
    if len(digits) == 8:
        left = "".join(_LEFT[int(digit)] for digit in digits[:4])
        right = digits[4:]
    else:
        digits = digits.zfill(13)
        sides = zip(digits[1:7], _FIRST[int(digits[0])], strict=True)
        left = "".join((_MIRRORED if side == "1" else _LEFT)[int(digit)] for digit, side in sides)
        right = digits[7:]
    return _GUARD + left + _MIDDLE + "".join(_RIGHT[int(digit)] for digit in right) + _GUARD


def code_128_modules(text: str) -> str | None:
    """Return the modules of a text, `1` for dark; None if it has a character that the code lacks."""
    if not text or not all(" " <= character <= "~" for character in text):
        return None
    if text.isdigit() and len(text) % 2 == 0:
        values = [_START_C, *(int(text[place : place + 2]) for place in range(0, len(text), 2))]
    else:
        values = [_START_B, *(ord(character) - ord(" ") for character in text)]
    return "".join(_drawn(_WIDTHS[value]) for value in [*values, _check(values), _STOP])


def _check(values: Sequence[int]) -> int:
    return (values[0] + sum(place * value for place, value in enumerate(values))) % 103


def _drawn(widths: str) -> str:
    return "".join("10"[place % 2] * int(width) for place, width in enumerate(widths))
