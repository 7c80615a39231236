"""How sweets are taxed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.schemas.base import Body, Day, DecimalText, ListQuery, Name, PageRead, RatePercent, Schema
from app.schemas.sweet import HsnCode

MAX_RATES = 100
MAX_COMPONENTS = 5

_EXAMPLE: JsonDict = {
    "name": "Packed sweets",
    "hsn_code": "2106",
    "rates": [
        {
            "effective_from": "2026-04-01",
            "components": [{"name": "CGST", "rate_percent": "2.5"}, {"name": "SGST", "rate_percent": "2.5"}],
        }
    ],
}


class TaxComponentCreate(Body):
    """One tax of those that make up a rate."""

    name: Name
    rate_percent: RatePercent


class TaxRateCreate(Body):
    """What is due from a day on. No components at all mean that nothing is."""

    effective_from: Day
    components: list[TaxComponentCreate] = Field(max_length=MAX_COMPONENTS)

    @model_validator(mode="after")
    def _components_make_sense(self) -> Self:
        if len({one.name.casefold() for one in self.components}) < len(self.components):
            raise PydanticCustomError("component_twice", "Name each component once.")
        # Up to there, components that are rounded one by one never add up to more than the price they are part of.
        if sum((one.rate_percent for one in self.components), Decimal(0)) > 100:
            raise PydanticCustomError("rates_above_100", "All components together may be 100 per cent at most.")
        return self


def _each_day_once(rates: list[TaxRateCreate]) -> list[TaxRateCreate]:
    if len({rate.effective_from for rate in rates}) < len(rates):
        raise PydanticCustomError("day_twice", "Give one rate for each effective_from.")
    return sorted(rates, key=lambda rate: rate.effective_from)


Rates = Annotated[list[TaxRateCreate], Field(max_length=MAX_RATES), AfterValidator(_each_day_once)]


class TaxClassCreate(Body):
    """A new tax class, or the whole of a changed one."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    name: Name
    hsn_code: HsnCode | None = Field(default=None, description="For the sweets of this class that have none.")
    rates: Rates = Field(description="Each is due from its day to that of the next one; before the first none is.")


class TaxClassUpdate(Body):
    """What to change of a tax class; what is left out stays. Rates are given all together."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"hsn_code": "2106"}]})

    name: Name | None = None
    hsn_code: HsnCode | None = None
    rates: Rates | None = None

    @model_validator(mode="after")
    def _required_fields_stay(self) -> Self:
        if any(name in self.model_fields_set and getattr(self, name) is None for name in ("name", "rates")):
            raise PydanticCustomError("value_required", "name and rates cannot be empty.")
        return self

    def columns(self) -> dict[str, Any]:
        """Return the values to store, rates apart."""
        return self.model_dump(exclude_unset=True, exclude={"rates"})


class TaxComponentRead(Schema):
    """One tax of those that make up a rate."""

    name: str
    rate_percent: DecimalText


class TaxRateRead(Schema):
    """What is due from a day on."""

    effective_from: date
    components: list[TaxComponentRead]


class TaxClassRead(Schema):
    """What is taxed alike."""

    id: int
    name: str
    hsn_code: str | None
    rates: list[TaxRateRead]
    created_at: datetime
    updated_at: datetime


class TaxClassQuery(ListQuery):
    """Which tax classes to list."""

    sort_fields: ClassVar = ("name", "created_at")
    default_sort: ClassVar = "name"

    name: Name | None = Field(default=None, description="The whole name, in any case.")


class TaxClassPage(PageRead):
    """One page of tax classes."""

    items: list[TaxClassRead]
