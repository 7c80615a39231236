"""How often the same was refused."""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment


class RefusalCount(Base):
    """How often somebody was refused the same within one minute; the audit log has the first of them."""

    __tablename__ = "refusal_counts"

    subject: Mapped[str] = mapped_column(primary_key=True)
    minute: Mapped[Moment] = mapped_column(primary_key=True)
    audit_log_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    count: Mapped[int] = mapped_column(BigInteger)
