"""Which sweets run low or are sold out."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from app.models import AlertState, Unit
from app.schemas.base import DecimalText, ListQuery, PageRead, Schema


class LowStockRead(Schema):
    """A sweet that runs low or is sold out, and since when."""

    sweet_id: int
    sku: str = Field(examples=["MIL-GULAB"])
    name: str = Field(examples=["Gulab Jamun"])
    unit: Unit
    available: DecimalText = Field(description="What is left to sell at this moment.")
    threshold: DecimalText = Field(description="At or below how much left it runs low.")
    state: AlertState
    raised_at: datetime = Field(description="When it ran low, or out at once.")
    escalated_at: datetime | None = Field(description="When the last of it went after it had run low.")
    supplier_id: int | None = Field(description="Whom the latest lot came from; null when it is made here.")


class LowStockQuery(ListQuery):
    """Which open alerts to list."""

    sort_fields: ClassVar = ("raised_at",)
    default_sort: ClassVar = "-raised_at"

    state: AlertState | None = None


class LowStockPage(PageRead):
    """One page of sweets that run low or are sold out."""

    items: list[LowStockRead]
