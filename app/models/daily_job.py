"""What is done once a day."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base

EXPIRY_JOB = "expiry"
"""The job that tells of what expires soon, and counts no more what has expired."""


class DailyJob(Base):
    """The shop's day a job was last done for, by whichever worker it was."""

    __tablename__ = "daily_jobs"

    name: Mapped[str] = mapped_column(primary_key=True)
    done_for: Mapped[date]
