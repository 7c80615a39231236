"""How the shop is doing: figures as docs/figures.md defines them."""

from datetime import date
from enum import StrEnum

from pydantic import ConfigDict, Field

from app.core.pagination import MAX_LIMIT
from app.models import Unit
from app.schemas.base import Day, DecimalText, Schema


class PeriodKind(StrEnum):
    """What a span of days is divided into."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Ranking(StrEnum):
    """What sweets are ranked by."""

    MONEY = "money"
    QUANTITY = "quantity"


class StatsQuery(Schema):
    """Nothing: what is asked for all the same is refused, as everywhere."""


class SpanQuery(Schema):
    """Which business days, both ends included; ten years at most."""

    begins: Day | None = Field(default=None, alias="from", description="The first day; 29 before `to` if left out.")
    ends: Day | None = Field(default=None, alias="to", description="The last day; today if left out.")


class TotalSalesQuery(SpanQuery):
    """Which days, and what to divide them into."""

    by: PeriodKind = Field(default=PeriodKind.DAY, description="Weeks begin on Monday, months on their first.")


class TopSweetsQuery(SpanQuery):
    """Which days, and what is best."""

    by: Ranking = Field(
        default=Ranking.MONEY, description="By `total` in one list, or by `quantity` in a list for each unit."
    )
    unit: Unit | None = Field(default=None, description="Only sweets sold by this.")
    limit: int = Field(default=10, ge=1, le=MAX_LIMIT, description="How many of each list.")


class MoneyRead(Schema):
    """What documents come to, in the shop's currency."""

    gross: DecimalText = Field(description="Quantity x price of all that was sold.", examples=["1250.00"])
    discounts: DecimalText = Field(description="What was taken off that.", examples=["50.00"])
    refunds: DecimalText = Field(description="What was given back of that, discounts taken off.", examples=["100.00"])
    net: DecimalText = Field(description="gross - discounts - refunds.", examples=["1100.00"])
    tax: DecimalText = Field(description="The tax on that, in it or on top of it.", examples=["52.38"])
    total: DecimalText = Field(
        description="What sales come to less what was refunded, with the tax.", examples=["1100.00"]
    )
    costed_sales: DecimalText = Field(
        description="total less tax of the goods whose cost is known, which the margin is of.", examples=["1047.62"]
    )
    cost: DecimalText = Field(description="What those goods cost the shop.", examples=["600.00"])
    margin: DecimalText = Field(description="costed_sales - cost.", examples=["447.62"])
    margin_percent: DecimalText | None = Field(
        description="The margin in per cent of costed_sales; null where there are none.", examples=["42.73"]
    )


class FiguresRead(MoneyRead):
    """What some business days come to."""

    begins: date = Field(alias="from", examples=["2026-11-09"])
    ends: date = Field(alias="to", examples=["2026-11-10"])
    sales: int = Field(description="How many were made, less those that were voided.", examples=[12])
    refund_count: int = Field(description="How many times money was given back.", examples=[1])
    rounding: DecimalText = Field(description="What cash added to that or took off it.", examples=["0.06"])
    paid: DecimalText = Field(
        description="The money taken on these days less the money given back, whatever day's sales it was for; what "
        "customers take on account is paid when they pay it.",
        examples=["1100.06"],
    )
    average_sale: DecimalText | None = Field(
        description="total / sales; null where there are no sales.", examples=["91.67"]
    )


class ComparedFiguresRead(FiguresRead):
    """What the days so far come to, against as many of the period before."""

    previous: FiguresRead
    total_change_percent: DecimalText | None = Field(
        description="By how much total is above that before; null where that is not above 0.", examples=["12.50"]
    )
    paid_change_percent: DecimalText | None = Field(
        description="By how much paid is above that before; null where that is not above 0.", examples=["12.50"]
    )


class StatsRead(Schema):
    """Today, this week and this month so far."""

    currency: str = Field(examples=["INR"])
    day: date = Field(description="The business day it is.")
    today: ComparedFiguresRead
    week: ComparedFiguresRead = Field(description="From Monday on, against Monday to the same weekday.")
    month: ComparedFiguresRead = Field(description="From the 1st on, against the 1st to the same day of the month.")


class TotalSalesRead(FiguresRead):
    """What a span of days comes to, and each period of it; those at its ends are cut off where it is."""

    currency: str = Field(examples=["INR"])
    by: PeriodKind
    items: list[FiguresRead] = Field(description="Every period, also those without a sale.")


class CategoryOfReport(Schema):
    """The category of a sweet."""

    id: int
    name: str = Field(examples=["Milk sweets"])


class SweetOfReport(Schema):
    """The sweet that a figure is of, as it is now."""

    id: int
    sku: str = Field(examples=["MIL-GULAB"])
    name: str = Field(examples=["Gulab Jamun"])
    category: CategoryOfReport
    unit: Unit
    archived: bool


class TopSweetRead(MoneyRead):
    """One sweet, and what it brought."""

    rank: int = Field(description="Its place in the list, or in that of its unit.", examples=[1])
    sweet: SweetOfReport
    quantity: DecimalText = Field(description="What was sold, less what was refunded.", examples=["12.500"])
    refunded: DecimalText = Field(description="For how much of it money was given back.", examples=["0.500"])


class TopSweetsRead(Schema):
    """What sold best."""

    currency: str = Field(examples=["INR"])
    by: Ranking
    begins: date = Field(alias="from")
    ends: date = Field(alias="to")
    items: list[TopSweetRead]


class SweetDayRead(Schema):
    """What one sweet brought on a day."""

    day: date = Field(examples=["2026-11-10"])
    quantity: DecimalText = Field(description="What was sold, less what was refunded.", examples=["1.250"])
    total: DecimalText = Field(examples=["600.00"])


class SweetSalesRead(MoneyRead):
    """What one sweet brought in a span of days, and on each of them."""

    currency: str = Field(examples=["INR"])
    begins: date = Field(alias="from")
    ends: date = Field(alias="to")
    unit: Unit
    quantity: DecimalText = Field(description="What was sold, less what was refunded.", examples=["12.500"])
    refunded: DecimalText = Field(description="For how much of it money was given back.", examples=["0.500"])
    items: list[SweetDayRead] = Field(description="Every day, also those without a sale.")


class ByUnitRead(Schema):
    """A quantity in each unit: what is weighed is never added to what is counted."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kg": "12.500", "g": "0.000", "piece": "40.000", "box": "3.000"}]}
    )

    kg: DecimalText
    g: DecimalText
    piece: DecimalText
    box: DecimalText


class SweetMetricsOfAll(MoneyRead):
    """What there is of some sweets now, and what was sold of them in a span of days."""

    count: int = Field(description="How many sweets are sold.", examples=[12])
    archived: int = Field(description="How many are archived.", examples=[1])
    on_hand: ByUnitRead = Field(description="What is on the shelf, archived and expired goods too.")
    value: DecimalText = Field(description="That at what its lots cost, as far as it is known.", examples=["5400.00"])
    value_at_price: DecimalText = Field(description="That at today's prices.", examples=["9800.00"])
    lots_without_cost: int = Field(description="Lots on the shelf that are not in `value`.", examples=[0])
    sold: ByUnitRead = Field(description="What was sold in those days, less what was refunded.")


class CategoryMetricsRead(SweetMetricsOfAll):
    """The same of one category."""

    category: CategoryOfReport


class SweetMetricsRead(Schema):
    """The metrics of each category, and of all sweets."""

    currency: str = Field(examples=["INR"])
    begins: date = Field(alias="from")
    ends: date = Field(alias="to")
    items: list[CategoryMetricsRead]
    total: SweetMetricsOfAll
