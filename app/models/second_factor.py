"""Second factors of staff, and their recovery codes."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import SECRET, Base, Moment


class SecondFactor(Base):
    """The secret a user shares with an authenticator app, encrypted. It counts once a code has proved it."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary, info=SECRET)
    created_at: Mapped[Moment]
    proved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The step of the last code that was used: neither it nor an earlier one is taken again."""


class RecoveryCode(Base):
    """A code that lets in once in place of the app's, stored as its SHA-256 digest."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, info=SECRET)
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("second_factors.user_id", ondelete="CASCADE"))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_recovery_codes_user_id", "user_id"),)
