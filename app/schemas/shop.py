"""The shop as visitors see it."""

from datetime import date

from pydantic import Field

from app.schemas.base import DecimalText, Schema


class ShopRead(Schema):
    """What a page needs to show prices and days the shop's way."""

    name: str = Field(examples=["Sweet Shop"])
    address: str = Field(description="May have several lines, or be empty.", examples=["12 Station Road, Pune"])
    currency: str = Field(description="ISO 4217 code of all prices.", examples=["INR"])
    time_zone: str = Field(description="Name in the tz database.", examples=["Asia/Kolkata"])
    today: date = Field(description="The calendar day in the shop, which decides what is past its best-before day.")
    customers_may_buy: bool = Field(description="Whether customers may order on the web, to pay and to collect here.")


class StaffLimitsRead(Schema):
    """What the settings let one member of staff do, and how the shop is paid."""

    max_discount_percent: DecimalText = Field(description="The most that may be taken off any line of a sale.")
    max_refund: DecimalText | None = Field(
        description="The most that may be given back for one sale; null for no limit."
    )
    may_refund_own_sales: bool = Field(description="Whether money may be given back for their own sales and purchases.")
    may_restock: bool
    other_tenders: list[str] = Field(
        description="What the shop takes beside cash, card, upi and account.", examples=[["wallet"]]
    )
    draws_upi_codes: bool = Field(description="Whether the shop has a UPI id to draw QR codes of.")
    cash_rounding: DecimalText = Field(description="The smallest coin; cash is rounded to it. 0 for none.")
