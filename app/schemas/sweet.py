"""What the shop sells."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from app.models import Allergen, Diet, Unit
from app.schemas.base import (
    Barcode,
    Body,
    BodyId,
    Cost,
    DecimalText,
    Description,
    Id,
    ListQuery,
    Name,
    PageRead,
    Price,
    Quantity,
    Schema,
    Sku,
    Threshold,
    refuse_unless_exactly_one,
)
from app.schemas.sweet_label import Allergens, Diets, WithoutAllergens, any_of, pattern_of

DEFAULT_QUANTITY_STEPS = {
    Unit.KG: Decimal("0.001"),
    Unit.G: Decimal(1),
    Unit.PIECE: Decimal(1),
    Unit.BOX: Decimal(1),
}

HsnCode = Annotated[str, StringConstraints(pattern="^[0-9]{4,8}$")]
CategoryName = Annotated[Name, Field(description="Names an existing category in place of category_id, in any case.")]
ShelfLife = Annotated[int, Field(gt=0, le=3650, strict=True)]
StockState = Literal["ok", "low", "out"]
StockStates = Annotated[str, AfterValidator(any_of(get_args(StockState))), pattern_of(get_args(StockState))]


_EXAMPLE: JsonDict = {
    "sku": "MIL-GULAB",
    "name": "Gulab Jamun",
    "category_id": 1,
    "price": "480.00",
    "unit": "kg",
    "quantity_step": "0.050",
    "min_quantity": "0.100",
    "shelf_life_days": 7,
    "diet": "veg",
    "allergens": ["gluten", "milk"],
}
_SHORT_EXAMPLE: JsonDict = {
    "name": "Kaju Katli",
    "category": "Dry fruit",
    "price": "900.00",
    "unit": "kg",
    "opening_stock": "5.000",
}


class SweetFields(Body):
    """What a sweet is, but for its SKU. Without a step, kg go by the gram and all else by ones."""

    name: Name
    description: Description | None = None
    category: CategoryName | None = None
    category_id: BodyId | None = Field(default=None, validate_default=True)
    price: Price
    unit: Unit
    quantity_step: Quantity | None = None
    min_quantity: Quantity | None = None
    low_stock_threshold: Threshold | None = None
    shelf_life_days: ShelfLife | None = None
    tax_class_id: BodyId | None = None
    hsn_code: HsnCode | None = None
    barcode: Barcode | None = None
    diet: Diet | None = None
    allergens: Allergens | None = None

    @field_validator("category_id")
    @classmethod
    def _category_given_once(cls, value: int | None, info: ValidationInfo) -> int | None:
        refuse_unless_exactly_one(value, info, "category")
        return value

    def columns(self) -> dict[str, Any]:
        """Return the values to store, defaults worked out."""
        values = self.model_dump(exclude={"category", "opening_stock"})
        values["quantity_step"] = self.quantity_step or DEFAULT_QUANTITY_STEPS[self.unit]
        values["min_quantity"] = self.min_quantity or values["quantity_step"]
        return values


class SweetReplace(SweetFields):
    """The whole of a changed sweet."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    sku: Sku


class SweetCreate(SweetFields):
    """A new sweet. Its stock is `opening_stock`, or nothing until it is restocked."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE, _SHORT_EXAMPLE]})

    sku: Sku | None = Field(default=None, description="Left out, the shop draws one from the name.")
    opening_stock: Quantity | None = Field(default=None, description="What is on the shelf already: one lot.")


class SweetUpdate(Body):
    """What to change of a sweet; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"price": "500.00"}]})

    sku: Sku | None = None
    name: Name | None = None
    description: Description | None = None
    category: CategoryName | None = None
    category_id: BodyId | None = None
    price: Price | None = None
    unit: Unit | None = None
    quantity_step: Quantity | None = None
    min_quantity: Quantity | None = None
    low_stock_threshold: Threshold | None = None
    shelf_life_days: ShelfLife | None = None
    tax_class_id: BodyId | None = None
    hsn_code: HsnCode | None = None
    barcode: Barcode | None = None
    diet: Diet | None = None
    allergens: Allergens | None = None
    archived: bool | None = Field(default=None, description="Whether the sweet is taken off the shelf for good.")

    @model_validator(mode="after")
    def _required_fields_stay(self) -> Self:
        required = {
            "sku",
            "name",
            "category",
            "category_id",
            "price",
            "unit",
            "quantity_step",
            "min_quantity",
            "archived",
        }
        emptied = sorted(name for name in required & self.model_fields_set if getattr(self, name) is None)
        if emptied:
            names = ", ".join(emptied)
            raise PydanticCustomError("value_required", "These cannot be empty: {names}.", {"names": names})
        if {"category", "category_id"} <= self.model_fields_set:
            raise PydanticCustomError("given_twice", "Give category_id or category, not both.")
        return self

    def columns(self) -> dict[str, Any]:
        """Return the values to store."""
        return self.model_dump(exclude_unset=True, exclude={"category", "archived"})


class SweetCategory(Schema):
    """The category of a sweet."""

    id: int
    name: str


class SweetPicture(Schema):
    """The addresses of a sweet's picture in two sizes, at most 320 and 960 pixels on the longer side."""

    small: str
    large: str
    width: int = Field(description="Of the large one, in pixels.")
    height: int


class SweetRead(Schema):
    """A sweet. `on_hand` is what lies in the shop; `available` leaves out what is past its best-before day."""

    id: int
    sku: str
    name: str
    description: str | None
    category: SweetCategory
    category_id: int
    price: DecimalText
    unit: Unit
    quantity_step: DecimalText
    min_quantity: DecimalText
    low_stock_threshold: DecimalText | None
    shelf_life_days: int | None
    tax_class_id: int | None
    hsn_code: str | None
    barcode: str | None
    diet: Diet | None
    allergens: list[Allergen] | None
    picture: SweetPicture | None
    on_hand: DecimalText
    available: DecimalText
    stock_state: StockState
    best_before: date | None = Field(
        description="The best-before day of the goods that are sold next; null without goods or without such a day."
    )
    fresh_today: bool = Field(
        description="Whether some of what is available came in today, and was made today if the day is known."
    )
    version: int
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime


class SweetQuery(ListQuery):
    """Which sweets to list."""

    sort_fields: ClassVar = ("name", "sku", "price", "created_at", "relevance")
    default_sort: ClassVar = "name"

    q: Name | None = Field(
        default=None, description="Search by name, forgiving typing errors and accents, or by a whole SKU or barcode."
    )
    name: Name | None = Field(default=None, description="Part of the name, in any case.")
    category: Name | None = Field(default=None, description="The category's whole name, in any case.")
    category_id: Id | None = None
    sku: Sku | None = Field(default=None, description="Exactly this SKU, in any case.")
    barcode: Barcode | None = Field(default=None, description="Exactly this barcode, with or without zeros in front.")
    min_price: Cost | None = None
    max_price: Cost | None = None
    diet: Diets | None = Field(default=None, description="One of these, such as `veg,vegan`.")
    without: WithoutAllergens | None = Field(
        default=None, description="Declared to contain none of these, such as `nuts,peanuts`."
    )
    tax_class_id: Id | None = None
    has_picture: bool | None = Field(default=None, description="Whether the shop has given it a picture.")
    has_barcode: bool | None = None
    in_stock: bool | None = Field(default=None, description="Whether any is available now.")
    stock_state: StockStates | None = Field(default=None, description="One of these, such as `low,out`.")
    archived: bool = Field(default=False, description="Show what is no longer sold instead.")

    @model_validator(mode="after")
    def _prices_in_order(self) -> Self:
        if self.min_price is not None and self.max_price is not None and self.min_price > self.max_price:
            raise PydanticCustomError("min_price_above_max_price", "min_price may not be above max_price.")
        return self

    @model_validator(mode="after")
    def _relevance_of_a_search(self) -> Self:
        if self.q is None and self.sort is not None and "relevance" in self.sort:
            raise PydanticCustomError("relevance_without_search", "Sorting by relevance needs a search: give q.")
        if self.q is not None and self.sort is None:
            self.sort = "-relevance"
        return self


class SweetPage(PageRead):
    """One page of sweets."""

    items: list[SweetRead]
