"""Receipts."""

from enum import StrEnum

from pydantic import Field

from app.schemas.base import Schema


class ReceiptFormat(StrEnum):
    """What a receipt is printed as."""

    HTML = "html"
    PDF = "pdf"


class ReceiptQuery(Schema):
    """How a receipt is asked for."""

    format: ReceiptFormat | None = Field(
        default=None, description="Left out, the Accept header decides: HTML unless it prefers application/pdf."
    )
