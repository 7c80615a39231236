"""The bodies that webhooks are sent with. Amounts and quantities are strings."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.models import AlertState, TaxMode, Unit
from app.schemas.base import Schema

Number = Annotated[str, StringConstraints(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]


class EventPayment(Schema):
    """Money by one tender, without a sign."""

    tender: str
    amount: Number


class EventTax(Schema):
    """One component of the tax, over all lines."""

    component: str
    rate_percent: Number
    taxable: Number
    amount: Number


class EventLine(Schema):
    """A line of a sale, or what was given back for one."""

    line_no: int
    sweet_id: int
    sku: str
    name: str
    unit: Unit
    quantity: Number
    net: Number = Field(description="What it costs after discounts.")
    tax: Number


class RefundedLine(EventLine):
    """What was given back for a line."""

    restock: bool = Field(description="Whether the goods went back on the shelf.")


class _Document(Schema):
    id: int
    number: str
    created_at: datetime
    business_day: date
    currency: str
    tax_mode: TaxMode
    subtotal: Number
    discount_total: Number
    tax_total: Number
    total: Number
    rounding: Number
    amount_due: Number = Field(description="The total and its rounding.")
    paid: Number = Field(description="The sum of the payments; the rest of the amount due is owed.")
    taxes: list[EventTax]


class SaleData(_Document):
    """A sale as it was made, with what was paid at once."""

    held_until: datetime | None = Field(default=None, description="Until when an order is held to be collected.")
    payments: list[EventPayment]
    lines: list[EventLine]


class VoidData(_Document):
    """A sale that was undone, with what was given back."""

    voided_at: datetime
    reason: str
    payments: list[EventPayment]
    lines: list[EventLine]


class RefundData(_Document):
    """A refund, with what was given back."""

    sale_id: int
    sale_number: str
    reason: str | None = None
    payments: list[EventPayment]
    lines: list[RefundedLine]


class PaidData(Schema):
    """A payment of a sale that was made before."""

    id: int
    sale_id: int
    sale_number: str
    business_day: date
    currency: str
    tender: str
    amount: Number
    rounding: Number = Field(description="Its part of the rounding of the sale.")
    taken_at: datetime


class _Sweet(Schema):
    sweet_id: int
    sku: str
    name: str
    unit: Unit


class StockData(_Sweet):
    """The stock of a sweet after it changed."""

    change: Number = Field(description="What came in or, negative, went out; 0 if goods expired overnight.")
    on_hand: Number
    available: Number = Field(description="What is on hand and not expired.")


class LowData(_Sweet):
    """A sweet that has begun to run low, or out."""

    state: AlertState
    available: Number


class PingData(Schema):
    """The endpoint that an admin tries."""

    webhook_id: int


class _Event(Schema):
    timestamp: datetime


class SaleCreated(_Event):
    """A sale was made, or an order placed."""

    type: Literal["sale.created"]
    data: SaleData


class SalePaid(_Event):
    """Something was paid of a sale after it was made."""

    type: Literal["sale.paid"]
    data: PaidData


class SaleRefunded(_Event):
    """Money was given back."""

    type: Literal["sale.refunded"]
    data: RefundData


class SaleVoided(_Event):
    """A whole sale was undone."""

    type: Literal["sale.voided"]
    data: VoidData


class StockChanged(_Event):
    """The stock of a sweet changed."""

    type: Literal["stock.changed"]
    data: StockData


class StockLow(_Event):
    """A sweet has begun to run low, or is sold out."""

    type: Literal["stock.low"]
    data: LowData


class OrderReady(_Event):
    """An order was put by for its buyer to collect."""

    type: Literal["order.ready"]
    data: SaleData


class Ping(_Event):
    """An admin tries the endpoint."""

    type: Literal["ping"]
    data: PingData


EVENTS: tuple[type[_Event], ...] = (
    SaleCreated,
    SalePaid,
    SaleRefunded,
    SaleVoided,
    StockChanged,
    StockLow,
    OrderReady,
    Ping,
)
