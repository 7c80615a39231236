"""Selling."""

from datetime import datetime
from typing import ClassVar

from pydantic import ConfigDict, Field

from app.models import SaleStatus, Tender, Unit
from app.schemas.base import (
    Body,
    BodyId,
    Cost,
    DecimalText,
    Id,
    ListQuery,
    Moment,
    Note,
    PageRead,
    Quantity,
    Reason,
    Schema,
)

MAX_LINES = 200


class PurchaseCreate(Body):
    """How much to buy of one sweet."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"quantity": "0.250"}]})

    quantity: Quantity


class SaleLineCreate(Body):
    """How much of which sweet."""

    sweet_id: BodyId
    quantity: Quantity


class SaleCreate(Body):
    """What is sold, all of it or nothing. Prices and totals are the shop's to say."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"lines": [{"sweet_id": 1, "quantity": "0.250"}], "tender": "upi"}]}
    )

    lines: list[SaleLineCreate] = Field(min_length=1, max_length=MAX_LINES)
    customer_id: BodyId | None = Field(default=None, description="To whom staff sell; customers buy for themselves.")
    tender: Tender = Tender.CASH
    amount_given: Cost | None = Field(default=None, description="What was handed over in cash; the change is answered.")
    note: Note | None = None


class VoidCreate(Body):
    """Why a sale is undone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "The customer had paid already."}]})

    reason: Reason


class SaleLineRead(Schema):
    """A line, with the sweet as it was."""

    line_no: int
    sweet_id: int
    sku: str
    name: str
    unit: Unit
    quantity: DecimalText
    unit_price: DecimalText
    line_total: DecimalText


class SaleRead(Schema):
    """A sale."""

    id: int
    number: str = Field(description="Without gaps within a financial year.", examples=["2026-27/000042"])
    status: SaleStatus
    created_at: datetime
    lines: list[SaleLineRead]
    subtotal: DecimalText
    discount_total: DecimalText
    tax_total: DecimalText
    total: DecimalText
    currency: str = Field(examples=["INR"])
    tender: Tender
    amount_given: DecimalText | None = Field(description="What was handed over in cash, if that was said.")
    change: DecimalText | None = Field(description="What was handed back of it.")
    note: str | None
    buyer_id: int | None = Field(description="The user who bought for themselves.")
    seller_id: int | None = Field(description="The member of staff who sold over the counter.")
    customer_id: int | None = Field(description="The customer it was sold to, if the shop knows them.")
    voided_at: datetime | None = Field(description="When the whole sale was undone, if it was.")
    void_reason: str | None = Field(description="Why it was undone.")


class CustomerSaleQuery(ListQuery):
    """Which sales of one customer to list."""

    sort_fields: ClassVar = ("created_at",)
    default_sort: ClassVar = "-created_at"

    status: SaleStatus | None = None
    tender: Tender | None = None
    created_from: Moment | None = Field(default=None, description="From this moment on.")
    created_to: Moment | None = Field(default=None, description="Before this moment.")


class SaleQuery(CustomerSaleQuery):
    """Which sales to list."""

    buyer_id: Id | None = Field(default=None, description="The user who bought.")
    customer_id: Id | None = Field(default=None, description="The customer it was sold to over the counter.")


class SalePage(PageRead):
    """One page of sales."""

    items: list[SaleRead]
