"""Lots as they are listed, and what became of their goods."""

from datetime import date, datetime
from typing import ClassVar

from pydantic import Field

from app.models import Unit
from app.schemas.base import CostText, DecimalText, Id, ListQuery, PageRead, Schema
from app.schemas.stock import LotRead


class LotDetail(LotRead):
    """One receipt of one sweet, what came in, and what is left of it."""

    sku: str
    sweet_name: str
    unit: Unit
    quantity_received: DecimalText | None = Field(description="What came in when the lot was made.")
    is_expired: bool = Field(description="Whether its best-before day is over in the shop's time zone.")


class LotQuery(ListQuery):
    """Which lots to list."""

    sort_fields: ClassVar = ("received_at", "best_before")
    default_sort: ClassVar = "-received_at"

    sweet_id: Id | None = None
    supplier_id: Id | None = None
    purchase_order_id: Id | None = None
    expiring_within_days: int | None = Field(
        default=None,
        ge=0,
        le=3650,
        description="Not empty, not expired, and best before a day at most so many days from today.",
    )
    expired: bool | None = None
    empty: bool | None = None


class LotPage(PageRead):
    """One page of lots."""

    items: list[LotDetail]


class RecalledCustomer(Schema):
    """The customer it was sold to over the counter."""

    id: int
    name: str
    phone: str | None


class RecalledBuyer(Schema):
    """The user who bought it for themselves."""

    id: int
    email: str
    full_name: str | None


class RecalledLine(Schema):
    """A line of a sale that got some of the lot."""

    sale_id: int
    number: str
    sold_at: datetime
    line_no: int
    quantity: DecimalText = Field(description="How much of the lot it got, less what came back to the shelf.")
    customer: RecalledCustomer | None
    buyer: RecalledBuyer | None
    seller_id: int | None


class RecallQuery(ListQuery):
    """Which page of a recall to show."""

    sort_fields: ClassVar = ("sold_at",)
    default_sort: ClassVar = "-sold_at"


class RecallPage(PageRead):
    """A lot, and one page of the sales that got some of it."""

    lot: LotDetail
    items: list[RecalledLine]


class LotSupplier(Schema):
    """Who supplied a lot."""

    id: int
    name: str


class SaleLot(Schema):
    """What a line of a sale took from one lot, and where the lot came from."""

    line_no: int
    sweet_id: int
    lot_id: int
    quantity: DecimalText = Field(description="How much of the lot it took.")
    returned: DecimalText = Field(description="How much of that a void or refunds brought back to the lot.")
    unit_cost: CostText | None
    best_before: date | None
    made_on: date | None
    supplier: LotSupplier | None
    goods_receipt_id: int | None
    purchase_order_id: int | None


class SaleLots(Schema):
    """The lots of a sale, line by line."""

    items: list[SaleLot]
