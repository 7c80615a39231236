"""X and Z reports: what a drawer session took and gave, and what that is made of."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from app.schemas.base import DecimalText, Schema
from app.schemas.drawer import DrawerMovementRead, DrawerSessionRead


class DrawerReportFormat(StrEnum):
    """What a report is returned as."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"


class DrawerReportQuery(Schema):
    """How a report is asked for."""

    format: DrawerReportFormat = Field(default=DrawerReportFormat.JSON, description="JSON, or paper of 80 mm.")


class DrawerReportKind(StrEnum):
    """X while the drawer is open, Z once it is closed."""

    X = "x"
    Z = "z"


class DrawerCash(Schema):
    """What the expected cash is made of; what left the drawer is negative."""

    opening_float: DecimalText
    sales: DecimalText
    refunds: DecimalText
    voids: DecimalText
    account: DecimalText = Field(description="Paid by customers on their accounts, less what was paid back to them.")
    moved_in: DecimalText
    moved_out: DecimalText


class DrawerSales(Schema):
    """The sales that money was taken for."""

    count: int
    amount: DecimalText = Field(description="What was taken for them in this session, by any tender.")
    first_number: str | None
    last_number: str | None


class DrawerRefunds(Schema):
    """The refunds that were paid out."""

    count: int
    amount: DecimalText = Field(description="What was given back by them, by any tender.")
    first_number: str | None
    last_number: str | None


class DrawerVoids(Schema):
    """The sales that were voided."""

    count: int
    amount: DecimalText = Field(description="What was given back for them, by any tender.")


class DrawerAccount(Schema):
    """What customers paid on their accounts."""

    count: int
    amount: DecimalText = Field(description="Less what was paid back to them.")


class DrawerTender(Schema):
    """All that was taken and given back by one tender, in every drawer alike: cash too."""

    tender: str = Field(examples=["upi"])
    count: int = Field(description="How many payments.")
    taken: DecimalText
    given_back: DecimalText
    net: DecimalText = Field(description="Taken less given back.")


class DrawerTax(Schema):
    """A tax at one rate."""

    component: str
    rate_percent: DecimalText
    taxable: DecimalText
    amount: DecimalText
    taxable_given_back: DecimalText = Field(description="By refunds and voids of this session.")
    amount_given_back: DecimalText


class DrawerBilled(Schema):
    """The sales whose first payment was taken in this session, as they were made."""

    subtotal: DecimalText
    discount_total: DecimalText
    tax_total: DecimalText
    total: DecimalText


class DrawerReportRead(DrawerSessionRead):
    """A drawer session with what its expected cash is made of, and all else that was paid in it.

    Nothing of a closed session's report changes: a sale that is voided later is voided in another session.
    """

    report: DrawerReportKind
    printed_at: datetime
    currency: str
    cash: DrawerCash
    movements: list[DrawerMovementRead]
    sales: DrawerSales
    refunds: DrawerRefunds
    voids: DrawerVoids
    account: DrawerAccount
    tenders: list[DrawerTender]
    rounding: DecimalText = Field(description="What rounding of cash added to sales, less what it added to refunds.")
    billed: DrawerBilled
    taxes: list[DrawerTax]
