"""Logins, and the refresh tokens that keep them alive."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import PERSONAL, SECRET, Base, CreatedAt, Id, Moment


class Session(Base):
    """One login on one device: the family of refresh tokens that began with it."""

    __tablename__ = "sessions"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    user_agent: Mapped[str | None] = mapped_column(info=PERSONAL)
    address: Mapped[str | None] = mapped_column(info=PERSONAL)
    created_at: Mapped[CreatedAt]
    last_used_at: Mapped[CreatedAt]
    expires_at: Mapped[Moment]
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When its owner proved their password last, by logging in or anew."""
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_sessions_user_id", "user_id"), Index("ix_sessions_expires_at", "expires_at"))


class RefreshToken(Base):
    """A refresh token, stored as its SHA-256 digest. A used one stays, so that a second use is recognised."""

    __tablename__ = "refresh_tokens"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, info=SECRET)
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sessions.id", ondelete="CASCADE"))
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_refresh_tokens_session_id", "session_id"),)
