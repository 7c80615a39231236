"""Labels to print and stick on packs and trays."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.schemas.base import Body, BodyId, refuse_unless_exactly_one

MAX_LABELS = 200
MAX_COPIES = 1000


class LabelSize(StrEnum):
    """A label of a roll, one on a page, or an A4 sheet of 24 (70 x 37 mm) or 40 (48.5 x 25.4 mm)."""

    MM_38_25 = "38x25"
    MM_50_30 = "50x30"
    A4_24 = "a4_24"
    A4_40 = "a4_40"


POSITIONS = {LabelSize.MM_38_25: 1, LabelSize.MM_50_30: 1, LabelSize.A4_24: 24, LabelSize.A4_40: 40}
"""How many labels a page has."""


class LabelCreate(Body):
    """A label of a sweet, best before its shelf life is over if it was made today, or of a lot."""

    sweet_id: BodyId | None = None
    lot_id: BodyId | None = Field(default=None, validate_default=True)
    copies: Annotated[int, Field(ge=1, le=MAX_COPIES, strict=True)] = 1
    net_weight_g: Annotated[int, Field(ge=1, le=100_000, strict=True)] | None = Field(
        default=None, description="In grams. A sweet sold by weight is printed with what this much of it costs."
    )

    @field_validator("lot_id")
    @classmethod
    def _sweet_or_lot(cls, value: int | None, info: ValidationInfo) -> int | None:
        refuse_unless_exactly_one(value, info, "sweet_id")
        return value


class LabelsPrint(Body):
    """Which labels to print on what."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"size": "50x30", "labels": [{"sweet_id": 1, "copies": 2}]}]}
    )

    size: LabelSize
    labels: list[LabelCreate] = Field(min_length=1, max_length=MAX_LABELS)
    first_position: int = Field(
        default=1,
        ge=1,
        le=max(POSITIONS.values()),
        strict=True,
        description="The first free label of an A4 sheet, counted from left to right and down.",
    )

    @model_validator(mode="after")
    def _as_much_as_is_printed(self) -> Self:
        if self.first_position > POSITIONS[self.size]:
            raise PydanticCustomError("no_such_position", "A page of this size has fewer labels than that.")
        if sum(label.copies for label in self.labels) > MAX_COPIES:
            raise PydanticCustomError("too_many_copies", "Print at most {most} labels at once.", {"most": MAX_COPIES})
        return self
