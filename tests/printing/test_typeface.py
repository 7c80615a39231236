"""Text as glyphs: shaped, measured, broken into lines."""

import pytest

from app.printing.fonts import Weight
from app.printing.line import Line
from app.printing.typeface import cut, lines, shape
from tests.support.scripts import NAMES, TO_THE_LEFT

WEIGHTS = pytest.mark.parametrize("weight", Weight)


def glyphs_of(weight: Weight, text: str) -> list[int]:
    return [glyph.id for cluster in shape(text, weight).clusters for glyph in cluster.glyphs]


def fonts_of(text: str) -> list[str]:
    return list(dict.fromkeys(cluster.font.name for cluster in shape(text).clusters))


def drawn(line: Line) -> str:
    """Return the letters of a line from left to right."""
    runs = sorted(line.runs(), key=lambda run: run.left)
    return "".join(cluster.text for run in runs for cluster in run.clusters)


@WEIGHTS
@pytest.mark.parametrize(
    "text",
    ["₹ 1,23,456.50", "काजू कतली", "क्षीर सागर मोदक", "Crème brûlée №7 - “½ kg” €£¥", "2 \u00d7 0.500 kg \u2013 \u2212"],
)
def test_the_shops_own_fonts_have_every_character_an_indian_sweet_shop_writes(weight: Weight, text: str) -> None:
    assert 0 not in glyphs_of(weight, text)
    assert {cluster.font.name for cluster in shape(text, weight).clusters} == {f"Mukta-{weight}"}


@WEIGHTS
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_in_any_script_is_drawn_without_boxes_and_nothing_of_it_is_lost(weight: Weight, name: str) -> None:
    line = shape(name, weight)
    assert 0 not in glyphs_of(weight, name)
    assert line.text == name
    assert all(cluster.font.weight is weight for cluster in line.clusters)


@WEIGHTS
@pytest.mark.parametrize("text", ["Gulab، Jamun؟", "گلاب ، جامن ؟", "؛", "฿120.00"])
def test_a_sign_of_several_scripts_is_no_box_wherever_it_stands(weight: Weight, text: str) -> None:
    assert 0 not in glyphs_of(weight, text)


@pytest.mark.parametrize("name", ["葛\U000e0100城", "辻\U000e0101", "❤\ufe0e"])
def test_the_chosen_form_of_a_letter_is_no_box(name: str) -> None:
    assert 0 not in glyphs_of(Weight.REGULAR, name)
    assert shape(name).text == name


def test_marks_that_are_piled_up_cover_no_other_line() -> None:
    tower = "Z" + "\u0301\u0323" * 20
    (cluster,) = shape(tower).clusters
    assert cluster.text == tower
    assert 3 <= len(cluster.glyphs) < 10
    assert not any(cluster.font.is_beyond_line(glyph.id, glyph.y_offset) for glyph in cluster.glyphs)
    # Nothing of what people write is left out: a letter with one below it, a vowel below that and a mark above.
    assert len(glyphs_of(Weight.REGULAR, "ខ្ញុំ")) == 4


def test_each_script_has_its_font_and_a_word_has_one() -> None:
    assert fonts_of("রসগোল্লা ও ₹5 மைசூர்") == ["NotoSansBengali-Regular", "Mukta-Regular", "NotoSansTamil-Regular"]
    # Not the letters that the shop's own font has in one and the others in another.
    assert fonts_of("đậu") == ["NotoSans-Regular"]
    # Noto for what the first font of a script lacks.
    assert fonts_of("گلاب ڢ") == ["IBMPlexSansArabic-Regular", "NotoSansArabic-Regular"]
    assert fonts_of("kg🍬") == ["Mukta-Regular", "NotoEmoji-Regular"]
    # A box, where nothing has the character.
    assert glyphs_of(Weight.REGULAR, "\ue000") == [0]


@WEIGHTS
def test_devanagari_is_shaped_and_not_only_set_letter_by_letter(weight: Weight) -> None:
    alone = [glyphs_of(weight, letter)[0] for letter in "कि"]
    # The vowel i is drawn before the consonant that it is spoken after.
    assert len(glyphs_of(weight, "कि")) == 2
    assert glyphs_of(weight, "कि")[1] == alone[0]
    # Three letters are one ligature, beside Latin letters too.
    assert len(glyphs_of(weight, "क्ष")) == 1
    assert len(glyphs_of(weight, "a क्ष b")) == 5


def test_arabic_letters_join_and_each_has_a_glyph_to_be_copied_by() -> None:
    # Alone, at the beginning, in the middle and at the end.
    assert len({*glyphs_of(Weight.REGULAR, "ح"), *glyphs_of(Weight.REGULAR, "ححح")}) == 4
    (ligature,) = shape("لا").clusters
    assert [glyph.advance > 0 for glyph in ligature.glyphs] == [False, True]


@pytest.mark.parametrize("script", TO_THE_LEFT)
def test_text_to_the_left_is_drawn_from_its_end(script: str) -> None:
    line = shape(NAMES[script])
    assert line.runs_left
    assert drawn(line) == "".join(cluster.text for cluster in reversed(line.clusters))


def test_a_line_of_both_directions_follows_its_first_letter() -> None:
    assert drawn(shape("ברפי 500 g")) == "g 500 יפרב"
    assert drawn(shape("Kaju ברפי 500 g")) == "Kaju 500 יפרב g"
    assert drawn(shape("Kaju ברפי (גדול) box")) == "Kaju )לודג( יפרב box"
    # Its parts stay in the order in which they are read.
    read = ["".join(one.text for one in run.clusters) for run in shape("ברפי 500 g").runs()]
    assert read == ["יפרב", " ", "500", " ", "g"]
    assert (shape("ברפי Kaju").runs_left, shape("Kaju ברפי").runs_left) == (True, False)


@pytest.mark.parametrize(
    "letter", ["👨\u200d👩\u200d👧", "👍🏽", "🇮🇳", "1\ufe0f\u20e3", "ที่", "a\u0300\u0316", "நி", "각"]
)
def test_what_people_take_for_one_letter_is_never_broken(letter: str) -> None:
    assert [line.text for line in lines(letter * 3, 1)] == [letter] * 3


@WEIGHTS
def test_amounts_of_as_many_digits_are_as_wide(weight: Weight) -> None:
    assert len({shape(amount, weight).width for amount in ("₹111.11", "₹888.88", "₹940.07")}) == 1


@WEIGHTS
def test_lines_are_broken_between_words_and_lose_nothing(weight: Weight) -> None:
    text = "Soan Papdi with pistachio, saffron and cardamom, the large festive box"
    broken = lines(text, 12_000, weight)
    assert len(broken) > 2
    assert all(line.width <= 12_000 for line in broken)
    assert " ".join(line.text.strip() for line in broken) == text


@pytest.mark.parametrize("text", ["W" * 200, "क्ष्म्य" * 40, "a\u0300\u0316" * 60, "ب" * 90])
def test_a_word_longer_than_the_line_is_broken_between_letters(text: str) -> None:
    broken = lines(text, 9_000)
    assert len(broken) > 2
    assert all(line.width <= 9_000 for line in broken)
    assert "".join(line.text for line in broken) == text


@pytest.mark.parametrize(
    ("text", "letters", "broken"),
    [
        ("抹茶大福東京", 4, ["抹茶大福", "東京"]),
        # No line begins with what ends or lengthens, or ends with what opens.
        ("抹茶大福、東京", 4, ["抹茶大", "福、東京"]),
        ("抹茶大「福」東京", 4, ["抹茶大", "「福」東", "京"]),
        ("チョコレート", 4, ["チョコ", "レート"]),
        ("ああいっしょ", 3, ["ああ", "いっ", "しょ"]),
        # Words of other scripts stay whole beside Japanese.
        ("抹茶Kaju", 3, ["抹茶", "Kaju"]),
        # Korean has spaces.
        ("꿀떡 찹쌀떡", 4, ["꿀떡", " 찹쌀떡"]),
    ],
)
def test_chinese_and_japanese_break_between_letters_where_their_readers_expect_it(
    text: str, letters: int, broken: list[str]
) -> None:
    wide = 1000 * letters
    assert [line.text for line in lines(text, wide)] == [part.strip() for part in broken]


def test_a_broken_line_keeps_the_direction_of_its_paragraph() -> None:
    broken = lines("گلاب جامن Kaju Katli Special", 8_000)
    assert len(broken) > 1
    assert all(line.runs_left for line in broken)
    # The space at the end of a line is at its left.
    assert drawn(Line(shape("ברפי ").clusters, level=1)) == " יפרב"


def test_a_cut_line_ends_with_an_ellipsis_where_reading_ends() -> None:
    for text, place in (("Saffron and pistachio", -1), ("گلاب جامن اور کاجو کتلی", 0)):
        line = cut(shape(text, Weight.BOLD), 4_000)
        assert line.width <= 4_000
        assert drawn(line)[place] == "…"
        assert line.text[:-1] == text[: len(line.text) - 1]


def test_line_feeds_are_kept_and_no_text_is_no_line() -> None:
    assert [line.text for line in lines("12 MG Road\nPune", 99_000)] == ["12 MG Road", "Pune"]
    assert lines("", 99_000) == []
    # A letter that is wider than the paper is printed all the same.
    assert [line.text for line in lines("WW", 1)] == ["W", "W"]
