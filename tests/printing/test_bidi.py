"""Text to the right and to the left in one line. The levels are those of the Unicode reference (UAX 9)."""

import pytest

from app.printing.bidi import levels_of, visual_order


@pytest.mark.parametrize(
    ("text", "base", "levels"),
    [
        ("", 0, ""),
        ("Kaju 500 g", 0, "0000000000"),
        ("برفی", 1, "1111"),
        ("برفی 500 g", 1, "1111122212"),
        ("Kaju برفی box", 0, "0000011110000"),
        # Numbers after Arabic letters are written to the right within text to the left.
        ("a برفی 1.5", 0, "0011111222"),
        ("a ברפי 1.5", 0, "0011111222"),
        ("ب ₹12 %", 1, "1112211"),
        ("ב ₹12% a", 1, "11222212"),
        ("ב 1-2 3/4", 1, "112221222"),
        ("ב ١٢,٣", 1, "112222"),
        # Both brackets of a pair point the same way.
        ("Kaju کتلی (بڑا) box", 0, "0000011111111110000"),
        ("a (ب) c", 0, "0001000"),
        ("a [b ب", 0, "000001"),
        ("ب (a) [ب]", 1, "111211111"),
        ("ب (a [b) c]", 1, "11122221121"),
        # Marks and invisible characters go with the letter before them.
        ("ب\u064b\u200d a", 1, "11112"),
    ],
)
def test_each_character_has_the_direction_that_unicode_gives_it(text: str, base: int, levels: str) -> None:
    assert levels_of(text) == (base, [int(level) for level in levels])


@pytest.mark.parametrize("mark", ["\u202e", "\u202b", "\u2067", "\u2068", "\u2069", "\u202c"])
def test_an_invisible_mark_turns_no_text_around(mark: str) -> None:
    assert levels_of(f"{mark}ab ب") == (0, [0, 0, 0, 0, 1])


@pytest.mark.parametrize(
    ("text", "levels", "drawn"),
    [
        ("abc", "000", "abc"),
        ("abcdef", "001100", "abdcef"),
        # Numbers keep their order where the letters around them are reversed.
        ("abc12d", "111221", "d12cba"),
        ("xabc12dy", "01112210", "xd12cbay"),
        ("", "", ""),
    ],
)
def test_a_line_is_drawn_from_left_to_right(text: str, levels: str, drawn: str) -> None:
    assert "".join(text[place] for place in visual_order([int(level) for level in levels])) == drawn
