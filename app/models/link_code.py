"""Codes by which the owner of an account lets the shop link it to a customer it knows."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import SECRET, Base, Moment


class LinkCode(Base):
    """The one code of an account that may still be used, stored as its SHA-256 digest."""

    __tablename__ = "link_codes"

    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True, info=SECRET)
    expires_at: Mapped[Moment]
