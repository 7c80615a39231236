"""The shop as visitors see it."""

from datetime import date

from pydantic import Field

from app.schemas.base import Schema


class ShopRead(Schema):
    """What a page needs to show prices and days the shop's way."""

    name: str = Field(examples=["Sweet Shop"])
    currency: str = Field(description="ISO 4217 code of all prices.", examples=["INR"])
    time_zone: str = Field(description="Name in the tz database.", examples=["Asia/Kolkata"])
    today: date = Field(description="The calendar day in the shop, which decides what is past its best-before day.")
