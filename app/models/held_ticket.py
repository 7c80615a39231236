"""Held tickets."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Money


class HeldTicket(Base):
    """A basket put aside at the till. `total` and `can_be_sold` are those of its quote at that moment."""

    __tablename__ = "held_tickets"

    id: Mapped[Id]
    title: Mapped[str | None]
    customer_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("customers.id", ondelete="SET NULL"))
    note: Mapped[str | None]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    discount: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    line_count: Mapped[int] = mapped_column(SmallInteger)
    total: Mapped[Money]
    can_be_sold: Mapped[bool]
    held_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id", ondelete="SET NULL"))
    held_at: Mapped[CreatedAt]

    __table_args__ = (
        Index("ix_held_tickets_held_at_id", "held_at", "id"),
        # For the foreign keys, which are checked when a customer or a user is deleted.
        Index("ix_held_tickets_customer_id", "customer_id"),
        Index("ix_held_tickets_held_by", "held_by"),
        CheckConstraint("jsonb_array_length(lines) = line_count", name="line_count_of_lines"),
        CheckConstraint("total >= 0 AND total < 'NaN'", name="total_not_negative"),
    )
