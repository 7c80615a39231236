"""Work that one worker at a time does over many transactions."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment

WEBHOOKS = "webhooks"
"""The delivery of webhooks."""


class Lease(Base):
    """Who does a job, and until when, unless they take it anew."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[UUID]
    until: Mapped[Moment]
