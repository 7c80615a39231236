"""One change of many sweets."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import ConfigDict, Field, WithJsonSchema, field_validator, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.core.money import MAX_MONEY_PLACES
from app.schemas.base import Body, BodyId, InCurrency, Number, Price, Schema, Threshold

MAX_SWEETS = 500

PRICES = frozenset({"price", "price_change", "price_change_percent"})


def _signed(whole_digits: int, places: int, *, above: int) -> WithJsonSchema:
    number: JsonDict = {"type": "number", "exclusiveMinimum": above, "exclusiveMaximum": 10**whole_digits}
    text: JsonDict = {"type": "string", "pattern": rf"^-?[0-9]{{1,{whole_digits}}}(\.[0-9]{{1,{places}}})?$"}
    return WithJsonSchema({"anyOf": [text, number]})


PriceChange = Annotated[
    Decimal,
    Number,
    Field(max_digits=10 + MAX_MONEY_PLACES, decimal_places=MAX_MONEY_PLACES, allow_inf_nan=False),
    InCurrency,
    _signed(10, MAX_MONEY_PLACES, above=-(10**10)),
]
PercentChange = Annotated[
    Decimal, Number, Field(max_digits=6, decimal_places=2, allow_inf_nan=False, gt=-100), _signed(4, 2, above=-100)
]


class SweetChanges(Body):
    """What to change. What is left out stays; null takes the tax class or the threshold away."""

    required: ClassVar = {*PRICES, "category_id", "archived"}

    price: Price | None = None
    price_change: PriceChange | None = Field(default=None, description="Added to the price; negative to lower it.")
    price_change_percent: PercentChange | None = Field(
        default=None,
        description="Added to the price, in per cent of it; negative to lower it. The new price is rounded half up "
        "once.",
    )
    category_id: BodyId | None = None
    tax_class_id: BodyId | None = None
    low_stock_threshold: Threshold | None = None
    archived: bool | None = Field(default=None, strict=True)

    @model_validator(mode="after")
    def _required_fields_stay(self) -> Self:
        emptied = sorted(name for name in self.required & self.model_fields_set if getattr(self, name) is None)
        if emptied:
            names = ", ".join(emptied)
            raise PydanticCustomError("value_required", "These cannot be empty: {names}.", {"names": names})
        if len(PRICES & self.model_fields_set) > 1:
            raise PydanticCustomError(
                "given_twice", "Give one of price, price_change and price_change_percent, not several."
            )
        return self

    def given(self) -> dict[str, Any]:
        """Return the changes that are given."""
        return {name: getattr(self, name) for name in SweetChanges.model_fields if name in self.model_fields_set}


class SweetEdit(SweetChanges):
    """A sweet in the version that its editor saw, with changes of its own if there are none for all."""

    sweet_id: BodyId
    version: int = Field(ge=1, le=2**31 - 1, strict=True)


class SweetsUpdate(Body):
    """Changes of many sweets: either the same `changes` for all of them, or some of its own for each."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"sweets": [{"sweet_id": 1, "version": 1}], "changes": {"price_change_percent": "5"}},
                {"sweets": [{"sweet_id": 1, "version": 2, "price": "480.00"}]},
            ]
        }
    )

    sweets: list[SweetEdit] = Field(min_length=1, max_length=MAX_SWEETS)
    changes: SweetChanges | None = None

    @field_validator("sweets")
    @classmethod
    def _each_sweet_once(cls, sweets: list[SweetEdit]) -> list[SweetEdit]:
        if len({sweet.sweet_id for sweet in sweets}) < len(sweets):
            raise PydanticCustomError("repeated_sweet", "Name each sweet once.")
        return sweets

    @model_validator(mode="after")
    def _changes_given_once(self) -> Self:
        if self.changes is not None and any(sweet.given() for sweet in self.sweets):
            raise PydanticCustomError("given_twice", "Give changes for all sweets or for each, not both.")
        if not all((self.changes or sweet).given() for sweet in self.sweets):
            raise PydanticCustomError("nothing_to_change", "Give changes for all sweets or for each.")
        return self


class SweetsUpdateRead(Schema):
    """How many sweets were changed, those left out that were so already."""

    changed: int
    undo: SweetsUpdate | None = Field(
        description="Sent to the same address, it brings back what was changed; null if nothing was."
    )
