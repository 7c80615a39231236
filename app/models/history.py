"""The sales of a previous till. They move no stock."""

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Moment, Quantity


class HistoryTicket(Base):
    """One ticket of the previous till."""

    __tablename__ = "history_tickets"

    id: Mapped[Id]
    ticket: Mapped[str]
    sold_at: Mapped[Moment]
    business_day: Mapped[date]
    imported_at: Mapped[CreatedAt]

    __table_args__ = (
        UniqueConstraint("business_day", "ticket", name="uq_history_tickets_business_day_ticket"),
        Index("ix_history_tickets_sold_at", "sold_at"),
    )


class HistoryLine(Base):
    """One line of such a ticket; a negative quantity came back. `amount` is null if the till told no price."""

    __tablename__ = "history_lines"

    ticket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("history_tickets.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sweet_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sweets.id"))
    item: Mapped[str]
    quantity: Mapped[Quantity]
    unit_price: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))

    __table_args__ = (
        Index("ix_history_lines_sweet_id", "sweet_id"),
        CheckConstraint("quantity <> 0 AND quantity <> 'NaN'", name="quantity_not_zero"),
        CheckConstraint("unit_price >= 0 AND unit_price < 'NaN'", name="unit_price_not_negative"),
        CheckConstraint("amount IS NOT DISTINCT FROM round(quantity * unit_price, 2)", name="amount_adds_up"),
    )
