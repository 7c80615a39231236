"""Text in a PDF: its fonts, its glyphs and what is copied out of it."""

import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from app.printing.fonts import Weight
from app.printing.pdf import Row, Strip, Text
from app.printing.typeface import shape
from tests.support.scripts import NAMES


def page_of(*texts: str) -> PageObject:
    strip = Strip(400, "Names")
    for text in texts:
        strip.add(Row(20, [Text(shape(text, weight), 5, 15, 12) for weight in Weight]))
    (page,) = PdfReader(BytesIO(strip.to_pdf())).pages
    return page


def fonts_of(page: PageObject) -> dict[str, Any]:
    resources: Any = page["/Resources"]
    return {name: font.get_object() for name, font in resources["/Font"].items()}


def shown_codes(page: PageObject) -> dict[str, set[int]]:
    """Return the codes that are shown in each font."""
    content = page.get_contents()
    assert content is not None
    codes: dict[str, set[int]] = {}
    font = ""
    for name, shown in re.findall(r"(/[\w-]+) [\d.]+ Tf|\[(.*?)\] TJ", content.get_data().decode("latin-1")):
        font = name or font
        strings = "".join(re.findall("<([0-9a-f]+)>", shown))
        codes.setdefault(font, set()).update(int(code, 16) for code in re.findall("....", strings))
    return codes


# Letters that stand in two halves or under one another, ligatures, marks, and lines of both directions.
HARD = [
    "সন্দেশ ল্যাংচা ক্ষীর",
    "లడ్డు బొబ్బట్లు",
    "மைசூர் கோவா",
    "ଖୀରି ପିଠା",
    "كلاب لا",
    "أَمْرتی",
    "برفی (500 گرام) Kaju",
    "Kaju ברפי 2 box",
]


@pytest.mark.parametrize("weight", Weight)
@pytest.mark.parametrize("name", [*NAMES.values(), *HARD], ids=[*NAMES.keys(), *map(str, range(len(HARD)))])
def test_a_name_in_any_script_is_copied_as_it_is_written(name: str, weight: Weight) -> None:
    strip = Strip(400, "Names")
    strip.add(Row(20, [Text(shape(name, weight), 5, 15, 12), Text(shape("₹120.00"), 330, 15, 12)]))
    (page,) = PdfReader(BytesIO(strip.to_pdf())).pages
    assert page.extract_text().split() == [*name.split(), "₹120.00"]


def test_each_glyph_that_is_shown_is_in_the_embedded_font() -> None:
    page = page_of(*NAMES.values())
    fonts, codes = fonts_of(page), shown_codes(page)
    assert fonts.keys() == codes.keys()
    assert len(fonts) == 2 * 19
    kinds = set()
    for name, font in fonts.items():
        (descendant,) = (one.get_object() for one in font["/DescendantFonts"])
        descriptor = descendant["/FontDescriptor"]
        kinds.add(descendant["/Subtype"])
        if "/FontFile2" in descriptor:
            file = descriptor["/FontFile2"].get_data()
            ids = descendant["/CIDToGIDMap"].get_data()
            shown = {int.from_bytes(ids[2 * code : 2 * code + 2], "big") for code in codes[name]}
            assert file.startswith(b"\0\1\0\0")
        else:
            # What the codes of a bare CFF are.
            file, shown = descriptor["/FontFile3"].get_data(), codes[name]
            assert descriptor["/FontFile3"]["/Subtype"] == "/CIDFontType0C"
            assert file.startswith(b"\1\0")
        assert 0 not in shown
        # A part of the font.
        assert len(file) < 40_000
        assert {code for code in descendant["/W"] if isinstance(code, int)} == codes[name]
    assert kinds == {"/CIDFontType2", "/CIDFontType0"}


def test_the_text_of_letters_whose_parts_surround_them_is_said_once() -> None:
    content = page_of("கோ").get_contents()
    assert content is not None
    said = "கோ".encode("utf-16-be").hex()
    assert content.get_data().count(f"/ActualText <feff{said}>".encode()) == len(Weight)


def test_emoji_are_grey_and_letters_black() -> None:
    content = page_of("a🍬").get_contents()
    assert content is not None
    colours = re.findall(r"(/\w+)-\w+ [\d.]+ Tf\s+([\d.]+) [\d.]+ [\d.]+ rg", content.get_data().decode("latin-1"))
    assert {*colours} == {("/Mukta", "0"), ("/NotoEmoji", "0.3")}
