"""What the shop tells people, and who has read it."""

from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from app.models.base import Base, CreatedAt, Id, choice


class NotificationKind(StrEnum):
    """What it is about."""

    MESSAGE = "message"
    STOCK = "stock"


class Notification(Base):
    """Something told to everybody of some roles."""

    __tablename__ = "notifications"

    id: Mapped[Id]
    kind: Mapped[NotificationKind] = mapped_column(choice(NotificationKind, "kind"))
    title: Mapped[str]
    body: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(String))
    sender_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    sweet_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sweets.id", ondelete="CASCADE"))
    created_at: Mapped[CreatedAt]

    __table_args__ = (Index("ix_notifications_created_at_id", "created_at", "id"),)


class NotificationRead(Base):
    """That a user has read a notification."""

    __tablename__ = "notification_reads"

    notification_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("notifications.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    read_at: Mapped[CreatedAt]
