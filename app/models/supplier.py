"""Whom the shop buys from."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Computed, DateTime, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import PERSONAL, Base, CreatedAt, Id, UpdatedAt


class Supplier(Base):
    """A supplier. One that an order, a lot or a return names is archived instead of removed."""

    __tablename__ = "suppliers"

    id: Mapped[Id]
    name: Mapped[str]
    contact_name: Mapped[str | None] = mapped_column(info=PERSONAL)
    phone: Mapped[str | None] = mapped_column(info=PERSONAL)
    email: Mapped[str | None] = mapped_column(info=PERSONAL)
    address: Mapped[str | None] = mapped_column(info=PERSONAL)
    note: Mapped[str | None] = mapped_column(info=PERSONAL)
    lead_time_days: Mapped[int | None] = mapped_column(SmallInteger)
    archived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
    search_text: Mapped[str] = mapped_column(Computed("search_form(name)", persisted=True))
    sort_name: Mapped[str] = mapped_column(Text(collation="C"), Computed("name_order(name)", persisted=True))

    __table_args__ = (
        Index("uq_suppliers_name", text("text_key(name)"), unique=True),
        Index("ix_suppliers_sort_name_id", "sort_name", "id"),
        Index("ix_suppliers_created_at_id", "created_at", "id"),
        Index(
            "ix_suppliers_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        CheckConstraint("phone ~ '^[+][0-9]{4,15}$'", name="phone_e164"),
        CheckConstraint("lead_time_days >= 0", name="lead_time_not_negative"),
    )
