"""Devices that have logged in to an account."""

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import SECRET, Base, Moment


class KnownDevice(Base):
    """A device cookie, as its SHA-256 digest, that came with a login to this account. One cookie may serve several."""

    __tablename__ = "known_devices"

    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, info=SECRET)
    created_at: Mapped[Moment]
    last_used_at: Mapped[Moment]

    __table_args__ = (Index("ix_known_devices_last_used_at", "last_used_at"),)
