"""Orders to suppliers, and what came of them."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.models import PurchaseOrderStatus, Unit
from app.schemas.base import (
    ONE_LINE,
    Body,
    BodyId,
    Cost,
    Day,
    DecimalText,
    Id,
    ListQuery,
    Note,
    PageRead,
    Quantity,
    Reason,
    Schema,
    Tidy,
)
from app.schemas.supplier import SupplierName

MAX_LINES = 500
MAX_RECEIPT_LINES = 1000
MAX_PACKS = 1_000_000

Packs = Annotated[int, Field(ge=1, le=MAX_PACKS, strict=True)]
SupplierReference = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100, pattern=ONE_LINE),
    Tidy,
    Field(description="The supplier's own number of this paper.", examples=["SO-4711"]),
]


class ReceiptDays(Body):
    """When goods were made and until when they keep; that follows from the sweet's shelf life unless it is given."""

    made_on: Day | None = None
    best_before: Day | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.made_on is not None and self.best_before is not None and self.best_before < self.made_on:
            raise PydanticCustomError("best_before_before_made_on", "best_before may not be before made_on.")
        return self


class OrderedLine(Body):
    """How many packs of which sweet, how much of it is in one, and what one costs."""

    sweet_id: BodyId
    packs: Packs
    pack_size: Quantity = Field(description="How much of the sweet is in one pack, in its unit.", examples=["5.000"])
    pack_cost: Cost = Field(description="What one pack costs.", examples=["1550.00"])


class PurchaseLineCreate(OrderedLine, ReceiptDays):
    """A line of a new order. Its days are for goods that are received at once."""


class PurchaseOrderCreate(Body):
    """A new order: a draft, or with `receive: true` goods that are there already, ordered and received at once."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "supplier_id": 1,
                    "expected_on": "2026-11-24",
                    "lines": [{"sweet_id": 1, "packs": 4, "pack_size": "5.000", "pack_cost": "1550.00"}],
                }
            ]
        }
    )

    supplier_id: BodyId
    expected_on: Day | None = None
    supplier_reference: SupplierReference | None = None
    note: Note | None = None
    lines: list[PurchaseLineCreate] = Field(min_length=1, max_length=MAX_LINES)
    receive: bool = Field(default=False, description="Order and receive all of it now, in one go.")


class PurchaseOrderUpdate(Body):
    """What to change of an order; what is left out stays. Supplier and lines are fixed once it is ordered."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"expected_on": "2026-11-25"}]})

    supplier_id: BodyId | None = None
    expected_on: Day | None = None
    supplier_reference: SupplierReference | None = None
    note: Note | None = None
    lines: list[OrderedLine] | None = Field(default=None, min_length=1, max_length=MAX_LINES)

    @model_validator(mode="after")
    def _required_fields_stay(self) -> Self:
        if any(name in self.model_fields_set and getattr(self, name) is None for name in ("supplier_id", "lines")):
            raise PydanticCustomError("value_required", "An order has a supplier and lines.")
        return self


class PurchaseOrderClose(Body):
    """Why the rest of an order will not come."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "The dairy stopped making it."}]})

    reason: Reason


class GoodsReceiptLine(ReceiptDays):
    """Goods of one line that came in together. What came with another best-before day is a line of its own."""

    line_no: Annotated[int, Field(ge=1, le=MAX_LINES, strict=True)]
    packs: Packs | None = Field(default=None, description="How many packs came; may be left out if they were weighed.")
    quantity: Quantity | None = Field(
        default=None,
        description="What the scale says they weigh together, for sweets in kg or g. Without it packs hold what was "
        "ordered.",
        examples=["18.350"],
    )
    pack_cost: Cost | None = Field(
        default=None, description="What one pack of the size ordered cost, if not what was ordered."
    )

    @model_validator(mode="after")
    def _something_came(self) -> Self:
        if self.packs is None and self.quantity is None:
            raise PydanticCustomError("missing", "Give packs, or for weighed goods quantity, or both.")
        return self


class GoodsReceiptCreate(Body):
    """What came in of an order; without lines it is all that is outstanding."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"lines": [{"line_no": 1, "packs": 2, "best_before": "2026-12-05"}]}]}
    )

    supplier_reference: SupplierReference | None = Field(
        default=None, description="The number of the delivery note or invoice that came with it."
    )
    note: Note | None = None
    lines: list[GoodsReceiptLine] | None = Field(default=None, min_length=1, max_length=MAX_RECEIPT_LINES)


class PurchaseOrderLineRead(Schema):
    """A line, with the sweet as it was when it was written."""

    line_no: int
    sweet_id: int
    sku: str
    name: str
    unit: Unit
    packs: int
    pack_size: DecimalText
    pack_cost: DecimalText
    quantity: DecimalText = Field(description="What all packs together hold.")
    line_cost: DecimalText
    packs_received: int = Field(description="The packs that were counted.")
    outstanding: DecimalText = Field(
        description="What has not come: the packs that were not received, less what was weighed without counting packs."
    )


class ReceivedLot(Schema):
    """The lot a line of a receipt became, as it came in."""

    lot_id: int
    line_no: int
    sweet_id: int
    packs: int | None = Field(description="Null if it was weighed and not counted.")
    quantity: DecimalText
    unit_cost: DecimalText = Field(description="Cost of a pack by its size, rounded half up to four places.")
    made_on: date | None
    best_before: date | None


class GoodsReceiptRead(Schema):
    """One delivery of an order."""

    id: int
    received_at: datetime
    received_by: int
    supplier_reference: str | None
    note: str | None
    lots: list[ReceivedLot]


class PurchaseOrderSummary(Schema):
    """An order without its lines."""

    id: int
    number: str = Field(examples=["PO-000042"])
    supplier: SupplierName
    status: PurchaseOrderStatus
    expected_on: date | None
    supplier_reference: str | None = Field(description="The supplier's own number of the order.")
    note: str | None
    line_count: int
    total_cost: DecimalText = Field(description="What was ordered, at the cost it was ordered at.")
    created_by: int
    created_at: datetime
    ordered_at: datetime | None
    received_at: datetime | None = Field(description="When the last of it came in.")
    closed_at: datetime | None = Field(description="When it was closed short: the rest is no longer on order.")
    closed_by: int | None
    close_reason: str | None
    cancelled_at: datetime | None


class PurchaseOrderRead(PurchaseOrderSummary):
    """An order, and what came of it."""

    lines: list[PurchaseOrderLineRead]
    receipts: list[GoodsReceiptRead]


class PurchaseOrderQuery(ListQuery):
    """Which orders to list."""

    sort_fields: ClassVar = ("created_at", "expected_on")
    default_sort: ClassVar = "-created_at"

    status: PurchaseOrderStatus | None = None
    number: SupplierReference | None = Field(default=None, description="Our number, exactly, in any case of letters.")
    supplier_reference: SupplierReference | None = Field(
        default=None,
        description="The supplier's number of the order or of one of its deliveries, exactly, in any case of letters.",
    )
    supplier_id: Id | None = None
    sweet_id: Id | None = Field(default=None, description="A sweet on any of its lines.")
    expected_from: Day | None = Field(default=None, description="Expected on this day or later.")
    expected_to: Day | None = Field(default=None, description="Expected on this day or before.")


class PurchaseOrderPage(PageRead):
    """One page of orders."""

    items: list[PurchaseOrderSummary]
