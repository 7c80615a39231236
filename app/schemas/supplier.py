"""Whom the shop buys from."""

from datetime import datetime
from typing import Annotated, ClassVar, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.schemas.base import Body, Email, ListQuery, Name, Note, PageRead, Schema
from app.schemas.customer import Phone

LeadTime = Annotated[
    int, Field(ge=0, le=365, strict=True, description="Days from an order to its goods, as a rule.", examples=[3])
]


class SupplierCreate(Body):
    """A new supplier, or the whole of a changed one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Verma Dairy", "contact_name": "Ravi", "phone": "098765 43210", "lead_time_days": 2}]
        }
    )

    name: Name
    contact_name: Name | None = None
    phone: Phone | None = None
    email: Email | None = None
    address: Note | None = None
    note: Note | None = None
    lead_time_days: LeadTime | None = None


class SupplierUpdate(Body):
    """What to change of a supplier; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lead_time_days": 3}]})

    name: Name | None = None
    contact_name: Name | None = None
    phone: Phone | None = None
    email: Email | None = None
    address: Note | None = None
    note: Note | None = None
    lead_time_days: LeadTime | None = None
    archived: bool | None = Field(default=None, description="Whether the shop no longer orders from them.")

    @model_validator(mode="after")
    def _required_fields_stay(self) -> Self:
        if any(name in self.model_fields_set and getattr(self, name) is None for name in ("name", "archived")):
            raise PydanticCustomError("value_required", "A supplier has a name, and is archived or is not.")
        return self


class SupplierRead(Schema):
    """A supplier."""

    id: int
    name: str
    contact_name: str | None
    phone: str | None = Field(description="In E.164.", examples=["+919876543210"])
    email: str | None
    address: str | None
    note: str | None
    lead_time_days: int | None
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime


class SupplierQuery(ListQuery):
    """Which suppliers to list."""

    sort_fields: ClassVar = ("name", "created_at")
    default_sort: ClassVar = "name"

    q: Name | None = Field(default=None, description="Part of the name, in any case and without its accents.")
    name: Name | None = Field(default=None, description="The same as q.")
    archived: bool = Field(default=False, description="Show those the shop no longer orders from instead.")


class SupplierPage(PageRead):
    """One page of suppliers."""

    items: list[SupplierRead]


class SupplierName(Schema):
    """A supplier, as far as a document names them."""

    id: int
    name: str
