"""Accounts of customers: what they took on account, paid for it, and paid in advance."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.schemas.base import Body, DaysQuery, DecimalText, ListQuery, Note, PageRead, Price, Schema
from app.schemas.payment import Reference, TenderName


class EntryKind(StrEnum):
    """What moved an account."""

    CHARGE = "charge"
    """Goods taken on account."""
    PAYMENT = "payment"
    """Money for what they owe, or in advance."""
    REFUND = "refund"
    VOID = "void"
    PAYBACK = "payback"
    """Money given back out of what they paid in advance."""


class AccountPaymentKind(StrEnum):
    """Which way money moves between the shop and a customer."""

    PAYMENT = "payment"
    PAYBACK = "payback"


class AccountPaymentCreate(Body):
    """Money that a customer pays on their account, all they owe, a part of it or in advance; or that they get back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tender": "upi", "amount": "500.00"}]})

    kind: AccountPaymentKind = Field(
        default=AccountPaymentKind.PAYMENT,
        description="payback gives money back: at most what was paid in advance, or for an admin up to the limit.",
    )
    tender: TenderName
    amount: Price
    given: Price | None = Field(default=None, description="The cash handed over, if that is more than the amount.")
    reference: Reference | None = None
    note: Note | None = Field(default=None, description="Why; an admin who gives back more than a deposit says it.")

    @model_validator(mode="after")
    def _nothing_is_given_for_a_payback(self) -> Self:
        if self.kind is AccountPaymentKind.PAYBACK and self.given is not None:
            raise PydanticCustomError("given_for_payback", "Nothing is handed over for a payback: leave given out.")
        return self


class OverdueRead(Schema):
    """What is still owed of goods taken long ago; payments pay for the oldest first."""

    days_30: DecimalText = Field(description="Of what is more than 30 days old, that of the next two too.")
    days_60: DecimalText = Field(description="Of what is more than 60 days old.")
    days_90: DecimalText = Field(description="Of what is more than 90 days old.")


class AccountEntryRead(Schema):
    """One entry of an account, and what was owed after it."""

    id: int = Field(description="The payment in the shop's ledger of money.")
    occurred_at: datetime
    business_day: date
    kind: EntryKind
    amount: DecimalText = Field(description="What it adds to what they owe; negative if it takes off.")
    balance: DecimalText = Field(description="What they owe after it; negative for what they paid in advance.")
    sale_id: int | None
    sale_number: str | None
    refund_id: int | None
    refund_number: str | None
    tender: str = Field(description="How it was paid; account for goods.", examples=["upi"])
    reference: str | None
    note: str | None
    given: DecimalText | None = Field(description="The cash handed over, if that was said.")
    change: DecimalText | None = Field(description="What was handed back of it.")
    taken_by: int = Field(description="The member of staff.")


class AccountRead(PageRead):
    """What a customer owes, may take, and one page of how it came to that, the latest first."""

    customer_id: int
    balance: DecimalText = Field(description="What they owe; negative for what they paid in advance.")
    credit_limit: DecimalText | None = Field(description="How much they may owe; null for nothing.")
    left: DecimalText = Field(description="What they may still take on account.")
    overdue: OverdueRead
    items: list[AccountEntryRead]


class AccountQuery(DaysQuery, ListQuery):
    """Which entries to list."""

    sort_fields: ClassVar = ("business_day",)
    default_sort: ClassVar = "-business_day"
