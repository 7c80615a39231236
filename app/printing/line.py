"""A line of text as glyphs, in reading order and as it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from app.printing.bidi import visual_order
from app.printing.fonts import Font


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
    font: Font
    level: int
    """Odd in text that runs to the left."""

    @property
    def is_space(self) -> bool:
        """Whether a line may break here."""
        return self.text.isspace()

    @property
    def is_letter(self) -> bool:
        """Whether it begins with a letter."""
        return self.text[0].isalpha()


class Run(NamedTuple):
    """A part of a line in one font: its left in thousandths of the size, and its clusters from left to right."""

    font: Font
    left: float
    clusters: Sequence[Cluster]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in reading order."""

    clusters: Sequence[Cluster]
    level: int = 0
    """Odd if the line begins at the right."""

    @property
    def width(self) -> float:
        """The width in thousandths of the size."""
        return sum(cluster.advance for cluster in self.clusters)

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(cluster.text for cluster in self.clusters)

    @property
    def runs_left(self) -> bool:
        """Whether the line begins at the right."""
        return self.level % 2 == 1

    def runs(self) -> list[Run]:
        """Return the parts of one font and one direction in reading order, each with its place in the line."""
        levels = [cluster.level for cluster in self.clusters]
        # Spaces at the end belong to the line and not to its last word (rule L1 of the bidirectional algorithm).
        for place in range(len(levels) - 1, -1, -1):
            if not self.clusters[place].is_space:
                break
            levels[place] = self.level
        x, left = 0.0, [0.0] * len(levels)
        for place in visual_order(levels):
            left[place] = x
            x += self.clusters[place].advance
        runs = []
        for (font, level), members in groupby(
            range(len(levels)), lambda place: (self.clusters[place].font, levels[place])
        ):
            places = [*members]
            ends = len(places)
            while level % 2 and ends > 1 and not self.clusters[places[ends - 1]].is_letter:
                ends -= 1
            # What ends text to the left without being a letter is apart: viewers move it to the beginning otherwise.
            for part in (places[:ends], *([place] for place in places[ends:])):
                clusters = [self.clusters[place] for place in (reversed(part) if level % 2 else part)]
                runs.append(Run(font, min(left[place] for place in part), clusters))
        return runs
