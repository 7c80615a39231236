"""That a sweet runs low or is sold out."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment, Quantity, choice


class AlertState(StrEnum):
    """How little there is."""

    LOW = "low"
    OUT = "out"


class StockAlert(Base):
    """One time a sweet ran low or out, from then until there was enough of it again.

    `available` is what was left when the alert last changed; `escalated_at` is when low became out.
    """

    __tablename__ = "stock_alerts"

    id: Mapped[Id]
    sweet_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sweets.id"))
    state: Mapped[AlertState] = mapped_column(choice(AlertState, "state"))
    available: Mapped[Quantity]
    raised_at: Mapped[Moment]
    escalated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    resolved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("uq_stock_alerts_open", "sweet_id", unique=True, postgresql_where=text("resolved_at IS NULL")),
        Index("ix_stock_alerts_open_raised_at_id", "raised_at", "id", postgresql_where=text("resolved_at IS NULL")),
        # For the foreign key, which is checked when a sweet is deleted.
        Index("ix_stock_alerts_sweet_id", "sweet_id"),
        CheckConstraint("available >= 0 AND available < 'NaN'", name="available_not_negative"),
        CheckConstraint("escalated_at IS NULL OR state = 'out'", name="escalated_is_out"),
    )
