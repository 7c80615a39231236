"""Files that are imported."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from app.models import ImportKind, ImportStatus
from app.schemas.base import ListQuery, PageRead, Schema


class RefusedRow(Schema):
    """A row that was not taken."""

    line: int = Field(description="Where in the file the row begins.")
    column: str | None
    reason: str


class ImportSummary(Schema):
    """How an import stands."""

    id: int
    kind: ImportKind
    dry_run: bool
    status: ImportStatus
    progress: float = Field(description="How much of the file was read, from 0 to 1.")
    rows_read: int
    added: int
    updated: int
    unchanged: int
    refused: int
    ignored_columns: list[str] = Field(description="Columns that mean nothing here.")
    failure: str | None = Field(description="Why it ended early. The rows before that were stored.")
    created_by: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class ImportRead(ImportSummary):
    """An import, with the first hundred of the rows it refused."""

    refused_rows: list[RefusedRow]


class ImportQuery(ListQuery):
    """Which imports to list."""

    sort_fields: ClassVar = ("created_at",)
    default_sort: ClassVar = "-created_at"

    kind: ImportKind | None = None
    status: ImportStatus | None = None
    dry_run: bool | None = None


class ImportCreate(Schema):
    """What is to be done with the file."""

    kind: ImportKind
    dry_run: bool = Field(default=False, description="Only say what would become of the rows.")


class ImportPage(PageRead):
    """One page of imports."""

    items: list[ImportSummary]
