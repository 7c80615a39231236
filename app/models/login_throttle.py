"""Failed logins, counted per account and per address."""

from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment


class LoginThrottle(Base):
    """How often logins of one subject failed in a row, and until when the next must wait, if it must."""

    __tablename__ = "login_throttles"

    subject: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_failed_at: Mapped[Moment]
    blocked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
