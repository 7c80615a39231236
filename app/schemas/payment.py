"""Payments: what is taken for a sale, and given back."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from app.schemas.base import ONE_LINE, Body, DecimalText, Price, Schema, TrimmedNotEmpty

MAX_PAYMENTS = 10

TenderName = Annotated[
    str,
    StringConstraints(pattern="^[a-z][a-z0-9_]{0,19}$"),
    Field(description="cash, card, upi, account, or one of the setting other_tenders.", examples=["upi"]),
]
Reference = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64, pattern=ONE_LINE),
    TrimmedNotEmpty,
    Field(description="The number of the UPI transaction or of the card slip.", examples=["631784002155"]),
]


class PaymentCreate(Body):
    """How much is paid, and how. Cash may be given above what is due of it: the change is answered."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tender": "cash", "amount": "100.00"}]})

    tender: TenderName
    amount: Price
    given: Price | None = Field(default=None, description="The cash handed over, if that is more than the amount.")
    reference: Reference | None = None


class SaleCollect(Body):
    """What is paid as an order is handed over."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"payments": [{"tender": "cash", "amount": "120.00"}]}]})

    payments: Annotated[list[PaymentCreate], Field(min_length=1, max_length=MAX_PAYMENTS)] | None = Field(
        default=None,
        description="What covers the amount still due; cash may be given above it. Left out, the order is paid.",
    )


class RefundPaymentCreate(Body):
    """How much is given back, and how."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tender": "upi", "amount": "40.00"}]})

    tender: TenderName
    amount: Price
    reference: Reference | None = None


class RefundPaymentRead(Schema):
    """Money that was given back, and how."""

    id: int
    tender: str = Field(examples=["upi"])
    amount: DecimalText
    reference: str | None
    taken_by: int = Field(description="The member of staff.")
    taken_at: datetime
    drawer_session_id: int | None = Field(description="The drawer session it is in, if they had a drawer open.")


class PaymentRead(RefundPaymentRead):
    """Money that was taken, and how."""

    given: DecimalText | None = Field(description="The cash handed over, if that was said.")
    change: DecimalText | None = Field(description="What was handed back of it.")
