"""Held tickets: baskets put aside at the till."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from pydantic import ConfigDict, Field

from app.core.money import PERCENT_PLACES, QUANTITY_PLACES, rounded
from app.schemas.base import BodyId, DecimalText, Id, ListQuery, Name, Note, PageRead, Schema
from app.schemas.sale import BasketCreate, DiscountCreate


class HeldTicketCreate(BasketCreate):
    """A basket to put aside, and how to find it again. Nothing is reserved for it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": "Red scarf", "lines": [{"sweet_id": 1, "quantity": "0.250"}]}]}
    )

    title: Name | None = Field(default=None, description="A few words by which the till knows it again.")
    customer_id: BodyId | None = Field(default=None, description="The customer whose basket it is.")
    note: Note | None = None

    def columns(self, sold: Sequence[tuple[int, Decimal]]) -> dict[str, Any]:
        """Return the values to store: each line with the sweet and the quantity it comes to."""
        return {
            **self.model_dump(include={"title", "customer_id", "note"}),
            "lines": [
                {
                    "sweet_id": sweet_id,
                    "quantity": str(quantity.quantize(QUANTITY_PLACES)),
                    "tare": None if line.tare is None else str(line.tare.quantize(QUANTITY_PLACES)),
                    "discount": _discount(line.discount),
                }
                for line, (sweet_id, quantity) in zip(self.lines, sold, strict=True)
            ],
            "discount": _discount(self.discount),
            "line_count": len(self.lines),
        }


def _discount(given: DiscountCreate | None) -> dict[str, str | None] | None:
    if given is None:
        return None
    return {
        "percent": None if given.percent is None else str(given.percent.quantize(PERCENT_PLACES)),
        "amount": None if given.amount is None else str(rounded(given.amount)),
        "reason": given.reason,
    }


class HeldTicketFields(Schema):
    """A held ticket without names: replies that are kept for a retry must not outlive a person who is deleted."""

    id: int
    title: str | None
    customer_id: int | None
    line_count: int
    total: DecimalText = Field(description="That of its quote when it was held.")
    can_be_sold: bool = Field(description="Whether the sale would have been accepted when the ticket was held.")
    held_by: int | None = Field(description="The member of staff; null if the account was deleted.")
    held_at: datetime


class HeldTicketSummary(HeldTicketFields):
    """A held ticket as it is listed."""

    customer_name: str | None
    held_by_name: str | None


class HeldTicketDiscount(Schema):
    """A discount, as it was given."""

    percent: DecimalText | None
    amount: DecimalText | None
    reason: str


class HeldTicketLine(Schema):
    """A line, as a sale takes it."""

    sweet_id: int
    quantity: DecimalText
    tare: DecimalText | None
    discount: HeldTicketDiscount | None


class HeldTicketRead(HeldTicketFields):
    """A held ticket. Its lines, discount and note are as a quote or a sale takes them."""

    lines: list[HeldTicketLine]
    discount: HeldTicketDiscount | None
    note: str | None


class HeldTicketQuery(ListQuery):
    """Which held tickets to list."""

    sort_fields: ClassVar = ("held_at",)
    default_sort: ClassVar = "-held_at"

    customer_id: Id | None = None


class HeldTicketPage(PageRead):
    """One page of held tickets."""

    items: list[HeldTicketSummary]
