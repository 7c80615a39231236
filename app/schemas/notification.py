"""What the shop tells people."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, StringConstraints

from app.models import NotificationKind, Role
from app.schemas.base import MANY_LINES, Body, ListQuery, Name, PageRead, Schema, TrimmedNotEmpty

Message = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=MANY_LINES), TrimmedNotEmpty]


class NotificationCreate(Body):
    """A message to everybody of a role, or to everybody."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Closed on Monday",
                    "body": "The ovens are being serviced. We open again on Tuesday at nine.",
                    "role": "customer",
                }
            ]
        }
    )

    title: Name
    body: Message
    role: Role | None = Field(default=None, description="Whom to tell; everybody, if it is left out.")


class NotificationRead(Schema):
    """Something told to everybody of some roles, or to the caller alone, and when the caller has read it."""

    id: int
    kind: NotificationKind
    title: str = Field(examples=["Gulab Jamun is running low"])
    body: str = Field(examples=["0.750 kg left to sell."])
    roles: list[Role] = Field(description="Who is told; empty for what only the caller is told.")
    sender_id: int | None = Field(description="The admin who sent it; null for what the shop says by itself.")
    sweet_id: int | None = Field(description="The sweet it is about, if it is about one.")
    sale_id: int | None = Field(description="The caller's own order it is about, if it is about one.")
    created_at: datetime
    read_at: datetime | None = Field(description="When the caller has read it; null while it is unread.")


class NotificationQuery(ListQuery):
    """Which notifications to list."""

    sort_fields: ClassVar = ("created_at",)
    default_sort: ClassVar = "-created_at"

    unread: bool | None = Field(default=None, description="Only those the caller has not read, or only those read.")
    kind: NotificationKind | None = None


class NotificationPage(PageRead):
    """One page of notifications."""

    items: list[NotificationRead]
