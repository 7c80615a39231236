"""What admins set of the shop while it is open."""

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment


class Setting(Base):
    """A setting that is not at its default. What keys there are, and of which type, schemas/setting.py says."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB(none_as_null=True))
    updated_at: Mapped[Moment]
