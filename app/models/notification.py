"""Notifications and their readers."""

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, TextClause, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from app.models.base import Base, CreatedAt, Id, choice
from app.models.user import Role


class NotificationKind(StrEnum):
    """What it is about."""

    MESSAGE = "message"
    STOCK = "stock"
    EXPIRY = "expiry"
    ORDER = "order"


def told_to(role: Role) -> TextClause:
    """Return the condition that a notification was told to a role, word for word as the index of that role has it."""
    return text(f"'{role}' = ANY (notifications.roles)")


class Notification(Base):
    """Something told to everybody of some roles, or to one person alone."""

    __tablename__ = "notifications"

    id: Mapped[Id]
    kind: Mapped[NotificationKind] = mapped_column(choice(NotificationKind, "kind"))
    title: Mapped[str]
    body: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(String))
    user_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    sender_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    sweet_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sweets.id", ondelete="CASCADE"))
    sale_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sales.id"))
    created_at: Mapped[CreatedAt]

    __table_args__ = (
        # One for each role: customers look for their few among all the notifications to staff.
        *(
            Index(f"ix_notifications_{role}_created_at_id", "created_at", "id", postgresql_where=told_to(role))
            for role in Role
        ),
        Index(
            "ix_notifications_user_id_created_at_id",
            "user_id",
            "created_at",
            "id",
            postgresql_where=text("user_id IS NOT NULL"),
        ),
        CheckConstraint("(user_id IS NOT NULL) = (roles = '{}')", name="one_or_roles"),
        Index("ix_notifications_sweet_id", "sweet_id", postgresql_where=text("sweet_id IS NOT NULL")),
    )


class NotificationRead(Base):
    """A user has read a notification. The key begins with the user, because lookups are by user."""

    __tablename__ = "notification_reads"

    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    notification_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("notifications.id", ondelete="CASCADE"), primary_key=True
    )
    read_at: Mapped[CreatedAt]
