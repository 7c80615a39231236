"""Takings: the money that was taken and given back, as docs/figures.md defines it."""

from datetime import date

from pydantic import Field

from app.schemas.base import DecimalText, Schema


class MoneyTakenRead(Schema):
    """What some payments come to."""

    payments: int = Field(description="How many there were, of money taken and of money given back.", examples=[12])
    taken: DecimalText = Field(examples=["1250.00"])
    given_back: DecimalText = Field(description="By refunds, voids, and to customers' accounts.", examples=["100.00"])
    net: DecimalText = Field(description="taken - given_back.", examples=["1150.00"])


class TenderTakingsRead(MoneyTakenRead):
    """What was taken by one tender."""

    tender: str = Field(
        description="`cash`, `card`, `upi`, one of the shop's own, or `other` for the sales of a previous till.",
        examples=["cash"],
    )


class TakingsOfDays(Schema):
    """The days of which the money is told."""

    currency: str = Field(examples=["INR"])
    begins: date = Field(alias="from", examples=["2026-11-09"])
    ends: date = Field(alias="to", examples=["2026-11-10"])
    total: MoneyTakenRead = Field(description="All together; its `net` is `paid` of the same days.")


class TendersRead(TakingsOfDays):
    """The takings of some days by tender."""

    items: list[TenderTakingsRead] = Field(description="Each tender that was used, the one with most first.")
    on_account: MoneyTakenRead = Field(
        description="What customers took on account, and what refunds took off it: owed, not taken, and in no total."
    )


class SellerOfTakings(Schema):
    """Who took the money."""

    id: int
    email: str = Field(examples=["ravi@example.com"])
    full_name: str | None = Field(examples=["Ravi Iyer"])


class SellerTakingsRead(MoneyTakenRead):
    """What one member of staff took."""

    seller: SellerOfTakings | None = Field(description="null for the sales of a previous till.")


class DrawerTakingsRead(MoneyTakenRead):
    """What went into one drawer, by any tender."""

    drawer: str | None = Field(description="Its name; null for the own drawer of `seller`.", examples=["Front"])
    seller: SellerOfTakings | None = Field(
        description="Whose own drawer it is; null for a drawer with a name, and for money outside of all drawers."
    )
    sessions: int = Field(description="How often it was opened; 0 for money outside of all drawers.", examples=[2])


class HourTakingsRead(MoneyTakenRead):
    """What was taken in one hour of one day of the week."""

    weekday: int = Field(description="Of the business day: 1 is Monday, 7 Sunday.", examples=[6])
    hour: int = Field(description="On the shop's clock, from 0 to 23.", examples=[18])


class TakingsRead(TakingsOfDays):
    """The takings of some days by drawer, by seller and by hour; each list adds up to `total`."""

    drawers: list[DrawerTakingsRead]
    sellers: list[SellerTakingsRead]
    hours: list[HourTakingsRead] = Field(description="By weekday and hour; those without a payment are left out.")
