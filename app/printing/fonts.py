"""The fonts of printed text: which of them has the letters of a script, and one of them at one weight.

A file is mapped into memory when its first letter is printed, so a worker holds only what its shop writes.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from struct import unpack
from unicodedata import category

import uharfbuzz as hb

_OWN = Path(__file__).with_name("fonts")
_NOTO, _NOTO_CJK, _PLEX_ARABIC = "manimgx_fonts", "manimgx_fonts_cjk", "fontpkg_ibm_plex_sans_arabic"
# By ISO 15924, what HarfBuzz calls a script. The languages are those in which an Indian shop writes it.
_SCRIPTS = {
    "Arab": ("Arabic", "ur"),
    "Armn": ("Armenian", "hy"),
    "Beng": ("Bengali", "bn"),
    "Deva": ("Devanagari", "hi"),
    "Ethi": ("Ethiopic", "am"),
    "Geor": ("Georgian", "ka"),
    "Gujr": ("Gujarati", "gu"),
    "Guru": ("Gurmukhi", "pa"),
    "Hebr": ("Hebrew", "he"),
    "Khmr": ("Khmer", "km"),
    "Knda": ("Kannada", "kn"),
    "Laoo": ("Lao", "lo"),
    "Mlym": ("Malayalam", "ml"),
    "Mymr": ("Myanmar", "my"),
    "Orya": ("Oriya", "or"),
    "Sinh": ("Sinhala", "si"),
    "Taml": ("Tamil", "ta"),
    "Telu": ("Telugu", "te"),
    "Thai": ("Thai", "th"),
}
_HAN = {"Bopo", "Hang", "Hani", "Hira", "Kana"}
_ARABIC = {*"ةيكىإ"}
"""Letters that Urdu lacks."""
# Nothing is drawn for format characters and variation selectors, so a font need not have them.
_SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
_KEPT_TABLES = {"CFF ", "CFF2", "HVAR", "avar", "fvar", "glyf", "gvar", "head", "hhea", "hmtx", "loca", "maxp"}


class Weight(StrEnum):
    """How dark text is."""

    REGULAR = "Regular"
    BOLD = "Bold"


_OVERHANG = 200
"""How far marks may reach out of the line of their font, in thousandths of its size."""
_BOLDNESS = {Weight.REGULAR: 400, Weight.BOLD: 700}


class Font:
    """A font at one weight, measured in thousandths of its size."""

    def __init__(self, face: hb.Face, name: str, weight: Weight) -> None:
        self.name = name
        self.weight = weight
        self.is_emoji = name.startswith("NotoEmoji")
        self._face = face
        self.shaper = hb.Font(face)
        if face.has_var_data:
            self.shaper.set_variations({"wght": _BOLDNESS[weight]})
        self.to_thousandths = 1000 / face.upem
        self.has_postscript_outlines = not {"CFF ", "CFF2"}.isdisjoint(face.table_tags)
        extents = self.shaper.get_font_extents("ltr")
        self.ascent = extents.ascender * self.to_thousandths
        self.descent = extents.descender * self.to_thousandths

    @property
    def box(self) -> list[float]:
        """The bounding box of all glyphs."""
        head = self._face.reference_table("head").data
        return [corner * self.to_thousandths for corner in unpack(">4h", head[36:44])]

    def has(self, text: str) -> bool:
        """Whether the font draws every character of a text."""
        return all(
            self.shaper.get_nominal_glyph(ord(character)) or _is_invisible(character) or character.isspace()
            for character in text
        )

    @property
    def space(self) -> int:
        """The glyph of a space."""
        glyph_id: int = self.shaper.get_nominal_glyph(ord(" "))
        return glyph_id

    def width_of(self, glyph_id: int) -> float:
        """Return the advance width of a glyph."""
        advance: float = self.shaper.get_glyph_h_advance(glyph_id) * self.to_thousandths
        return advance

    def is_beyond_line(self, glyph_id: int, y_offset: float) -> bool:
        """Whether a glyph that is raised or lowered so far would be drawn over the line above or the one below."""
        extents = self.shaper.get_glyph_extents(glyph_id)
        if extents is None:
            return False
        top = y_offset + extents.y_bearing * self.to_thousandths
        bottom = top + extents.height * self.to_thousandths
        return bool(top > self.ascent + _OVERHANG or bottom < self.descent - _OVERHANG)

    def subset(self, glyph_ids: Iterable[int]) -> tuple[bytes, Mapping[int, int]]:
        """Return what a PDF embeds of the font, a TrueType font or a bare CFF, and the ids of the glyphs in it."""
        wanted = hb.SubsetInput()
        wanted.glyph_set.update({0, *glyph_ids})
        # The text is already shaped, so viewers need no shaping rules.
        dropped = {tag for tag in self._face.table_tags if tag not in _KEPT_TABLES}
        wanted.drop_table_tag_set.update({int.from_bytes(tag.encode("ascii"), "big") for tag in dropped})
        wanted.flags = hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_BIDI_CLOSURE
        if self._face.has_var_data:
            wanted.pin_axis_location(self._face, "wght", _BOLDNESS[self.weight])
        if self.has_postscript_outlines:
            # PDF knows no CFF2, and finds the glyphs of a CFF by their ids.
            wanted.flags |= hb.SubsetFlags.DOWNGRADE_CFF2 | hb.SubsetFlags.CFF_IDENTITY_CHARSET
        plan = hb.SubsetPlan(self._face, wanted)
        file = plan.execute()
        content = file.reference_table("CFF ") if self.has_postscript_outlines else file.blob
        return bytes(content.data), dict(plan.old_to_new_glyph_mapping)


def fonts_for(script: str | None, weight: Weight) -> Iterator[Font]:
    """Yield the fonts to try for a script, the best first."""
    yield own_font(weight)
    if script in _HAN:
        yield _noto("NotoSansCJK-VF.otf.ttc", weight)
        return
    if script == "Arab":
        # Noto has the dots of its letters apart from them, and viewers copy such text in disorder.
        yield _plex_arabic(weight)
    if script in _SCRIPTS:
        yield _noto(f"NotoSans{_SCRIPTS[script][0]}[wght].ttf", weight)
    for name in ("NotoSans[wght].ttf", "NotoSansSymbols[wght].ttf", "NotoEmoji[wght].ttf", "NotoSansCJK-VF.otf.ttc"):
        yield _noto(name, weight)
    if script != "Arab":
        # The commas and question marks of Urdu are those of no one script, and stand alone or after other letters too.
        yield _plex_arabic(weight)


@cache
def own_font(weight: Weight) -> Font:
    """Return the font of the shop's receipts, which is tried first."""
    name = f"Mukta-{weight}"
    return Font(_face(_OWN / f"{name}.ttf"), name, weight)


@lru_cache(maxsize=4096)
def script_of(character: str) -> str | None:
    """Return the script of a character in ISO 15924; None if several share it."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    script: str | None = buffer.script
    return script


def language_of(text: str) -> str | None:
    """Return the language that a text is most likely in by its letters; None for those of Europe."""
    scripts = {script_of(character) for character in text}
    if scripts & {"Hira", "Kana"}:
        return "ja"
    if "Hang" in scripts:
        return "ko"
    if "Hani" in scripts:
        return "zh"
    language = next((_SCRIPTS[script][1] for script in map(script_of, text) if script in _SCRIPTS), None)
    return "ar" if language == "ur" and not _ARABIC.isdisjoint(text) else language


@cache
def _plex_arabic(weight: Weight) -> Font:
    name = f"IBMPlexSansArabic-{weight}"
    return Font(_face(_folder_of(_PLEX_ARABIC) / "files" / f"{name}.ttf"), name, weight)


@cache
def _noto(file: str, weight: Weight) -> Font:
    package = _NOTO_CJK if "CJK" in file else _NOTO
    name = file.partition("[")[0].partition("-VF")[0]
    return Font(_face(_folder_of(package) / file), f"{name}-{weight}", weight)


def _folder_of(package: str) -> Path:
    """Return where a package is installed; no code of it is run."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(f"The fonts of {package} are not installed: install what requirements.lock lists.")
    return Path(found.submodule_search_locations[0])


@cache
def _face(path: Path) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(path)))


def _is_invisible(character: str) -> bool:
    return category(character) == "Cf" or ord(character) in _SELECTORS
