"""Stocktakes and their counts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Quantity, choice


class StocktakeStatus(StrEnum):
    """Whether it may still be counted."""

    OPEN = "open"
    POSTED = "posted"
    CANCELLED = "cancelled"


class Stocktake(Base):
    """A count of many sweets. Posting it moves the stock to the counted quantities."""

    __tablename__ = "stocktakes"

    id: Mapped[Id]
    status: Mapped[StocktakeStatus] = mapped_column(choice(StocktakeStatus, "status"))
    note: Mapped[str | None]
    opened_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    opened_at: Mapped[CreatedAt]
    posted_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    posted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cancelled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("ix_stocktakes_opened_at_id", "opened_at", "id"),
        Index("ix_stocktakes_status_opened_at_id", "status", "opened_at", "id"),
        Index("ix_stocktakes_posted_at", "posted_at", postgresql_where=text("posted_at IS NOT NULL")),
        CheckConstraint("(status = 'posted') = (posted_at IS NOT NULL)", name="posted_has_moment"),
        CheckConstraint("(posted_by IS NULL) = (posted_at IS NULL)", name="posted_has_actor"),
        CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_has_moment"),
    )


class StocktakeCount(Base):
    """The counted and the expected quantity of a sweet."""

    __tablename__ = "stocktake_counts"

    stocktake_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stocktakes.id"), primary_key=True)
    sweet_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sweets.id"), primary_key=True)
    expected: Mapped[Quantity]
    counted: Mapped[Quantity]
    counted_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    counted_at: Mapped[CreatedAt]

    __table_args__ = (
        Index("ix_stocktake_counts_sweet_id", "sweet_id"),
        CheckConstraint("expected >= 0 AND expected < 'NaN'", name="expected_not_negative"),
        CheckConstraint("counted >= 0 AND counted < 'NaN'", name="counted_not_negative"),
    )
