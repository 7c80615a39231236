"""What of the books is exported."""

from enum import StrEnum

from pydantic import Field

from app.schemas.base import DaysQuery, Schema


class ExportKind(StrEnum):
    """What can be exported."""

    SALES = "sales"
    SALE_LINES = "sale-lines"
    REFUNDS = "refunds"
    REFUND_LINES = "refund-lines"
    TAX_SUMMARY = "tax-summary"
    MOVEMENTS = "movements"
    CATALOGUE = "catalogue"
    CUSTOMERS = "customers"


class FileQuery(Schema):
    """How a file is written."""

    bom: bool = Field(default=False, description="Begin with a byte order mark, by which Excel knows UTF-8.")


class ExportQuery(FileQuery, DaysQuery):
    """Which days of the shop, and how the file is written."""
