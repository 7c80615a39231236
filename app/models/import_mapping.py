"""Mappings of columns that are kept by name, for files that come again."""

from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, UpdatedAt, choice
from app.models.import_job import ImportKind


class ImportMapping(Base):
    """Which column of a kind of file is which field, under a name that is unique among those of its kind."""

    __tablename__ = "import_mappings"

    id: Mapped[Id]
    kind: Mapped[ImportKind] = mapped_column(choice(ImportKind, "kind"))
    name: Mapped[str]
    columns: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    __table_args__ = (Index("uq_import_mappings_kind_name", "kind", text("lower(name)"), unique=True),)
