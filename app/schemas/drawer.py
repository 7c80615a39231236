"""Drawers of cash: opened with a float, counted at the end."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.money import too_many_decimals
from app.models import DrawerMovementKind
from app.schemas.base import Body, Cost, DecimalText, Id, ListQuery, Moment, Name, PageRead, Price, Reason, Schema

MAX_DENOMINATIONS = 40

Denomination = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,10}(\.[0-9]{1,3})?$")]
NoteCount = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


def _known_coins(notes: dict[str, int]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for text, count in notes.items():
        worth = Decimal(text)
        if worth == 0 or too_many_decimals(worth):
            raise PydanticCustomError("unknown_coin", "There is no such coin or note.")
        name = f"{worth.normalize():f}"
        if name in counted:
            raise PydanticCustomError("coin_given_twice", "Count each coin and note once.")
        counted[name] = count
    return counted


Notes = Annotated[
    dict[Denomination, NoteCount],
    Field(max_length=MAX_DENOMINATIONS, description="How many of each coin and note.", examples=[{"500": 2, "10": 5}]),
    AfterValidator(_known_coins),
]


class DrawerSessionCreate(Body):
    """A drawer that is opened with cash for change."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"opening_float": "1050.00", "opening_notes": {"500": 2, "10": 5}}]}
    )

    opening_float: Cost = Field(description="The cash in it, for change.")
    opening_notes: Notes | None = None
    drawer: Name | None = Field(default=None, description="Its name, if several people use it by turns.")


class DrawerMovementCreate(Body):
    """Cash put into a drawer or taken out of it without a sale."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "out", "amount": "500.00", "reason": "Milk from the market."}]}
    )

    kind: DrawerMovementKind
    amount: Price
    reason: Reason


class DrawerClose(Body):
    """The cash that was counted."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"counted": "1045.00", "reason": "Five rupees short of change."}]}
    )

    counted: Cost = Field(description="All cash in the drawer, the float too.")
    counted_notes: Notes | None = None
    reason: Reason | None = Field(default=None, description="Why it differs from what is expected, if it does.")


class StaffName(Schema):
    """A member of staff."""

    id: int
    name: str | None = Field(description="Null if they gave none.")


class DrawerSessionRead(Schema):
    """A drawer in the hands of one member of staff, from its float to what was counted."""

    id: int
    drawer: str | None
    opened_by: StaffName
    opened_at: datetime
    business_day: date
    opening_float: DecimalText
    opening_notes: dict[str, int] | None
    is_open: bool
    is_from_earlier_day: bool = Field(description="Whether it is still open on a later business day.")
    expected: DecimalText = Field(description="The cash that should be in it: now, or as it was closed.")
    counted: DecimalText | None
    counted_notes: dict[str, int] | None
    difference: DecimalText | None = Field(description="Counted less expected; null while it is open.")
    reason: str | None
    closed_by: StaffName | None
    closed_at: datetime | None


class DrawerSessionQuery(ListQuery):
    """Which drawer sessions to list."""

    sort_fields: ClassVar = ("opened_at",)
    default_sort: ClassVar = "-opened_at"

    open: bool | None = Field(default=None, description="Those that are open, or those that are closed.")
    opened_by: Id | None = Field(default=None, description="The member of staff whose drawer it was.")
    opened_from: Moment | None = Field(default=None, description="Opened from this moment on.")
    opened_to: Moment | None = Field(default=None, description="Opened before this moment.")


class DrawerSessionPage(PageRead):
    """One page of drawer sessions."""

    items: list[DrawerSessionRead]


class DrawerMovementRead(Schema):
    """Cash that was put into a drawer or taken out of it."""

    id: int
    kind: DrawerMovementKind
    amount: DecimalText
    reason: str
    moved_by: StaffName
    moved_at: datetime


class DrawerMovementQuery(ListQuery):
    """Which movements to list."""

    sort_fields: ClassVar = ("moved_at",)
    default_sort: ClassVar = "moved_at"


class DrawerMovementPage(PageRead):
    """One page of the movements of a drawer session."""

    items: list[DrawerMovementRead]
