"""Pages of one size as PDF, with drawings at any place of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pydyf

from app.printing.pdf import Box, Document, Text

Colour = tuple[float, float, float]
BLACK: Colour = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled shape; its corners are measured from the left and the top of the drawing."""

    corners: Sequence[tuple[float, float]]
    colour: Colour


@dataclass(slots=True)
class Drawing:
    """Texts and shapes, measured from its left and its top."""

    texts: list[Text] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    polygons: list[Polygon] = field(default_factory=list)


class Sheets(Document):
    """Sheets of paper, all of one size."""

    def __init__(self, width: float, height: float, title: str) -> None:
        super().__init__(title)
        self._width, self._height = width, height

    def add(self, drawings: Iterable[tuple[Drawing, float, float]], copies: int = 1) -> None:
        """Add a page with drawings, each at its left and its top, and copies of that page."""
        content = pydyf.Stream(compress=True)
        for drawing, left, top in drawings:
            self._add_drawing(content, drawing, left, self._height - top)
        self._add_pages(content, self._width, self._height, copies)

    def _add_drawing(self, content: pydyf.Stream, drawing: Drawing, x: float, y: float) -> None:
        for polygon in drawing.polygons:
            content.set_color_rgb(*polygon.colour)
            first, *others = polygon.corners
            content.move_to(x + first[0], y - first[1])
            for corner in others:
                content.line_to(x + corner[0], y - corner[1])
            content.fill()
        content.set_color_rgb(*BLACK)
        for box in drawing.boxes:
            content.rectangle(x + box.x, y - box.top - box.height, box.width, box.height)
        if drawing.boxes:
            content.fill()
        for text in drawing.texts:
            self._draw(content, text, (1, 0, 0, 1, x + text.x, y - text.baseline))
