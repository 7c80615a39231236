"""Mappings of columns that are kept by name."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, StringConstraints

from app.models import ImportKind
from app.schemas.base import ONE_LINE, Body, ListQuery, Name, PageRead, Schema, Trimmed, TrimmedNotEmpty

MAX_FIELDS = 60

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
ColumnTitle = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=ONE_LINE), TrimmedNotEmpty]

ChosenTitle = Annotated[str, StringConstraints(max_length=200, pattern=ONE_LINE), Trimmed]
"""The title of a column, or an empty text for none."""


class ImportMappingCreate(Body):
    """A mapping to keep."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"kind": "till_history", "name": "Old till", "columns": {"ticket": "Bill no", "item": "Dish"}}]
        }
    )

    kind: ImportKind
    name: Name = Field(description="By which `preset` of an import finds it.")
    columns: dict[FieldName, ChosenTitle] = Field(
        min_length=1, max_length=MAX_FIELDS, description="The title of the column for each field of this kind of file."
    )


class ImportMappingRead(Schema):
    """A kept mapping."""

    id: int
    kind: ImportKind
    name: str
    columns: dict[str, str]
    created_at: datetime


class ImportMappingQuery(ListQuery):
    """Which mappings to list."""

    sort_fields: ClassVar = ("name",)
    default_sort: ClassVar = "name"

    kind: ImportKind | None = None


class ImportMappingPage(PageRead):
    """One page of kept mappings."""

    items: list[ImportMappingRead]
