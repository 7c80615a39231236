"""Documents as PDF, and a strip of paper as one: rows of text on paper of any length."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from typing import NamedTuple

import pydyf

from app.printing.embedded_font import EmbeddedFont, GlyphText
from app.printing.fonts import Font, Weight
from app.printing.line import Cluster, Line, Run
from app.printing.typeface import shape

MM = 72 / 25.4
# The longest page of the format; longer content continues on the next.
MAX_LENGTH = 14_400.0
# Emoji have outlines as heavy as the text's letters are wide; black ones would stand out.
_EMOJI_GREY = 0.3
# In thousandths of the size, to the right.
_WIDEST_KERNING = -100


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text: its distance from the left and from the top of its row, its size and its darkness."""

    line: Line
    x: float
    baseline: float
    size: float
    grey: float = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A black rectangle: its left, its top below that of its row, its width and its height."""

    x: float
    top: float
    width: float
    height: float


@dataclass(slots=True)
class Row:
    """Content that a page break never splits."""

    height: float
    texts: list[Text] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A watermark: large grey letters across each page, repeated over its length."""

    text: str
    size: float
    grey: float
    every: float


class Document:
    """A PDF in the making: its fonts and its pages."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._fonts: dict[Font, EmbeddedFont] = {}
        self._pages: list[tuple[pydyf.Stream, float, float, int]] = []

    def to_pdf(self) -> bytes:
        """Return the document."""
        pdf = pydyf.PDF()
        pdf.info["Title"] = pydyf.String(self._title)
        fonts = {font.name: embedded.add_to(pdf).reference for font, embedded in self._fonts.items()}
        resources = pydyf.Dictionary({"Font": pydyf.Dictionary(fonts)})
        for content, width, height, copies in self._pages:
            pdf.add_object(content)
            page = {"Type": "/Page", "Parent": pdf.pages.reference, "Contents": content.reference}
            box = pydyf.Array([0, 0, width, height])
            for _ in range(copies):
                pdf.add_page(pydyf.Dictionary(page | {"MediaBox": box, "Resources": resources}))
        output = BytesIO()
        pdf.write(output)
        return output.getvalue()

    def _add_pages(self, content: pydyf.Stream, width: float, height: float, copies: int = 1) -> None:
        self._pages.append((content, width, height, copies))

    def _draw(self, content: pydyf.Stream, text: Text, matrix: tuple[float, ...]) -> None:
        content.begin_text()
        right_of_last = None
        # In reading order, so that the text is copied in it.
        for run in text.line.runs():
            if run.left != right_of_last:
                x, y = (run.left * text.size / 1000 * part for part in matrix[:2])
                content.set_text_matrix(*matrix[:4], matrix[4] + x, matrix[5] + y)
            right_of_last = run.left + sum(cluster.advance for cluster in run.clusters)
            grey = max(text.grey, _EMOJI_GREY if run.font.is_emoji else 0)
            content.set_font_size(run.font.name, text.size)
            content.set_color_rgb(grey, grey, grey)
            self._show(content, run, text.size)
        content.end_text()
        content.set_color_rgb(0, 0, 0)

    def _show(self, content: pydyf.Stream, run: Run, size: float) -> None:
        embedded = self._fonts.setdefault(run.font, EmbeddedFont(run.font))
        for has_text, part in groupby(run.clusters, key=_has_text_for_each_glyph):
            clusters = [*part]
            if not has_text:
                # Viewers take a glyph without text for a space, unless the text of all of them is said.
                said = "".join(cluster.text for cluster in clusters).encode("utf-16-be").hex()
                content.begin_marked_content("Span", f"<</ActualText <feff{said}>>>")
            for (rise, gap), placed in groupby(
                _placed(clusters, run.font, embedded), key=lambda one: (one.rise, one.gap)
            ):
                content.set_text_rise(rise * size / 1000)
                content.stream.append(f"{gap * size / 1000:.3f} Tc")
                content.stream.append(_Shown(embedded, [*placed]))
            if not has_text:
                content.end_marked_content()


class Strip(Document):
    """Paper of one width, printed from the top to the bottom."""

    def __init__(self, width: float, title: str, stamp: Stamp | None = None) -> None:
        super().__init__(title)
        self._width = width
        self._stamp = stamp
        self._content = pydyf.Stream(compress=True)
        self._height = 0.0

    def add(self, row: Row) -> None:
        """Add a row at the bottom."""
        if self._height + row.height > MAX_LENGTH:
            self._end_page()
        # The length is not known yet: everything is measured from the top, which is placed at the end.
        for box in row.boxes:
            self._content.rectangle(box.x, -self._height - box.top - box.height, box.width, box.height)
        if row.boxes:
            self._content.fill()
        for text in row.texts:
            self._draw(self._content, text, (1, 0, 0, 1, text.x, -self._height - text.baseline))
        self._height += row.height

    def to_pdf(self) -> bytes:
        """Return the document."""
        self._end_page()
        return super().to_pdf()

    def _end_page(self) -> None:
        below = pydyf.Stream()
        below.set_matrix(1, 0, 0, 1, 0, self._height)
        if self._stamp is not None:
            self._draw_stamp(below, self._stamp)
        self._content.stream = [*below.stream, *self._content.stream]
        self._add_pages(self._content, self._width, self._height)
        self._content, self._height = pydyf.Stream(compress=True), 0.0

    def _draw_stamp(self, content: pydyf.Stream, stamp: Stamp) -> None:
        text = Text(shape(stamp.text, Weight.BOLD), 0, 0, stamp.size, stamp.grey)
        slope = 0.7071
        reach = slope * text.line.width / 1000 * stamp.size
        for number in range(max(1, round(self._height / stamp.every))):
            middle = -min(stamp.every, self._height) * (number + 0.5)
            x, y = (self._width - reach) / 2 + stamp.size / 4, middle - reach / 2
            self._draw(content, text, (slope, slope, -slope, slope, x, y))


def _has_text_for_each_glyph(cluster: Cluster) -> bool:
    """Whether each glyph has characters of its own and a place of its own; text to the left does without."""
    glyphs = cluster.glyphs
    return (
        cluster.level % 2 == 1
        or len(glyphs) == 1
        or (len(glyphs) <= len(cluster.text) and all(glyph.advance for glyph in glyphs))
    )


class _Placed(NamedTuple):
    """A glyph: its rise above the baseline, and how far what follows is moved, all in thousandths of the size."""

    glyph: GlyphText
    rise: float
    before: float
    """To the left, before it is drawn."""
    after: float
    """To the left, after it is drawn."""
    gap: float
    """To the right, after it is drawn. Viewers take spacing for what it is, and other moves to the right for spaces."""


class _Shown:
    """An operator that shows glyphs. It is written when their codes are known: after all pages are drawn."""

    def __init__(self, embedded: EmbeddedFont, placed: Sequence[_Placed]) -> None:
        self._embedded = embedded
        self._placed = placed

    def __str__(self) -> str:
        shown = "".join(
            f"{_number(before)}<{self._embedded.code_of(glyph):04x}>{_number(after)}"
            for glyph, _, before, after, _ in self._placed
        )
        return f"[{shown.replace('><', '')}] TJ"


def _placed(clusters: Iterable[Cluster], font: Font, embedded: EmbeddedFont) -> Iterator[_Placed]:
    for cluster in clusters:
        for glyph, used in zip(cluster.glyphs, embedded.use(cluster), strict=True):
            after = font.width_of(glyph.id) + glyph.x_offset - glyph.advance
            gap = -after if after < _WIDEST_KERNING else 0
            yield _Placed(used, glyph.y_offset, -glyph.x_offset, after + gap, gap)


def _number(thousandths: float) -> str:
    return f" {thousandths:.1f} " if round(thousandths, 1) else ""
