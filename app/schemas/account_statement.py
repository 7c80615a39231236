"""Statements of account: what a customer took, paid and owes over some days."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from app.schemas.base import DaysQuery, DecimalText, Schema
from app.schemas.customer_account import AccountEntryRead, OverdueRead


class StatementFormat(StrEnum):
    """What a statement is written as."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"
    CSV = "csv"


class StatementQuery(DaysQuery):
    """Which business days, from that of the first entry to today if left out, and as what."""

    format: StatementFormat = StatementFormat.JSON


class StatementCustomerRead(Schema):
    """Whose account it is."""

    id: int
    name: str
    phone: str | None
    gstin: str | None
    address: str | None


class StatementRead(Schema):
    """A statement of account."""

    customer: StatementCustomerRead
    currency: str
    begins: date = Field(alias="from", description="The first day.")
    ends: date = Field(alias="to", description="The last day.")
    opening: DecimalText = Field(description="What they owed before the first day.")
    closing: DecimalText = Field(description="What they owe after the last; negative for what they paid in advance.")
    charged: DecimalText = Field(description="What the entries add to what they owe.")
    paid: DecimalText = Field(description="What the entries take off: opening + charged - paid is closing.")
    credit_limit: DecimalText | None = Field(description="How much they may owe now; null for nothing.")
    overdue: OverdueRead = Field(description="What was overdue at the end of the last day.")
    items: list[AccountEntryRead] = Field(description="The entries, the first day's first.")
