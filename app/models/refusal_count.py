"""Counts of equal refusals."""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment


class RefusalCount(Base):
    """How often one subject was refused the same within one minute. The first refusal is in the audit log."""

    __tablename__ = "refusal_counts"

    subject: Mapped[str] = mapped_column(primary_key=True)
    minute: Mapped[Moment] = mapped_column(primary_key=True)
    audit_log_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    count: Mapped[int] = mapped_column(BigInteger)
