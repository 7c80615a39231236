"""The trays sweets are sorted into."""

from datetime import datetime
from typing import ClassVar, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.schemas.base import Body, DecimalText, Description, ListQuery, Name, PageRead, Schema, Threshold


class CategoryCreate(Body):
    """A new category."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Milk sweets", "description": "Khoya, chhena and patience."}]}
    )

    name: Name
    description: Description | None = None
    low_stock_threshold: Threshold | None = Field(
        default=None, description="From how much left its sweets run low, unless they say so themselves."
    )


class CategoryUpdate(Body):
    """What to change of a category; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"low_stock_threshold": "2.000"}]})

    name: Name | None = None
    description: Description | None = None
    low_stock_threshold: Threshold | None = None

    @model_validator(mode="after")
    def _name_stays(self) -> Self:
        if "name" in self.model_fields_set and self.name is None:
            raise PydanticCustomError("name_required", "A category has to have a name.")
        return self


class CategoryRead(Schema):
    """A category."""

    id: int
    name: str
    description: str | None
    low_stock_threshold: DecimalText | None
    created_at: datetime
    updated_at: datetime


class CategoryQuery(ListQuery):
    """Which categories to list."""

    sort_fields: ClassVar = ("name", "created_at")
    default_sort: ClassVar = "name"

    name: Name | None = Field(default=None, description="The whole name, in any case.")


class CategoryPage(PageRead):
    """One page of categories."""

    items: list[CategoryRead]
