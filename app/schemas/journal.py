"""The accounts of the journal, as docs/figures.md defines them."""

from datetime import date

from pydantic import Field

from app.schemas.base import DecimalText, Schema


class JournalAccountRead(Schema):
    """What one account comes to."""

    account: str = Field(examples=["Cash"])
    debit: DecimalText = Field(examples=["225.00"])
    credit: DecimalText = Field(examples=["105.00"])


class JournalRead(Schema):
    """The accounts of the journal of some days. Debits and credits come to the same."""

    currency: str = Field(examples=["INR"])
    begins: date = Field(alias="from", examples=["2026-11-09"])
    ends: date = Field(alias="to", examples=["2026-11-10"])
    debit: DecimalText = Field(examples=["630.40"])
    credit: DecimalText = Field(examples=["630.40"])
    items: list[JournalAccountRead]
