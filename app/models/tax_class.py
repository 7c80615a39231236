"""How sweets are taxed: kept by the shop as data, from a day on."""

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Computed,
    Date,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, UpdatedAt


class TaxClass(Base):
    """A class of goods taxed alike."""

    __tablename__ = "tax_classes"

    id: Mapped[Id]
    name: Mapped[str]
    hsn_code: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
    sort_name: Mapped[str] = mapped_column(Text(collation="C"), Computed("name_order(name)", persisted=True))

    __table_args__ = (Index("uq_tax_classes_name", text("text_key(name)"), unique=True),)


class TaxRate(Base):
    """The rate of a class from a day until its next rate: a name and a percentage for each component."""

    __tablename__ = "tax_rates"

    tax_class_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tax_classes.id"), primary_key=True)
    effective_from: Mapped[date] = mapped_column(Date, primary_key=True)
    components: Mapped[list[str]] = mapped_column(ARRAY(String))
    rates: Mapped[list[Decimal]] = mapped_column(ARRAY(Numeric(6, 3)))

    __table_args__ = (
        CheckConstraint("cardinality(components) = cardinality(rates)", name="component_has_rate"),
        CheckConstraint("0 <= ALL (rates) AND 100 >= ALL (rates)", name="rate_is_percentage"),
    )
