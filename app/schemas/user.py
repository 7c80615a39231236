"""People who log in."""

from datetime import datetime
from typing import ClassVar, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.models import Role
from app.schemas.base import Body, Email, ListQuery, Name, PageRead, Password, Schema


class UserCreate(Body):
    """A new user of any role, made by an admin."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "email": "ravi@example.com",
                    "password": "two trays of barfi",
                    "full_name": "Ravi Iyer",
                    "role": "salesperson",
                }
            ]
        }
    )

    email: Email
    password: Password = Field(description="At least 8 characters, and 15 for an admin.")
    full_name: Name | None = None
    role: Role


class UserUpdate(Body):
    """What admins may change of a user; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"full_name": "Ravi Kumar"}]})

    full_name: Name | None = None
    role: Role | None = None
    is_active: bool | None = Field(default=None, strict=True, description="false shuts them out at once.")

    @model_validator(mode="after")
    def _required_fields_stay(self) -> Self:
        emptied = [
            name for name in ("role", "is_active") if name in self.model_fields_set and getattr(self, name) is None
        ]
        if emptied:
            names = ", ".join(emptied)
            raise PydanticCustomError("value_required", "These cannot be empty: {names}.", {"names": names})
        return self


class RoleChange(Body):
    """The role a user is to have."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "salesperson"}]})

    role: Role


class PasswordReset(Body):
    """A password an admin sets for a user who lost theirs."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"new_password": "ladoos by the dozen"}]})

    new_password: Password = Field(description="At least 8 characters, and 15 for an admin.")


class UserRead(Schema):
    """A user as others may see them."""

    id: int
    email: str = Field(examples=["asha@example.com"])
    full_name: str | None = Field(examples=["Asha Rao"])
    role: Role
    is_active: bool
    created_at: datetime


class UserQuery(ListQuery):
    """Which users to list."""

    sort_fields: ClassVar = ("email", "created_at")
    default_sort: ClassVar = "email"

    role: Role | None = None
    is_active: bool | None = None
    q: Name | None = Field(default=None, description="Part of the e-mail or of the name, in any case.")


class UserPage(PageRead):
    """One page of users."""

    items: list[UserRead]
