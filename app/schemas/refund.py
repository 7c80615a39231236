"""Giving money back for what was sold."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.models import Unit
from app.schemas.base import Body, BodyId, DecimalText, Id, ListQuery, Moment, PageRead, Price, Quantity, Reason, Schema
from app.schemas.payment import MAX_PAYMENTS, RefundPaymentCreate, RefundPaymentRead, TenderName
from app.schemas.sale import MAX_LINES, DocumentNumber, SaleLineTaxRead


class RefundLineCreate(Body):
    """How much of which line is given back, and whether the goods go back; or an amount of money alone."""

    line_no: Annotated[int, Field(ge=1, le=MAX_LINES, strict=True)] | None = Field(
        default=None, description="Which line of the sale it is."
    )
    sweet_id: BodyId | None = Field(default=None, description="Its sweet instead, if that is on one line only.")
    quantity: Quantity | None = None
    amount: Price | None = Field(
        default=None, description="Money without goods, such as for goodwill: at most what is left of the line."
    )
    reason: Reason | None = Field(
        default=None, description="Why this line; money without goods needs one, here or for the whole refund."
    )
    restock: Annotated[bool, Field(strict=True)] | None = Field(
        default=None, description="Whether the goods go back on the shelf; if left out, as for the whole refund."
    )

    @model_validator(mode="after")
    def _line_or_sweet(self) -> Self:
        if (self.line_no is None) == (self.sweet_id is None):
            raise PydanticCustomError("line_no_or_sweet_id", "Give either line_no or sweet_id.")
        return self

    @model_validator(mode="after")
    def _quantity_or_amount(self) -> Self:
        if (self.quantity is None) == (self.amount is None):
            raise PydanticCustomError("quantity_or_amount", "Give either quantity or amount.")
        if self.amount is not None and self.restock:
            raise PydanticCustomError("nothing_to_restock", "Money alone puts no goods back. Leave restock out.")
        return self


class RefundCreate(Body):
    """What is given back of a sale, all of it or nothing. What it comes to is the shop's to say."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"lines": [{"line_no": 1, "quantity": "0.100"}], "reason": "It was not fresh."}]
        }
    )

    lines: list[RefundLineCreate] = Field(min_length=1, max_length=MAX_LINES)
    restock: bool = Field(default=False, strict=True, description="Whether the goods go back on the shelf.")
    reason: Reason | None = None
    tender: TenderName | None = Field(
        default=None,
        description="How it is paid out; if left out, as the sale was paid. Only an admin gives back by a tender more "
        "than came by it.",
    )
    payments: Annotated[list[RefundPaymentCreate], Field(min_length=1, max_length=MAX_PAYMENTS)] | None = Field(
        default=None, description="Instead of a tender, how much is paid out by each."
    )

    @model_validator(mode="after")
    def _payments_or_tender(self) -> Self:
        if self.payments is not None and self.tender is not None:
            raise PydanticCustomError("payments_or_tender", "Give either payments or tender.")
        return self

    @model_validator(mode="after")
    def _money_alone_has_reason(self) -> Self:
        if self.reason is None and any(line.amount is not None and line.reason is None for line in self.lines):
            raise PydanticCustomError("reason_required", "Say why money is given back without goods.")
        return self


class RefundLineRead(Schema):
    """What was given back for a line: its part of each of the line's figures."""

    line_no: int
    sweet_id: int
    sku: str
    name: str
    unit: Unit
    quantity: DecimalText
    restock: bool = Field(description="Whether the goods went back on the shelf.")
    reason: str | None = Field(description="Why this line; of money without goods, whose quantity is 0, always said.")
    line_total: DecimalText = Field(description="net and discount together.")
    discount: DecimalText = Field(description="Its part of what had been taken off the line.")
    net: DecimalText = Field(description="Its part of what the line came to after that.")
    tax: DecimalText
    taxes: list[SaleLineTaxRead]


class RefundRead(Schema):
    """Money that was given back for some of a sale."""

    id: int
    number: str = Field(description="Without gaps within a financial year.", examples=["R2026-27/000012"])
    sale_id: int
    sale_number: str = Field(examples=["2026-27/000042"])
    created_at: datetime
    business_day: date = Field(description="The day whose books it is in, which need not be that of the sale.")
    tender: str | None = Field(description="How it was paid out, if by one tender only.", examples=["cash"])
    payments: list[RefundPaymentRead] = Field(description="What was paid out.")
    reason: str | None
    lines: list[RefundLineRead]
    subtotal: DecimalText
    discount_total: DecimalText
    tax_total: DecimalText
    total: DecimalText = Field(description="What its lines come to.")
    rounding: DecimalText = Field(description="What cash added to that or took off it.")
    amount_due: DecimalText = Field(description="The money given back: total and rounding.")
    currency: str = Field(examples=["INR"])
    refunded_by: int


class RefundPaymentQuote(Schema):
    """How much would be paid out by one tender."""

    tender: str = Field(examples=["upi"])
    amount: DecimalText


class RefundQuoteRead(Schema):
    """What a refund would give back at this moment."""

    tender: str | None = Field(description="How it would be paid out, if by one tender only.", examples=["cash"])
    payments: list[RefundPaymentQuote] = Field(description="What would be paid out by each tender.")
    subtotal: DecimalText
    discount_total: DecimalText
    tax_total: DecimalText
    total: DecimalText = Field(description="What its lines come to.")
    rounding: DecimalText = Field(description="What cash would add to that or take off it.")
    amount_due: DecimalText = Field(description="The money that would be given back: total and rounding.")


class RefundQuery(ListQuery):
    """Which page of the refunds of a sale to list."""

    sort_fields: ClassVar = ("created_at",)
    default_sort: ClassVar = "-created_at"


class AllRefundsQuery(RefundQuery):
    """Which refunds of all sales to list."""

    number: DocumentNumber | None = Field(default=None, description="The whole number, as it is on the receipt.")
    tender: TenderName | None = Field(default=None, description="How they were paid out.")
    refunded_by: Id | None = Field(default=None, description="The member of staff who gave the money back.")
    created_from: Moment | None = Field(default=None, description="From this moment on.")
    created_to: Moment | None = Field(default=None, description="Before this moment.")


class RefundPage(PageRead):
    """One page of refunds."""

    items: list[RefundRead]
