"""Invitations: how somebody becomes staff."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import PERSONAL, SECRET, Base, CreatedAt, Id, Moment, choice
from app.models.user import Role


class InvitationStatus(StrEnum):
    """How an invitation stands at a moment: only an open one lets somebody register."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Invitation(Base):
    """A token that lets one person register as staff, stored as its SHA-256 digest."""

    __tablename__ = "invitations"

    id: Mapped[Id]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True, info=SECRET)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    email: Mapped[str | None] = mapped_column(info=PERSONAL)
    created_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    used_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("ix_invitations_created_at_id", "created_at", "id"),
        Index("ix_invitations_email_created_at_id", "email", "created_at", "id"),
        CheckConstraint("role <> 'customer'", name="for_staff"),
        CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name="used_or_revoked"),
        CheckConstraint("email = lower(email)", name="email_lower_case"),
    )
