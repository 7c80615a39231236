"""What to make or order now."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from app.models import Unit
from app.schemas.base import DecimalText, Id, ListQuery, PageRead, Schema

MAX_LEAD_TIME_DAYS = MAX_COVER_DAYS = 60


class Urgency(StrEnum):
    """How soon to act."""

    LATE = "late"
    NOW = "now"
    SOON = "soon"
    NONE = "none"


class DayAhead(Schema):
    """A day as it is expected to go if nothing more is made or ordered."""

    day: date
    demand: DecimalText = Field(description="What will be wanted; of today what still will be.")
    coming: DecimalText = Field(description="What arrives of what is on order.")
    left: DecimalText = Field(description="What will be left in the evening, with what is best before that day.")


class ReorderRead(Schema):
    """What to make or order of a sweet, what that follows from, and why. Without enough history, why not."""

    sweet_id: int
    sku: str = Field(examples=["MIL-GULAB"])
    name: str = Field(examples=["Gulab Jamun"])
    unit: Unit
    supplier_id: int | None = Field(description="Whom the latest lot came from; null when it is made here.")
    supplier_name: str | None
    on_hand: DecimalText
    available: DecimalText = Field(description="What is on hand and not past its best-before day.")
    expiring: DecimalText = Field(default=Decimal("0.000"), description="Of that, what will not sell in time.")
    on_order: DecimalText = Field(description="Ordered from suppliers and not received yet.")
    overdue: DecimalText = Field(
        description="Of that, what is later than its supplier usually is: the advice does not count on it."
    )
    days_observed: int = Field(description="Days of the window on which it could be bought, at least for a time.")
    days_sold_out: int = Field(description="Days on which it was sold out, for a time or all of it.")
    velocity_per_day: DecimalText | None = Field(default=None, description="Null while too little is known.")
    expected_demand: DecimalText | None = Field(
        default=None, description="What will be bought from now through the lead time and the cover days."
    )
    lead_time_days: int = Field(description="In how many days what is made or ordered now can be sold.")
    cover_days: int = Field(description="For how many days it is meant to last; no more than the sweet keeps.")
    shelf_life_days: int | None
    safety_stock: DecimalText | None = None
    quantity: DecimalText = Field(default=Decimal("0.000"), description="What to make or order; 0.000 for nothing.")
    pack_size: DecimalText | None = Field(description="How much is in a pack, when it is ordered in packs.")
    packs: int | None = Field(default=None, description="The quantity in packs.")
    runs_out_on: date | None = Field(
        default=None, description="The first day on which what is there and ordered does not meet what is wanted."
    )
    order_by: date | None = Field(default=None, description="The last day on which acting is in time, or today.")
    urgency: Urgency = Field(
        default=Urgency.NONE,
        description="late: it runs out before more can be there; now: today is the last day in time; soon: it can "
        "wait; none: there is nothing to do.",
    )
    reason: str = Field(
        examples=["Sells 4.2 kg a day (28 days). 3 kg left, which lasts until Friday 27 November. Make 6.5 kg now."]
    )
    days_ahead: list[DayAhead] = Field(
        default=[], description="Today and the days after it; none while too little is known."
    )


class ReorderQuery(ListQuery):
    """How to look back and ahead."""

    sort_fields: ClassVar = ("runs_out_on",)
    default_sort: ClassVar = "runs_out_on"

    all: bool = Field(default=False, description="Whether to list sweets of which nothing is needed, too.")
    urgent: bool = Field(default=False, description="Only what is late or has to be made or ordered now.")
    sweet_id: Id | None = None
    category_id: Id | None = None
    supplier_id: Id | None = Field(default=None, description="Only sweets whose latest lot came from them.")
    made_here: bool = Field(default=False, description="Only sweets whose latest lot came from no supplier.")
    days: int = Field(default=56, ge=7, le=365, description="How many days of sales to learn from.")
    lead_time_days: int = Field(
        default=1,
        ge=0,
        le=MAX_LEAD_TIME_DAYS,
        description="In how many days it can be sold, where the latest lot's supplier does not say.",
    )
    cover_days: int = Field(default=2, ge=1, le=MAX_COVER_DAYS, description="For how many days to make or order.")


class ReorderPage(PageRead):
    """One page of advice."""

    items: list[ReorderRead]
