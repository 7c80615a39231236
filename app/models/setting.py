"""Settings that admins change while the shop runs."""

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment


class Setting(Base):
    """A setting that differs from its default. Keys and types are in schemas/setting.py."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB(none_as_null=True))
    updated_at: Mapped[Moment]
