"""Stock coming in, and the ledger of all its movements."""

from datetime import date, datetime
from typing import ClassVar, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.models import MovementKind, Unit
from app.schemas.base import (
    Body,
    BodyId,
    Cost,
    CostText,
    Day,
    DecimalText,
    Id,
    ListQuery,
    Moment,
    Note,
    PageRead,
    Quantity,
    Schema,
)
from app.schemas.sweet import StockState


class RestockCreate(Body):
    """Goods that come in. Without a best-before day it follows from the shelf life of the sweet, if it has one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"quantity": "12.500", "unit_cost": "310.00", "made_on": "2026-11-21"}]}
    )

    quantity: Quantity
    unit_cost: Cost | None = None
    made_on: Day | None = None
    best_before: Day | None = None
    supplier_id: BodyId | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.made_on is not None and self.best_before is not None and self.best_before < self.made_on:
            raise PydanticCustomError("best_before_before_made_on", "best_before may not be before made_on.")
        return self


class NamedSweet(Schema):
    """The sweet that something is about."""

    id: int
    sku: str
    name: str
    unit: Unit


class MovementRead(Schema):
    """A signed quantity of one lot: positive came in, negative went out."""

    id: int
    sweet_id: int
    lot_id: int
    quantity: DecimalText
    kind: MovementKind
    reason: str | None
    sale_id: int | None
    refund_id: int | None
    purchase_order_id: int | None
    supplier_return_id: int | None
    adjustment_id: int | None
    stocktake_id: int | None
    document_number: str | None = Field(
        description="The number of its sale or purchase order; null where there is neither.",
        examples=["2026-27/000042"],
    )
    unit_cost: CostText | None
    actor_id: int | None = Field(description="Who moved it; null for the shop itself, which voids lapsed orders.")
    occurred_at: datetime
    sweet: NamedSweet


class LotRead(Schema):
    """One receipt of one sweet, and what is left of it."""

    id: int
    sweet_id: int
    unit_cost: CostText | None
    made_on: date | None
    best_before: date | None
    supplier_id: int | None
    goods_receipt_id: int | None
    purchase_order_id: int | None
    note: str | None
    on_hand: DecimalText
    received_at: datetime


class SweetStock(NamedSweet):
    """How much there is of a sweet."""

    on_hand: DecimalText
    available: DecimalText
    stock_state: StockState


class RestockRead(MovementRead):
    """The movement of a restock, the lot it made, and the stock of the sweet after it."""

    lot: LotRead
    sweet: SweetStock


class MovementQuery(ListQuery):
    """Which part of the ledger to list."""

    sort_fields: ClassVar = ("occurred_at",)
    default_sort: ClassVar = "-occurred_at"

    sweet_id: Id | None = None
    lot_id: Id | None = None
    sale_id: Id | None = None
    refund_id: Id | None = None
    purchase_order_id: Id | None = None
    supplier_return_id: Id | None = None
    adjustment_id: Id | None = None
    stocktake_id: Id | None = None
    actor_id: Id | None = None
    kind: MovementKind | None = None
    occurred_from: Moment | None = Field(default=None, description="From this moment on.")
    occurred_to: Moment | None = Field(default=None, description="Before this moment.")


class MovementPage(PageRead):
    """One page of the ledger."""

    items: list[MovementRead]
