"""Text as glyphs: shaped, measured, broken into lines."""

import pytest

from app.printing.typeface import Cluster, Weight, typeface

WEIGHTS = pytest.mark.parametrize("weight", Weight)


def text_of(line: list[Cluster]) -> str:
    return "".join(cluster.text for cluster in line)


def glyphs_of(weight: Weight, text: str) -> list[int]:
    return [glyph.id for cluster in typeface(weight).shape(text) for glyph in cluster.glyphs]


def width_of(line: list[Cluster]) -> float:
    return sum(cluster.advance for cluster in line)


@WEIGHTS
@pytest.mark.parametrize(
    "text",
    ["₹ 1,23,456.50", "काजू कतली", "क्षीर सागर मोदक", "Crème brûlée №7 - “½ kg” €£¥", "2 \u00d7 0.500 kg \u2013 \u2212"],
)
def test_the_fonts_have_every_character_a_sweet_shop_writes(weight: Weight, text: str) -> None:
    assert 0 not in glyphs_of(weight, text)


@WEIGHTS
def test_devanagari_is_shaped_and_not_only_set_letter_by_letter(weight: Weight) -> None:
    alone = [glyphs_of(weight, letter)[0] for letter in "कि"]
    # The vowel i is drawn before the consonant that it is spoken after.
    assert len(glyphs_of(weight, "कि")) == 2
    assert glyphs_of(weight, "कि")[1] == alone[0]
    # Three letters are one ligature, beside Latin letters too.
    assert len(glyphs_of(weight, "क्ष")) == 1
    assert len(glyphs_of(weight, "a क्ष b")) == 5


@WEIGHTS
def test_amounts_of_as_many_digits_are_as_wide(weight: Weight) -> None:
    face = typeface(weight)
    assert len({width_of(face.shape(amount)) for amount in ("₹111.11", "₹888.88", "₹940.07")}) == 1


@WEIGHTS
def test_lines_are_broken_between_words_and_lose_nothing(weight: Weight) -> None:
    face = typeface(weight)
    text = "Soan Papdi with pistachio, saffron and cardamom, the large festive box"
    lines = face.lines(text, 12_000)
    assert len(lines) > 2
    assert all(width_of(line) <= 12_000 for line in lines)
    assert " ".join(text_of(line).strip() for line in lines) == text


@pytest.mark.parametrize("text", ["W" * 200, "क्ष्म्य" * 40, "a\u0300\u0316" * 60])
def test_a_word_longer_than_the_line_is_broken_between_letters(text: str) -> None:
    lines = typeface(Weight.REGULAR).lines(text, 9_000)
    assert len(lines) > 2
    assert all(width_of(line) <= 9_000 for line in lines)
    assert "".join(text_of(line) for line in lines) == text


def test_line_feeds_are_kept_and_no_text_is_no_line() -> None:
    face = typeface(Weight.REGULAR)
    assert [text_of(line) for line in face.lines("12 MG Road\nPune", 99_000)] == ["12 MG Road", "Pune"]
    assert face.lines("", 99_000) == []
    # A letter that is wider than the paper is printed all the same.
    assert [text_of(line) for line in face.lines("WW", 1)] == ["W", "W"]


def test_a_font_subset_has_only_the_glyphs_asked_for() -> None:
    face = typeface(Weight.REGULAR)
    few, more = face.subset(glyphs_of(Weight.REGULAR, "ab")), face.subset(glyphs_of(Weight.REGULAR, "काजू कतली ₹"))
    assert len(few) < len(more) < 40_000
