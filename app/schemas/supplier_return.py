"""Goods that go back to their supplier."""

from datetime import datetime
from typing import ClassVar

from pydantic import ConfigDict, Field

from app.models import Unit
from app.schemas.base import Body, BodyId, Cost, CostText, DecimalText, Id, ListQuery, Note, PageRead, Quantity, Schema
from app.schemas.supplier import SupplierName

MAX_LINES = 500


class ReturnedGoods(Body):
    """How much of which lot goes back."""

    lot_id: BodyId
    quantity: Quantity


class SupplierReturnCreate(Body):
    """Goods that go back, all of them or none. Expired ones may."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"supplier_id": 1, "lines": [{"lot_id": 1, "quantity": "2.500"}], "credit": "775.00"}]
        }
    )

    supplier_id: BodyId
    lines: list[ReturnedGoods] = Field(min_length=1, max_length=MAX_LINES)
    note: Note | None = None
    credit: Cost | None = Field(default=None, description="What the supplier gives back for it.")


class SupplierReturnLineRead(Schema):
    """What went back of one lot."""

    lot_id: int
    purchase_order_id: int | None
    sweet_id: int
    sku: str
    name: str
    unit: Unit
    quantity: DecimalText
    unit_cost: CostText | None


class SupplierReturnSummary(Schema):
    """A return without its lines."""

    id: int
    supplier: SupplierName
    note: str | None
    credit: DecimalText | None
    line_count: int
    created_by: int
    created_at: datetime


class SupplierReturnRead(SupplierReturnSummary):
    """Goods that went back to their supplier."""

    lines: list[SupplierReturnLineRead]


class SupplierReturnQuery(ListQuery):
    """Which returns to list."""

    sort_fields: ClassVar = ("created_at",)
    default_sort: ClassVar = "-created_at"

    supplier_id: Id | None = None


class SupplierReturnPage(PageRead):
    """One page of returns."""

    items: list[SupplierReturnSummary]
