"""Selling."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.models import SaleStatus, TaxMode, Unit
from app.schemas.base import (
    ONE_LINE,
    Barcode,
    Body,
    BodyId,
    Cost,
    DecimalText,
    Id,
    ListQuery,
    Moment,
    Name,
    Note,
    PageRead,
    Percent,
    Price,
    Quantity,
    Reason,
    Schema,
    Sku,
    Threshold,
    Trimmed,
)
from app.schemas.payment import MAX_PAYMENTS, PaymentCreate, PaymentRead, TenderName

MAX_LINES = 200


class PaymentState(StrEnum):
    """Whether a sale is paid."""

    PAID = "paid"
    DUE = "due"
    PARTLY_PAID = "partly_paid"


_FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_NAMES = ("sweet_id", "sku", "barcode")

DocumentNumber = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=ONE_LINE), Trimmed, AfterValidator(str.upper)
]


class PurchaseCreate(Body):
    """How much to buy of one sweet."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"quantity": "0.250"}]})

    quantity: Quantity


class DiscountCreate(Body):
    """What is taken off a price, as a share of it or as an amount, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"percent": "5", "reason": "A regular"}]})

    percent: Annotated[Percent, Field(gt=0)] | None = Field(default=None, description="Up to 100, with two decimals.")
    amount: Price | None = None
    reason: Name

    @model_validator(mode="after")
    def _percent_or_amount(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise PydanticCustomError("percent_or_amount", "Give either percent or amount.")
        return self


class SaleLineCreate(Body):
    """How much of which sweet: its id, SKU or barcode, and a quantity or all that is left."""

    sweet_id: BodyId | None = None
    sku: Sku | None = Field(default=None, description="The sweet's SKU instead, in any case.")
    barcode: Barcode | None = Field(default=None, description="The sweet's barcode instead.")
    quantity: Quantity | None = Field(
        default=None,
        description="On the sweet's step and not below its minimum, unless it is all that is left.",
    )
    all_left: Annotated[bool, Field(strict=True)] | None = Field(
        default=None,
        description="Sell all that is available instead, less what other lines take of it: what that is, is decided as "
        "it is sold.",
    )
    discount: DiscountCreate | None = Field(default=None, description="What staff take off this line.")
    tare: Threshold | None = Field(
        default=None,
        description="What the box weighs, in the sweet's unit. The quantity is the net weight, without it.",
    )

    @property
    def named_by(self) -> str:
        """The field that names the sweet."""
        return next(name for name in _NAMES if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _one_name_and_one_quantity(self) -> Self:
        if sum(getattr(self, name) is not None for name in _NAMES) != 1:
            raise PydanticCustomError("sweet_id_sku_or_barcode", "Give one of sweet_id, sku and barcode.")
        if (self.quantity is None) != bool(self.all_left):
            raise PydanticCustomError("quantity_or_all_left", "Give either quantity or all_left.")
        return self


class BasketCreate(Body):
    """The lines of a basket, and the discount on the whole."""

    lines: list[SaleLineCreate] = Field(min_length=1, max_length=MAX_LINES)
    discount: DiscountCreate | None = Field(
        default=None, description="What staff take off the whole sale, spread over what is left of its lines."
    )


class QuoteCreate(BasketCreate):
    """A basket to be priced."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lines": [{"sweet_id": 1, "quantity": "0.250"}]}]})

    tender: TenderName | None = Field(
        default=None, description="How it would be paid: only cash is rounded. Left out, staff take cash."
    )


class SaleCreate(BasketCreate):
    """What is sold, all of it or nothing. Prices and totals are the shop's to say."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"lines": [{"sweet_id": 1, "quantity": "0.250"}], "tender": "upi"}]}
    )

    customer_id: BodyId | None = Field(default=None, description="To whom staff sell; customers buy for themselves.")
    payments: Annotated[list[PaymentCreate], Field(min_length=1, max_length=MAX_PAYMENTS)] | None = Field(
        default=None,
        description="How staff are paid, which adds up to the amount due; cash may be given above it. Customers pay "
        "when they collect.",
    )
    tender: TenderName | None = Field(
        default=None, description="Instead of payments the one tender that all of it is paid by; staff take cash."
    )
    amount_given: Cost | None = Field(default=None, description="What was handed over in cash; the change is answered.")
    max_total: Cost | None = Field(
        default=None,
        description="The amount due that the buyer was shown. Nothing is sold if it is higher by now.",
    )
    note: Note | None = None
    sold_at: Annotated[Moment, Field(ge=_FIRST_MOMENT)] | None = Field(
        default=None,
        description="When staff sold it, if they enter it later, as after a power cut: within the open business day, "
        "or before it by an admin with a late_reason. Left out, it is sold now.",
    )
    late_reason: Reason | None = Field(default=None, description="Why it is entered after its business day.")

    @model_validator(mode="after")
    def _payments_or_tender(self) -> Self:
        if self.payments is not None and (self.tender is not None or self.amount_given is not None):
            raise PydanticCustomError("payments_or_tender", "Give either payments, or tender and amount_given.")
        return self

    @model_validator(mode="after")
    def _late_reason_of_late_sale(self) -> Self:
        if self.late_reason is not None and self.sold_at is None:
            raise PydanticCustomError("sold_at_missing", "Say with sold_at when it was sold, or leave late_reason out.")
        return self


class SaleCustomerPut(Body):
    """To whom a sale was made."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"customer_id": 1}]})

    customer_id: BodyId | None = Field(description="The customer; null for nobody the shop knows.")


class VoidCreate(Body):
    """Why a sale is undone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "The customer had paid already."}]})

    reason: Reason


class SaleLineTaxRead(Schema):
    """One component of the tax on a line, as it was."""

    component: str = Field(examples=["CGST"])
    rate_percent: DecimalText
    taxable: DecimalText = Field(description="What is taxed: net, or what is left of it without the tax in it.")
    amount: DecimalText


class SaleLineRead(Schema):
    """A line, with the sweet as it was."""

    line_no: int
    sweet_id: int
    sku: str
    name: str
    unit: Unit
    quantity: DecimalText
    tare: DecimalText | None = Field(description="What the box weighed, which is not in the quantity.")
    unit_price: DecimalText
    line_total: DecimalText = Field(description="Quantity times price.")
    line_discount: DecimalText = Field(description="What was taken off this line.")
    sale_discount: DecimalText = Field(description="This line's part of what was taken off the whole sale.")
    discount: DecimalText = Field(description="Both together.")
    discount_reason: str | None = Field(description="Why something was taken off this line.")
    net: DecimalText = Field(description="What is left of line_total after the discount.")
    hsn_code: str | None
    tax: DecimalText = Field(description="Of all components: on top of net, or in it, as the sale's tax_mode says.")
    taxes: list[SaleLineTaxRead]
    refunded: DecimalText = Field(description="How much of the quantity was given back since.")
    money_refunded: DecimalText = Field(description="The money given back since without goods, with the tax on top.")


class InvoicedTo(Schema):
    """The business a tax invoice is made out to, as it was."""

    name: str
    gstin: str
    address: str | None


class SaleRead(Schema):
    """A sale."""

    id: int
    number: str = Field(description="Without gaps within a financial year.", examples=["2026-27/000042"])
    status: SaleStatus
    created_at: datetime
    sold_at: datetime | None = Field(description="When it was sold, if it was entered later than that.")
    late_reason: str | None = Field(description="Why it was entered after its business day, if it was.")
    business_day: date = Field(description="The day whose books it is in, as the setting day_end says.")
    lines: list[SaleLineRead]
    subtotal: DecimalText
    discount_total: DecimalText
    discount_reason: str | None = Field(description="Why something was taken off the whole sale.")
    tax_total: DecimalText
    tax_mode: TaxMode = Field(description="Whether the tax comes on top of the prices, or is in them.")
    total: DecimalText = Field(description="The sum of the lines.")
    rounding: DecimalText = Field(
        description="What cash adds to the total or takes off it, as the setting cash_rounding says.", examples=["0.06"]
    )
    amount_due: DecimalText = Field(description="What is paid: total and rounding.")
    refunded_total: DecimalText = Field(description="The money given back of it since, with the rounding of cash.")
    currency: str = Field(examples=["INR"])
    payment_state: PaymentState | None = Field(description="Whether it is paid; null once it is voided.")
    due: DecimalText = Field(description="What is still to be paid of amount_due.")
    payments: list[PaymentRead] = Field(description="What was paid, in order of time.")
    tender: str | None = Field(description="How it was paid, if by one tender only.", examples=["cash"])
    amount_given: DecimalText | None = Field(description="What was handed over in cash, if that was said.")
    change: DecimalText | None = Field(description="What was handed back of it.")
    held_until: datetime | None = Field(description="Until when an order is held for its buyer to collect.")
    collected_at: datetime | None = Field(description="When it was handed over.")
    collected_by: int | None = Field(description="The member of staff who handed it over.")
    note: str | None
    buyer_id: int | None = Field(description="The user who bought for themselves.")
    seller_id: int | None = Field(description="The member of staff who sold over the counter.")
    customer_id: int | None = Field(description="The customer it was sold to, if the shop knows them.")
    invoiced_to: InvoicedTo | None = Field(
        description="The business its tax invoice is made out to, as it was on the day; null if it had no GSTIN."
    )
    voided_at: datetime | None = Field(description="When the whole sale was undone, if it was.")
    void_reason: str | None = Field(description="Why it was undone.")


class CustomerSaleQuery(ListQuery):
    """Which sales of one customer to list."""

    sort_fields: ClassVar = ("created_at",)
    default_sort: ClassVar = "-created_at"

    status: SaleStatus | None = None
    payment_state: PaymentState | None = None
    to_collect: bool | None = Field(default=None, description="Orders that wait to be collected, or all others.")
    tender: TenderName | None = Field(default=None, description="Paid by this, if only in part.")
    created_from: Moment | None = Field(default=None, description="From this moment on.")
    created_to: Moment | None = Field(default=None, description="Before this moment.")


class SaleQuery(CustomerSaleQuery):
    """Which sales to list."""

    number: DocumentNumber | None = Field(default=None, description="The whole number, as it is on the receipt.")
    buyer_id: Id | None = Field(default=None, description="The user who bought.")
    customer_id: Id | None = Field(default=None, description="The customer it was sold to over the counter.")
    seller_id: Id | None = Field(default=None, description="The member of staff who sold over the counter.")


class SalePage(PageRead):
    """One page of sales."""

    items: list[SaleRead]
