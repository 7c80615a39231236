"""Text as glyphs: each script in its font and shaped by its rules, measured, broken into lines."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple
from unicodedata import category, name

import uharfbuzz as hb

from app.printing.bidi import levels_of
from app.printing.fonts import Font, Weight, fonts_for, language_of, own_font, script_of
from app.printing.line import Cluster, Glyph, Line

# Digits of one width, so that amounts line up.
_FEATURES = {"tnum": True}
_WORDS = re.compile(r"\s+|\S+")
# Chinese and Japanese have no spaces: a line may break between any two letters of these scripts.
_UNSPACED = {"Bopo", "Hani", "Hira", "Kana"}
# What closes, ends or lengthens never begins a line, and what opens never ends one.
_NEVER_FIRST = {"Lm", "Pd", "Pe", "Pf", "Po"}
_NEVER_LAST = {"Pi", "Ps"}

# A letter with three marks is what people write, and reaches as far as its font was drawn for.
_PILED = 4


class _Style(NamedTuple):
    """What all clusters have in common that are shaped together."""

    font: Font
    script: str | None
    level: int


# The same few words are on every receipt.
@lru_cache(maxsize=128)
def shape(text: str, weight: Weight = Weight.REGULAR) -> Line:
    """Shape a text of one line. A character that no font has becomes an empty box."""
    level, levels = levels_of(text)
    parts = [(part, _Style(font, script, levels[start])) for start, part, script, font in _parts(text, weight)]
    clusters: list[Cluster] = []
    for run, members in groupby(parts, key=lambda part: part[1]):
        shared = "".join(part for part, _ in members)
        language = language_of(text if run.script in _UNSPACED else shared)
        clusters += _shaped_run(run, shared, language)
    return Line(clusters, level)


def lines(text: str, width: float, weight: Weight = Weight.REGULAR) -> list[Line]:
    """Break a text into lines of at most `width` thousandths, between words, or within a longer word."""
    return [line for paragraph in text.splitlines() for line in _broken(shape(paragraph, weight), width)]


def cut(line: Line, width: float) -> Line:
    """Return a line, no wider than `width`, with an ellipsis at its end."""
    weight = line.clusters[0].font.weight if line.clusters else Weight.REGULAR
    (dots,) = _shaped_run(_Style(own_font(weight), None, line.level), "…", None)
    room = width - dots.advance
    kept: list[Cluster] = []
    for cluster in line.clusters:
        room -= cluster.advance
        if room < 0:
            break
        kept.append(cluster)
    return Line([*kept, dots], line.level)


def _parts(text: str, weight: Weight) -> Iterator[tuple[int, str, str | None, Font]]:
    """Yield what people take for one letter: where it starts, its text, its script and the font that has it."""
    own = own_font(weight)
    starts = [*_graphemes(text), len(text)]
    letters = [(start, text[start:end]) for start, end in pairwise(starts)]
    spaced = groupby(letters, key=lambda letter: letter[1].isspace())
    script, font = None, own
    for is_space, members in spaced:
        if is_space:
            # Within the words of a script, so that they are copied as one text.
            yield from ((start, letter, script, own if font.is_emoji else font) for start, letter in members)
            continue
        for script, word in _by_script(members):
            # One font for a whole word where there is one, so that no accent stands out.
            whole = "".join(letter for _, letter in word)
            best = _first_with(whole, script, weight)
            for start, letter in word:
                font = best or _first_with(letter, script, weight) or own
                yield start, letter, script, font


def _by_script(letters: Iterable[tuple[int, str]]) -> list[tuple[str | None, list[tuple[int, str]]]]:
    """Split a word where its script changes; digits and marks go with the letters before them."""
    parts: list[tuple[str | None, list[tuple[int, str]]]] = []
    for start, letter in letters:
        script = next(filter(None, map(script_of, letter)), None)
        if parts and script in (None, parts[-1][0]):
            parts[-1][1].append((start, letter))
        elif parts and parts[-1][0] is None:
            parts[-1] = script, [*parts[-1][1], (start, letter)]
        else:
            parts.append((script, [(start, letter)]))
    return parts


def _first_with(text: str, script: str | None, weight: Weight) -> Font | None:
    return next((font for font in fonts_for(script, weight) if font.has(text)), None)


def _graphemes(text: str) -> list[int]:
    """Return where each letter begins, its marks and joined emoji included."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script = "ltr", "Zyyy"
    buffer.flags = hb.BufferFlags.PRESERVE_DEFAULT_IGNORABLES
    hb.shape(_nothing(), buffer)
    return sorted({info.cluster for info in buffer.glyph_infos})


@cache
def _nothing() -> hb.Font:
    """Return a font without letters: HarfBuzz divides text into letters before it looks into the font."""
    return hb.Font(hb.Face(hb.Blob(b"")))


def _shaped_run(run: _Style, text: str, language: str | None) -> Iterator[Cluster]:
    buffer = hb.Buffer()
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    buffer.script, buffer.language = run.script or "Latn", language or "en"
    buffer.add_str(text)
    hb.shape(run.font.shaper, buffer, _FEATURES)
    shaped: dict[int, list[Glyph]] = {}
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        x_advance, x_offset, y_offset = position.x_advance, position.x_offset, position.y_offset
        placed = (value * run.font.to_thousandths for value in (x_advance, x_offset, y_offset))
        shaped.setdefault(info.cluster, []).append(Glyph(info.codepoint, *placed))
    for start, end in pairwise([*sorted(shaped), len(text)]):
        glyphs = _without_towers(shaped[start], run.font)
        if run.level % 2:
            # Viewers turn around the characters of text to the left, but not those of one glyph: each needs its own.
            unseen = Glyph(run.font.space, 0, 0, 0)
            glyphs = [*[unseen] * (end - start - len(glyphs)), *glyphs]
        yield Cluster(text[start:end], glyphs, sum(glyph.advance for glyph in glyphs), run.font, run.level)


def _without_towers(glyphs: list[Glyph], font: Font) -> list[Glyph]:
    """Leave out marks that are piled up so high or so low that they would cover other lines."""
    if len(glyphs) <= _PILED:
        return glyphs
    return [one for one in glyphs if one.advance or not font.is_beyond_line(one.id, one.y_offset)]


def _broken(text: Line, width: float) -> list[Line]:
    broken: list[Line] = []
    line: list[Cluster] = []
    used = 0.0
    for cluster in text.clusters:
        line.append(cluster)
        used += cluster.advance
        if used <= width or cluster.is_space or len(line) == 1:
            continue
        ends = [place for place in range(1, len(line)) if _may_break(line[place - 1], line[place])]
        end = ends[-1] if ends else len(line) - 1
        broken.append(Line(line[:end], text.level))
        line = _without_leading_space(line[end:])
        used = sum(one.advance for one in line)
    return [*broken, Line(line, text.level)]


def _may_break(before: Cluster, after: Cluster) -> bool:
    if after.is_space:
        return True
    if before.is_space:
        return False
    last, first = before.text[-1], after.text[0]
    if _UNSPACED.isdisjoint({script_of(last), script_of(first)}) or category(last) in _NEVER_LAST:
        return False
    return category(first) not in _NEVER_FIRST and " SMALL " not in name(first, "")


def _without_leading_space(line: list[Cluster]) -> list[Cluster]:
    first = next((place for place, one in enumerate(line) if not one.is_space), len(line))
    return line[first:]
