"""Daily jobs."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base

EXPIRY_JOB = "expiry"
"""The job that announces lots about to expire and re-evaluates alerts of sweets with expired lots."""


class DailyJob(Base):
    """The shop's day a job was last done for, by whichever worker it was."""

    __tablename__ = "daily_jobs"

    name: Mapped[str] = mapped_column(primary_key=True)
    done_for: Mapped[date]
