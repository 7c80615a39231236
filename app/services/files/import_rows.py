"""The rows of an import: candidates, refusals with their reasons, and the result of a batch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Protocol

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.csv.lines import CsvRefused
from app.core.csv.numbers import parse_number
from app.core.csv.reader import CsvRows
from app.core.origin import NOWHERE
from app.services.common.access import Actor
from app.services.common.audit import AuditEntry
from app.services.files.brought import Brought

_FRIENDLY = {
    "missing": "This is missing.",
    "string_pattern_mismatch": "This text has characters that cannot be used here.",
    "string_unicode": "This text is not valid Unicode.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was refused: the line it begins on, the column if there is one, and the reason."""

    line: int
    column: str | None
    reason: str


class RowRefused(Exception):
    """Raised by the reading of a row that has to be refused."""

    def __init__(self, column: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """A valid row, or several that belong together. Of two candidates with one key the second is refused."""

    line: int
    keys: tuple[str, ...]
    key_column: str
    values: Any
    further_lines: tuple[int, ...] = ()

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines on which its rows begin."""
        return (self.line, *self.further_lines)

    def refused(self, column: str | None, reason: str) -> "list[Refusal]":
        """Return a refusal for each of its rows."""
        return [Refusal(line, column, reason) for line in self.lines]


@dataclass(frozen=True, slots=True)
class Ignored:
    """A row that the options of the import tell to skip."""

    line: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A row of a receipt that was cancelled: nothing was sold."""

    line: int


Reading = Candidate | Refusal | Ignored | Cancelled
"""The reading of one row of a file."""


@dataclass(slots=True)
class BatchResult:
    """The outcome of a batch of rows. A total over batches has the counts and sums only."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    ignored: int = 0
    cancelled: int = 0
    refused: int = 0
    unknown_items: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    """The rows refused."""
    new_unknown: list[str] = field(default_factory=list)
    """The items without a sweet that no earlier batch had."""
    notices: list[str] = field(default_factory=list)
    """What else is to be known."""
    brought: Brought = field(default_factory=Brought)
    """What a till's history brings. It grows with its days and items, not with its rows."""

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
        self.brought.add(other.brought)

    def join(self, other: "BatchResult") -> None:
        """Add the counts and the rows of another batch."""
        self.add(other)
        self.refusals += other.refusals
        self.new_unknown += other.new_unknown
        self.notices += other.notices


_COUNTS = tuple(one.name for one in fields(BatchResult) if one.type is int)


class Importer(Protocol):
    """Reads and stores one kind of file."""

    def is_header(self, names: Sequence[str]) -> bool:
        """Tell whether a row of the file names its columns."""

    def columns(self, rows: CsvRows) -> "Columns":
        """Return the columns that the file must have and those that are read."""

    def notices(self, rows: CsvRows) -> list[str]:
        """Return what is to be known of the file before it is read."""

    def read(self, rows: CsvRows) -> Iterator[Reading]:
        """Read the rows of the file one by one."""

    async def apply(self, session: AsyncSession, batch: Sequence[Candidate]) -> BatchResult:
        """Store a batch in the session's transaction. The number of statements does not depend on its size."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a layout."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    def check(self, rows: CsvRows) -> None:
        """Raise `CsvRefused` if the header names one of them twice."""
        repeated = sorted({*self.required, *self.optional} & set(rows.repeated))
        if repeated:
            msg = f"The header names a column twice: {', '.join(repeated)}."
            raise CsvRefused(msg)


def number(values: Mapping[str, str], column: str, *, decimal_comma: bool) -> Decimal:
    """Return the number in a column; raise `RowRefused` if it is none."""
    try:
        return parse_number(values[column], decimal_comma=decimal_comma)
    except ValueError as error:
        raise RowRefused(column, str(error)) from error


def first_reason(error: ValidationError) -> RowRefused:
    """Return a schema's first objection to a row, in words that repeat none of its values."""
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
    """Return the audit entry of an import; from the command line it has no actor."""
    if actor is None:
        return AuditEntry(action, entity_id, NOWHERE, before=before, after=after)
    return AuditEntry(action, entity_id, actor.origin, actor.user_id, actor.role, before, after)
