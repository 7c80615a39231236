"""Documents as PDF, and a strip of paper as one: rows of text on paper of any length."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

import pydyf

from app.printing.embedded_font import EmbeddedFont
from app.printing.typeface import Cluster, Weight, typeface

MM = 72 / 25.4
# The longest page of the format; longer content continues on the next.
MAX_LENGTH = 14_400.0


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text: its distance from the left and from the top of its row, its size and its darkness."""

    clusters: Sequence[Cluster]
    x: float
    baseline: float
    size: float
    weight: Weight = Weight.REGULAR
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
        self._fonts: dict[Weight, EmbeddedFont] = {}
        self._pages: list[tuple[pydyf.Stream, float, float, int]] = []

    def to_pdf(self) -> bytes:
        """Return the document."""
        pdf = pydyf.PDF()
        pdf.info["Title"] = pydyf.String(self._title)
        fonts = {weight.name: font.add_to(pdf).reference for weight, font in self._fonts.items()}
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
        font = self._fonts.setdefault(text.weight, EmbeddedFont(typeface(text.weight)))
        content.begin_text()
        content.set_font_size(text.weight.name, text.size)
        content.set_color_rgb(text.grey, text.grey, text.grey)
        content.set_text_matrix(*matrix)
        for rise, shown in _runs(text.clusters, font):
            content.set_text_rise(rise * text.size / 1000)
            content.show_text(shown)
        content.end_text()
        content.set_color_rgb(0, 0, 0)


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
        clusters = typeface(Weight.BOLD).shape(stamp.text)
        text = Text(clusters, 0, 0, stamp.size, Weight.BOLD, stamp.grey)
        slope = 0.7071
        reach = slope * sum(cluster.advance for cluster in clusters) / 1000 * stamp.size
        for number in range(max(1, round(self._height / stamp.every))):
            middle = -min(stamp.every, self._height) * (number + 0.5)
            x, y = (self._width - reach) / 2 + stamp.size / 4, middle - reach / 2
            self._draw(content, text, (slope, slope, -slope, slope, x, y))


def _runs(clusters: Iterable[Cluster], font: EmbeddedFont) -> list[tuple[float, str]]:
    """Return the codes of one baseline, with the numbers between them that move the following glyphs left."""
    runs: list[tuple[float, str]] = []
    for cluster in clusters:
        for glyph, code in zip(cluster.glyphs, font.codes_of(cluster), strict=True):
            before, after = -glyph.x_offset, font.face.width_of(glyph.id) + glyph.x_offset - glyph.advance
            if not runs or runs[-1][0] != glyph.y_offset:
                runs.append((glyph.y_offset, ""))
            rise, shown = runs[-1]
            runs[-1] = rise, shown + f"{_number(before)}<{code:04x}>{_number(after)}"
    return [(rise, shown.replace("><", "")) for rise, shown in runs]


def _number(thousandths: float) -> str:
    return f"{thousandths:.1f}" if round(thousandths, 1) else ""
