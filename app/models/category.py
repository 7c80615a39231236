"""The trays sweets are sorted into."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, Computed, Index, Numeric, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, UpdatedAt


class Category(Base):
    """A kind of sweet, with a low-stock threshold for those that have none of their own."""

    __tablename__ = "categories"

    id: Mapped[Id]
    name: Mapped[str]
    description: Mapped[str | None]
    low_stock_threshold: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
    sort_name: Mapped[str] = mapped_column(Text(collation="C"), Computed("name_order(name)", persisted=True))

    __table_args__ = (
        Index("uq_categories_name", text("text_key(name)"), unique=True),
        CheckConstraint(
            "low_stock_threshold >= 0 AND low_stock_threshold < 'NaN'", name="low_stock_threshold_not_negative"
        ),
    )
