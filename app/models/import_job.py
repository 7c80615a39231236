"""Files that are imported while the shop is open."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from app.models.base import Base, CreatedAt, Id, Moment, choice


class ImportKind(StrEnum):
    """What a file is about."""

    CATALOGUE = "catalogue"
    CUSTOMERS = "customers"
    TILL_HISTORY = "till_history"


class ImportStatus(StrEnum):
    """How far an import has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportJob(Base):
    """One import. The worker that has the file says every few seconds that it is still there."""

    __tablename__ = "imports"

    id: Mapped[Id]
    kind: Mapped[ImportKind] = mapped_column(choice(ImportKind, "kind"))
    dry_run: Mapped[bool]
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    status: Mapped[ImportStatus] = mapped_column(choice(ImportStatus, "status"))
    bytes_total: Mapped[int] = mapped_column(BigInteger)
    bytes_read: Mapped[int] = mapped_column(BigInteger, server_default="0")
    rows_read: Mapped[int] = mapped_column(BigInteger, server_default="0")
    added: Mapped[int] = mapped_column(BigInteger, server_default="0")
    updated: Mapped[int] = mapped_column(BigInteger, server_default="0")
    unchanged: Mapped[int] = mapped_column(BigInteger, server_default="0")
    refused: Mapped[int] = mapped_column(BigInteger, server_default="0")
    ignored: Mapped[int] = mapped_column(BigInteger, server_default="0")
    cancelled: Mapped[int] = mapped_column(BigInteger, server_default="0")
    unknown_items: Mapped[int] = mapped_column(BigInteger, server_default="0")
    first_unknown_items: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    ignored_columns: Mapped[list[str]] = mapped_column(ARRAY(Text))
    notices: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    failure: Mapped[str | None]
    brought: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    heartbeat_at: Mapped[Moment]

    __table_args__ = (
        Index("ix_imports_created_at_id", "created_at", "id"),
        CheckConstraint("(status = 'failed') = (failure IS NOT NULL)", name="failed_says_why"),
        CheckConstraint("(status IN ('done', 'failed')) = (finished_at IS NOT NULL)", name="ended_is_finished"),
    )


class ImportTakeBack(Base):
    """An import whose rows were taken out of the books again. They stay where they are; this marks them."""

    __tablename__ = "import_take_backs"

    import_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("imports.id"), primary_key=True)
    taken_back_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    taken_back_at: Mapped[CreatedAt]


class ImportRefusal(Base):
    """A row of an import that was not taken."""

    __tablename__ = "import_refusals"

    id: Mapped[Id]
    import_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("imports.id", ondelete="CASCADE"))
    line: Mapped[int] = mapped_column(BigInteger)
    column_name: Mapped[str | None]
    reason: Mapped[str]

    __table_args__ = (Index("ix_import_refusals_import_id_id", "import_id", "id"),)
