"""Drawers of cash: from the float they are opened with to what is counted at the end."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment, Money, Sum, choice


class DrawerSession(Base):
    """A drawer in the hands of one member of staff, until its cash is counted. Nothing of it changes after that.

    `cash` is what should be in it: the opening float with all cash taken, given back and moved, kept by triggers.
    """

    __tablename__ = "drawer_sessions"

    id: Mapped[Id]
    drawer: Mapped[str | None]
    """Its name; None for the own drawer of whoever opened it."""
    opened_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    opened_at: Mapped[Moment]
    business_day: Mapped[date]
    opening_float: Mapped[Money]
    opening_notes: Mapped[dict[str, int] | None] = mapped_column(JSONB(none_as_null=True))
    """How many of each coin and note, if they were counted."""
    cash: Mapped[Sum]
    closed_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    counted: Mapped[Money | None]
    counted_notes: Mapped[dict[str, int] | None] = mapped_column(JSONB(none_as_null=True))
    reason: Mapped[str | None]
    """Why more or less was counted than should be there."""

    __table_args__ = (
        Index(
            "uq_drawer_sessions_open_opened_by", "opened_by", unique=True, postgresql_where=text("closed_at IS NULL")
        ),
        Index(
            "uq_drawer_sessions_open_drawer",
            text("text_key(drawer)"),
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_drawer_sessions_closed_at", "closed_at", postgresql_where=text("closed_at IS NOT NULL")),
        Index("ix_drawer_sessions_opened_at_id", "opened_at", "id"),
        Index("ix_drawer_sessions_opened_by_opened_at_id", "opened_by", "opened_at", "id"),
        CheckConstraint("opening_float >= 0 AND opening_float < 'NaN'", name="opening_float_not_negative"),
        CheckConstraint("counted >= 0 AND counted < 'NaN'", name="counted_not_negative"),
        CheckConstraint(
            "num_nulls(closed_by, closed_at, counted) IN (0, 3) AND (closed_at IS NOT NULL"
            " OR (counted_notes IS NULL AND reason IS NULL))",
            name="closed_whole",
        ),
        {"postgresql_with": {"fillfactor": 50}},
    )


class DrawerMovementKind(StrEnum):
    """Whether cash came into a drawer or left it."""

    IN = "in"
    OUT = "out"


class DrawerMovement(Base):
    """Cash that came into a drawer or left it without a sale: change from the bank, petty cash, a bank drop."""

    __tablename__ = "drawer_movements"

    id: Mapped[Id]
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("drawer_sessions.id"))
    kind: Mapped[DrawerMovementKind] = mapped_column(choice(DrawerMovementKind, "kind"))
    amount: Mapped[Money]
    reason: Mapped[str]
    moved_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    moved_at: Mapped[Moment]

    __table_args__ = (
        Index("ix_drawer_movements_session_id", "session_id"),
        Index("ix_drawer_movements_moved_at_id", "moved_at", "id"),
        CheckConstraint("amount > 0 AND amount < 'NaN'", name="amount_positive"),
    )
