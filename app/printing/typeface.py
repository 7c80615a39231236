"""Text as glyphs of the fonts in app/printing/fonts: shaped by the rules of its script, measured, broken into lines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from struct import unpack

import uharfbuzz as hb

_FONTS = Path(__file__).with_name("fonts")
# Digits of one width, so that amounts line up.
_FEATURES = {"tnum": True}
# Devanagari and its joiners. No other script of these fonts needs reordering or contextual forms.
_RUNS = re.compile("[\u0900-\u097f\u200c\u200d]+|[^\u0900-\u097f\u200c\u200d]+")


class Weight(StrEnum):
    """A font file."""

    REGULAR = "Mukta-Regular"
    BOLD = "Mukta-Bold"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A drawing in the font, and how to place it in thousandths of the size."""

    id: int
    advance: float
    x_offset: float
    y_offset: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """The smallest part of a text that is drawn as one: a letter with its marks, a ligature."""

    text: str
    glyphs: Sequence[Glyph]
    advance: float

    @property
    def is_space(self) -> bool:
        """Whether a line may break here."""
        return self.text.isspace()


class Typeface:
    """One font."""

    def __init__(self, weight: Weight) -> None:
        self.name = str(weight)
        self._face = hb.Face(hb.Blob.from_file_path(str(_FONTS / f"{weight}.ttf")))
        self._font = hb.Font(self._face)
        self._to_thousandths = 1000 / self._face.upem
        extents = self._font.get_font_extents("ltr")
        self.ascent = extents.ascender * self._to_thousandths
        self.descent = extents.descender * self._to_thousandths

    @property
    def box(self) -> list[float]:
        """The bounding box of all glyphs."""
        head = self._face.reference_table("head").data
        return [corner * self._to_thousandths for corner in unpack(">4h", head[36:44])]

    def width_of(self, glyph_id: int) -> float:
        """Return the advance width of a glyph."""
        advance: float = self._font.get_glyph_h_advance(glyph_id) * self._to_thousandths
        return advance

    def shape(self, text: str) -> list[Cluster]:
        """Shape a text. Characters missing from the font become empty boxes."""
        return [cluster for run in _RUNS.findall(text) for cluster in self._shape_run(run)]

    def lines(self, text: str, width: float) -> list[list[Cluster]]:
        """Break a text into lines of at most `width` thousandths, between words, or within a longer word."""
        return [line for paragraph in text.splitlines() for line in _broken(self.shape(paragraph), width)]

    def subset(self, glyph_ids: Iterable[int]) -> bytes:
        """Return a font file with these glyphs alone, under their own ids."""
        wanted = hb.SubsetInput()
        wanted.glyph_set.update(set(glyph_ids))
        # The text is already shaped, so viewers need no shaping rules.
        wanted.drop_table_tag_set.update({int.from_bytes(tag, "big") for tag in (b"GDEF", b"GPOS", b"GSUB")})
        wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NOTDEF_OUTLINE
        return bytes(hb.subset(self._face, wanted).blob.data)

    def _shape_run(self, run: str) -> Iterator[Cluster]:
        buffer = hb.Buffer()
        # The fonts have no right-to-left script: its boxes keep the order of the text.
        buffer.direction = "ltr"
        buffer.script, buffer.language = ("Deva", "hi") if _is_devanagari(run) else ("Latn", "en")
        buffer.add_str(run)
        hb.shape(self._font, buffer, _FEATURES)
        shaped: dict[int, list[Glyph]] = {}
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            x_advance, x_offset, y_offset = position.x_advance, position.x_offset, position.y_offset
            shaped.setdefault(info.cluster, []).append(
                Glyph(info.codepoint, *(value * self._to_thousandths for value in (x_advance, x_offset, y_offset)))
            )
        starts = sorted(shaped)
        for start, end in zip(starts, [*starts[1:], len(run)], strict=True):
            yield Cluster(run[start:end], shaped[start], sum(glyph.advance for glyph in shaped[start]))


@cache
def typeface(weight: Weight) -> Typeface:
    """Return a font, which is read on first use."""
    return Typeface(weight)


def _is_devanagari(run: str) -> bool:
    return any("\u0900" <= character <= "\u097f" for character in run)


def _broken(clusters: Iterable[Cluster], width: float) -> list[list[Cluster]]:
    lines: list[list[Cluster]] = []
    line: list[Cluster] = []
    used = 0.0
    for cluster in clusters:
        line.append(cluster)
        used += cluster.advance
        if used <= width or cluster.is_space or len(line) == 1:
            continue
        spaces = [place for place, one in enumerate(line) if one.is_space and place]
        end = spaces[-1] if spaces else len(line) - 1
        lines.append(line[:end])
        line = _without_leading_space(line[end:])
        used = sum(one.advance for one in line)
    return [*lines, line]


def _without_leading_space(line: list[Cluster]) -> list[Cluster]:
    first = next((place for place, one in enumerate(line) if not one.is_space), len(line))
    return line[first:]
