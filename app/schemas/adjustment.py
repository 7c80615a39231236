"""Correcting stock: what was lost, and what turned up."""

from datetime import datetime
from typing import ClassVar, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.models import INCREASES, AdjustmentReason
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
from app.schemas.stock import NamedSweet, SweetStock


class AdjustmentCreate(Body):
    """How much of a sweet was lost or turned up, and why.

    `found` and `opening` add stock: to the lot named, or to a new one, which the last three fields describe. Every
    other reason takes it away: from the lot named; without one, `expired` from what has expired, and the others from
    what can be sold, first expired first, and then from what has expired.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"sweet_id": 1, "quantity": "0.400", "reason": "wastage", "note": "Fell."}]}
    )

    sweet_id: BodyId
    lot_id: BodyId | None = None
    quantity: Quantity = Field(description="How much, without a sign: the reason says which way.")
    reason: AdjustmentReason
    note: Note | None = None
    unit_cost: Cost | None = None
    made_on: Day | None = None
    best_before: Day | None = Field(default=None, description="Without it, it follows from the shelf life.")

    @model_validator(mode="after")
    def _describes_a_lot_only_where_there_is_a_new_one(self) -> Self:
        makes_lot = self.lot_id is None and self.reason in INCREASES
        if not makes_lot and (self.unit_cost, self.made_on, self.best_before) != (None, None, None):
            raise PydanticCustomError(
                "no_new_lot",
                "unit_cost, made_on and best_before describe a new lot, which found and opening make without lot_id.",
            )
        if self.made_on is not None and self.best_before is not None and self.best_before < self.made_on:
            raise PydanticCustomError("best_before_before_made_on", "best_before may not be before made_on.")
        return self


class AdjustedLot(Schema):
    """What an adjustment took from a lot or added to it."""

    id: int
    lot_id: int
    quantity: DecimalText
    unit_cost: CostText | None


class _Adjustment(Schema):
    """What an adjustment says wherever it is shown; quantities are signed."""

    id: int
    sweet_id: int
    lot_id: int | None = Field(description="The lot it named or made.")
    reason: AdjustmentReason
    quantity: DecimalText = Field(examples=["-0.400"])
    note: str | None
    created_by: int
    created_at: datetime
    movements: list[AdjustedLot]


class AdjustmentItem(_Adjustment):
    """A correction of stock, with the movements it made."""

    sweet: NamedSweet


class AdjustmentRead(_Adjustment):
    """A correction of stock, the movements it made, and how much there is of the sweet now."""

    sweet: SweetStock


class WriteOffRead(Schema):
    """What was written off, and what it had cost the shop."""

    items: list[AdjustmentItem]
    cost: DecimalText = Field(description="What the goods cost, as far as it is known.", examples=["310.00"])
    lots_without_cost: int = Field(description="Lots that are not in `cost`.", examples=[0])


class AdjustmentQuery(ListQuery):
    """Which adjustments to list."""

    sort_fields: ClassVar = ("created_at",)
    default_sort: ClassVar = "-created_at"

    sweet_id: Id | None = None
    lot_id: Id | None = Field(default=None, description="The lot they named or made.")
    reason: AdjustmentReason | None = None
    created_from: Moment | None = Field(default=None, description="From this moment on.")
    created_to: Moment | None = Field(default=None, description="Before this moment.")


class AdjustmentPage(PageRead):
    """One page of adjustments."""

    items: list[AdjustmentItem]
