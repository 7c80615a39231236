"""Tries at passwords and registrations, counted per device, account, address and login."""

from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment


class LoginThrottle(Base):
    """How often one subject tried in a row, and until when its next try is refused, if it is."""

    __tablename__ = "login_throttles"

    subject: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_failed_at: Mapped[Moment]
    blocked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
