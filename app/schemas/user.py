"""People who log in."""

from datetime import datetime

from pydantic import Field

from app.models import Role
from app.schemas.base import Schema


class UserRead(Schema):
    """A user as others may see them."""

    id: int
    email: str = Field(examples=["asha@example.com"])
    full_name: str | None = Field(examples=["Asha Rao"])
    role: Role
    is_active: bool
    created_at: datetime
