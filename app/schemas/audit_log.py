"""Who did what."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from app.models import AuditOutcome
from app.schemas.base import ONE_LINE, Id, ListQuery, Moment, PageRead, Schema

Word = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=ONE_LINE)]


class AuditLogRead(Schema):
    """One deed, with its actor in the role they had."""

    id: int
    occurred_at: datetime
    actor_id: int | None
    actor_email: str | None = Field(description="The actor's e-mail as it is now; null once the account is removed.")
    actor_role: str | None
    action: str = Field(examples=["sweet.updated"])
    entity: str = Field(examples=["sweet"])
    entity_id: int | None
    outcome: AuditOutcome
    count: int = Field(description="How often the same was refused within this minute; 1 of all else.", examples=[1])
    before: dict[str, Any] | None = Field(
        description="What it was, of what changed. Of what is personal it says `[personal]`, never a value.",
        examples=[{"price": "480.00"}],
    )
    after: dict[str, Any] | None = Field(description="What it is now.", examples=[{"price": "500.00"}])
    address: str | None
    request_id: str | None


class AuditLogQuery(ListQuery):
    """Which entries to list."""

    sort_fields: ClassVar = ("occurred_at",)
    default_sort: ClassVar = "-occurred_at"

    actor_id: Id | None = None
    action: Word | None = None
    entity: Word | None = None
    entity_id: Id | None = None
    outcome: AuditOutcome | None = None
    request_id: Word | None = None
    occurred_from: Moment | None = Field(default=None, description="From this moment on.")
    occurred_to: Moment | None = Field(default=None, description="Before this moment.")


class AuditLogPage(PageRead):
    """One page of the audit log."""

    items: list[AuditLogRead]
