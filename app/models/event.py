"""The events sent to listening clients, in commit order."""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from app.models.base import Base, CreatedAt


class EventKind(StrEnum):
    """The kind of an event."""

    NOTIFICATION = "notification"
    STOCK_ALERT = "stock_alert"


class Event(Base):
    """Something that staff may want to see at once. Kept for a while, so that who was away can catch up.

    A trigger draws the id, when it is the writer's turn: ids are in the order of the commits.
    """

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    roles: Mapped[list[str]] = mapped_column(ARRAY(String))
    created_at: Mapped[CreatedAt]

    __table_args__ = (Index("ix_events_created_at", "created_at", postgresql_using="brin"),)
