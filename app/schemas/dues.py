"""Dues: what customers owe, and the orders that wait to be paid."""

from datetime import date, datetime

from pydantic import Field

from app.core.pagination import MAX_LIMIT
from app.schemas.base import DecimalText, Schema
from app.schemas.customer_account import OverdueRead


class DuesQuery(Schema):
    """How much to list."""

    limit: int = Field(default=50, ge=1, le=MAX_LIMIT, description="How many customers, and how many orders.")


class DueCustomerRead(Schema):
    """A customer who owes."""

    customer_id: int
    name: str
    phone: str | None
    balance: DecimalText
    credit_limit: DecimalText | None
    overdue: OverdueRead
    oldest: date | None = Field(description="The day of the oldest goods that are not paid for.")


class DueOrderRead(Schema):
    """An order that nobody has paid in full."""

    sale_id: int
    number: str
    customer_id: int | None
    name: str | None = Field(description="The customer's name, or the buyer's.")
    due: DecimalText
    created_at: datetime
    held_until: datetime | None
    days: int = Field(description="How many business days ago it was placed.")


class CustomerDuesRead(Schema):
    """What all customers owe together."""

    count: int
    balance: DecimalText
    overdue: OverdueRead
    items: list[DueCustomerRead] = Field(description="Those who owe most first.")


class OrderDuesRead(Schema):
    """What is due of all orders together."""

    count: int
    due: DecimalText
    items: list[DueOrderRead] = Field(description="The oldest first.")


class DuesRead(Schema):
    """What the shop is owed."""

    day: date
    owed: DecimalText = Field(description="customers.balance + orders.due.")
    deposits: DecimalText = Field(description="What other customers have paid in advance; it is not taken off.")
    customers: CustomerDuesRead
    orders: OrderDuesRead
