"""The rollup: the totals of each business day, written by triggers on the documents in the same transaction."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import AmountType, Base

Amount = Annotated[Decimal, mapped_column(AmountType(18, 2))]
Cost = Annotated[Decimal, mapped_column(Numeric(24, 7))]
SoldQuantity = Annotated[Decimal, mapped_column(Numeric(18, 3))]


class DailySales(Base):
    """The totals of all documents of one business day."""

    __tablename__ = "daily_sales"

    day: Mapped[date] = mapped_column(primary_key=True)
    sale_count: Mapped[int] = mapped_column(Integer)
    void_count: Mapped[int] = mapped_column(Integer)
    refund_count: Mapped[int] = mapped_column(Integer)
    gross: Mapped[Amount]
    discounts: Mapped[Amount]
    refunds: Mapped[Amount]
    tax: Mapped[Amount]
    total: Mapped[Amount]
    rounding: Mapped[Amount] = mapped_column(server_default="0")
    paid: Mapped[Amount] = mapped_column(server_default="0")
    """The money taken less the money given back on it, whatever day's sales it was for."""
    costed_sales: Mapped[Amount]
    cost: Mapped[Cost]

    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)


class SoldFigures:
    """The figures of sweets that were sold."""

    sold: Mapped[SoldQuantity]
    refunded: Mapped[SoldQuantity]
    gross: Mapped[Amount]
    discounts: Mapped[Amount]
    refunds: Mapped[Amount]
    tax: Mapped[Amount]
    total: Mapped[Amount]
    costed_sales: Mapped[Amount]
    cost: Mapped[Cost]


class DailySweetSales(SoldFigures, Base):
    """The totals of one sweet on one business day."""

    __tablename__ = "daily_sweet_sales"

    day: Mapped[date] = mapped_column(primary_key=True)
    sweet_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sweets.id"), primary_key=True)

    __table_args__ = (
        Index("ix_daily_sweet_sales_sweet_id_day", "sweet_id", "day"),
        {"postgresql_with": {"fillfactor": 50}},
    )


class DailyCategorySales(SoldFigures, Base):
    """The totals of one business day of the sweets that are in a category now, for each unit they are sold by.

    A trigger moves the figures of a sweet along with it; where there are none, the row may be missing. Without a
    foreign key, so that no sale waits for whoever changes the category; one with figures has sweets and is not deleted.
    """

    __tablename__ = "daily_category_sales"

    day: Mapped[date] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    unit: Mapped[str] = mapped_column(String(5), primary_key=True)

    __table_args__ = (
        Index("ix_daily_category_sales_category_id", "category_id"),
        {"postgresql_with": {"fillfactor": 50}},
    )


class PeriodSweetSales(SoldFigures, Base):
    """The totals of one sweet in one month or year of business days, by its first day."""

    __tablename__ = "period_sweet_sales"

    period: Mapped[str] = mapped_column(String(5), primary_key=True)
    begins: Mapped[date] = mapped_column(primary_key=True)
    sweet_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sweets.id"), primary_key=True)

    __table_args__ = (
        Index("ix_period_sweet_sales_sweet_id", "sweet_id", "period", "begins"),
        {"postgresql_with": {"fillfactor": 70}},
    )
