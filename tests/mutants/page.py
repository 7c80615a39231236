"""The list of faults, as docs/mutants.md has it."""

from itertools import chain

from tests.mutants.faults import AREAS

PAGE = "docs/mutants.md"
_HEAD = """\
# Mutants

`make mutants` plants {number} faults in copies of the code, one at a time, runs the tests that have to notice each, and
names the faults that survive; it exits 1 if there is one. The tests have to pass without a fault first. A fault counts
as caught only if a test fails: one that keeps the code from being imported says nothing about the tests. Two faults are
tried at a time; it takes half an hour and is no part of CI.

    make mutants                                  # all of them
    make mutants MUTANTS="--only refund"          # those whose name, file or tests have the word
    make mutants MUTANTS="--races --times 5"      # those that only a race shows, five times each

The faults are in `tests/mutants/faults/`, a file for each area. A fault is a text that stands once in its file, what it
becomes, and the fewest tests that notice it; `tests/mutants/test_faults.py` fails when a text has changed or a test has
gone, so whoever changes such a line changes its fault too. Where a fault survives a test is missing: write the test.
`.venv/bin/python -m tests.mutants --write-page` writes this page.
"""


def page() -> str:
    """Return the text of the page."""
    head = _HEAD.format(number=sum(map(len, AREAS.values())))
    return "\n".join([head, *chain.from_iterable(_area(title) for title in AREAS)])


def _area(title: str) -> list[str]:
    rows = [
        f"| {mutant.name}{' (race)' if mutant.is_race else ''} | `{mutant.file}` | {_tests(mutant.tests)} |"
        for mutant in AREAS[title]
    ]
    return [f"## {title}", "", "| fault | in | noticed by |", "|---|---|---|", *rows, ""]


def _tests(names: tuple[str, ...]) -> str:
    return "<br>".join(f"`{_short(name)}`" for name in names)


def _short(name: str) -> str:
    file, separator, test = name.partition("::")
    return f"{file.rpartition('/')[2]}{separator}{test}"
