"""A fault to plant: what it is, where, and the tests that have to notice it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: `old`, which stands once in `file`, becomes `new`."""

    name: str
    """The fault in plain words."""
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    """Test files or single tests of pytest, or test files of vitest."""
    is_race: bool = False
    """Whether the tests have to win a race to notice it."""
