"""The rows of paper, whatever the format."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A label on the left and usually an amount on the right."""

    label: str
    value: str = ""
