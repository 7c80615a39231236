"""Logins, one's own or those of a user."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from app.schemas.base import ListQuery, PageRead, Schema


class SessionRead(Schema):
    """A login on a device."""

    id: int
    device: str = Field(
        description="The browser and the system, as far as the user agent tells.", examples=["Firefox on Linux"]
    )
    user_agent: str | None = Field(description="What the client called itself when it logged in.")
    address: str | None = Field(description="Where the login came from.", examples=["203.0.113.7"])
    created_at: datetime
    last_used_at: datetime = Field(
        description="When it was last used to log in or to refresh; other requests do not change it."
    )
    expires_at: datetime = Field(description="When it ends unless it is refreshed before.")
    current: bool = Field(description="Whether this is the login the request is made with.")


class SessionQuery(ListQuery):
    """Which logins to list."""

    sort_fields: ClassVar = ("last_used_at", "created_at")
    default_sort: ClassVar = "-last_used_at"


class SessionPage(PageRead):
    """One page of logins."""

    items: list[SessionRead]
