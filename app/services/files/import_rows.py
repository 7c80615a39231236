"""What every import shares: rows that are good, rows that are not and why, and what came of a batch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Protocol

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.csv.numbers import parse_number
from app.core.csv.reader import CsvRefused, CsvRows, missing
from app.core.origin import NOWHERE
from app.services.common.access import Actor
from app.services.common.audit import AuditEntry

_FRIENDLY = {
    "missing": "This is missing.",
    "string_pattern_mismatch": "This text has characters that cannot be used here.",
    "string_unicode": "This text is not valid Unicode.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken, where in the file it begins, and why."""

    line: int
    column: str | None
    reason: str


class RowRefused(Exception):
    """What is wrong with the row that is being read."""

    def __init__(self, column: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row, or several that belong together, that may be taken. Of two with the same key the second is refused."""

    line: int
    keys: tuple[str, ...]
    key_column: str
    values: Any
    further_lines: tuple[int, ...] = ()

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines at which its rows begin."""
        return (self.line, *self.further_lines)

    def refused(self, column: str | None, reason: str) -> "list[Refusal]":
        """Return the refusal of each of its rows."""
        return [Refusal(line, column, reason) for line in self.lines]


@dataclass(frozen=True, slots=True)
class Ignored:
    """A row that says nothing, as was agreed beforehand."""

    line: int


Reading = Candidate | Refusal | Ignored
"""What a row of a file is found to be."""


@dataclass(slots=True)
class BatchResult:
    """The outcome of a batch of rows. A total over batches has the counts only, in constant memory."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    ignored: int = 0
    refused: int = 0
    unknown_items: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    """The rows refused."""
    new_unknown: list[str] = field(default_factory=list)
    """The items without a sweet that no earlier batch had."""

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Add rows refused."""
        self.refused += len(refusals)
        self.refusals += refusals

    def counts(self) -> dict[str, int]:
        """Return how many rows had each outcome, and how many items have no sweet."""
        return {name: getattr(self, name) for name in _COUNTS}

    def add(self, other: "BatchResult") -> None:
        """Add the counts of another batch."""
        for name, count in other.counts().items():
            setattr(self, name, getattr(self, name) + count)

    def join(self, other: "BatchResult") -> None:
        """Add the counts and the rows of another batch."""
        self.add(other)
        self.refusals += other.refusals
        self.new_unknown += other.new_unknown


_COUNTS = tuple(one.name for one in fields(BatchResult) if one.type is int)


class Importer(Protocol):
    """Knows one kind of rows: how they are written, and how they are stored."""

    def columns(self, rows: CsvRows) -> "Columns":
        """Return which columns the file has to have, and which are heeded."""

    def read(self, rows: CsvRows) -> Iterator[Reading]:
        """Read the file's rows, one by one."""

    async def apply(self, session: AsyncSession, batch: Sequence[Candidate]) -> BatchResult:
        """Store a batch in the transaction of the session: a number of statements that does not grow with it."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one layout."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    def check(self, rows: CsvRows) -> None:
        """Refuse a file that lacks a column that has to be there."""
        lacking = missing(rows.names, self.required)
        if lacking:
            msg = f"The header lacks {', '.join(lacking)}. It has to name {', '.join(self.required)}."
            raise CsvRefused(msg)


def number(values: Mapping[str, str], column: str, *, decimal_comma: bool) -> Decimal:
    """Return the number in a column."""
    try:
        return parse_number(values[column], decimal_comma=decimal_comma)
    except ValueError as error:
        raise RowRefused(column, str(error)) from error


def first_reason(error: ValidationError) -> RowRefused:
    """Return what a schema has against a row, in words that repeat nothing of it."""
    one = error.errors(include_input=False, include_url=False, include_context=False)[0]
    column = str(one["loc"][0]) if one["loc"] else None
    return RowRefused(column, _FRIENDLY.get(one["type"], str(one["msg"]).removeprefix("Value error, ")))


def audit_entry(
    actor: Actor | None,
    action: str,
    entity_id: int | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Return what an import did; on the command line nobody in particular did it."""
    if actor is None:
        return AuditEntry(action, entity_id, NOWHERE, before=before, after=after)
    return AuditEntry(action, entity_id, actor.origin, actor.user_id, actor.role, before, after)
