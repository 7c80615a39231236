"""What of the books is exported."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.schemas.base import Day, Schema


class ExportKind(StrEnum):
    """What can be exported."""

    SALES = "sales"
    SALE_LINES = "sale-lines"
    REFUNDS = "refunds"
    REFUND_LINES = "refund-lines"
    TAX_SUMMARY = "tax-summary"
    MOVEMENTS = "movements"
    CATALOGUE = "catalogue"
    CUSTOMERS = "customers"


class FileQuery(Schema):
    """How a file is written."""

    bom: bool = Field(default=False, description="Begin with a byte order mark, by which Excel knows UTF-8.")


class DaysQuery(Schema):
    """Which days of the shop, both ends included."""

    begin: Day | None = Field(default=None, alias="from", description="The first day.")
    end: Day | None = Field(default=None, alias="to", description="The last day.")

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.begin is not None and self.end is not None and self.begin > self.end:
            raise PydanticCustomError("from_after_to", "from may not be after to.")
        return self


class ExportQuery(FileQuery, DaysQuery):
    """Which days of the shop, and how the file is written."""
