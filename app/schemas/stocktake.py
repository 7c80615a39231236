"""Counting what is on the shelf."""

from datetime import datetime
from typing import ClassVar

from pydantic import ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from app.models import StocktakeStatus, Unit
from app.schemas.base import Body, BodyId, DecimalText, ListQuery, Note, PageRead, Schema, Threshold

MAX_COUNTS = 500


class StocktakeCreate(Body):
    """A new stocktake."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "The tray by the window."}]})

    note: Note | None = None


class SweetCount(Body):
    """What was counted of one sweet, and what the books said there was when it was."""

    sweet_id: BodyId
    expected: Threshold = Field(description="The on_hand of the sweet that the one who counts was shown.")
    counted: Threshold = Field(description="All that is there, what has expired included.")


class CountsPut(Body):
    """What was counted: all of it is noted, or nothing."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"counts": [{"sweet_id": 1, "expected": "2.500", "counted": "2.350"}]}]}
    )

    counts: list[SweetCount] = Field(min_length=1, max_length=MAX_COUNTS)
    recount: bool = Field(default=False, strict=True, description="Whether sweets counted before may be among them.")

    @field_validator("counts")
    @classmethod
    def _each_sweet_once(cls, counts: list[SweetCount]) -> list[SweetCount]:
        if len({count.sweet_id for count in counts}) < len(counts):
            raise PydanticCustomError("repeated_sweet", "Count each sweet once.")
        return counts


class StocktakeItem(Schema):
    """A stocktake, without what was counted."""

    id: int
    status: StocktakeStatus
    note: str | None
    opened_by: int
    opened_at: datetime
    posted_by: int | None
    posted_at: datetime | None
    cancelled_at: datetime | None


class CountRead(Schema):
    """What was counted of one sweet, and how that differs from the books."""

    sweet_id: int
    sku: str
    name: str
    unit: Unit
    expected: DecimalText
    counted: DecimalText
    difference: DecimalText = Field(description="Counted less expected.")
    on_hand: DecimalText = Field(description="What the books say now.")
    is_stale: bool = Field(description="Whether it has to be counted again before the stocktake can be posted.")
    value: DecimalText | None = Field(
        description="What posting took from lots or added to them, at their cost; null before, or without a cost."
    )
    counted_by: int
    counted_at: datetime


class StocktakeRead(StocktakeItem):
    """A stocktake with all that was counted, by name."""

    counts: list[CountRead]


class StocktakeQuery(ListQuery):
    """Which stocktakes to list."""

    sort_fields: ClassVar = ("opened_at",)
    default_sort: ClassVar = "-opened_at"

    status: StocktakeStatus | None = None


class StocktakePage(PageRead):
    """One page of stocktakes."""

    items: list[StocktakeItem]
