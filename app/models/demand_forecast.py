"""Demand forecasts, kept for a day: what the history of a sweet up to that day comes to."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Index, Integer, Numeric, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ForecastDay(Base):
    """A day that forecasts are kept for, and when on a day the shop sells: its sales in each of the 1,440 minutes.

    `is_complete` once every sweet has a forecast of the day.
    """

    __tablename__ = "forecast_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    zone: Mapped[str] = mapped_column(Text)
    sales_by_minute: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    is_complete: Mapped[bool]


class DemandForecast(Base):
    """The forecast of one sweet's demand, and bounds of all advice on it for as long as its stock is as it is.

    Without `per_day` too few days are known. The sweet runs out on the day itself if `short_today_from` of its demand
    or more is still to come, and otherwise not before `runs_out_from`. No advice needs anything before `needed_from`,
    or more of goods that spoil than `sells_at_most`. When the stock changes, the ledger's trigger sets `runs_out_from`
    to -infinity, and none of this holds.
    """

    __tablename__ = "demand_forecasts"

    sweet_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("sweets.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    day: Mapped[date]
    days_observed: Mapped[int] = mapped_column(Integer)
    days_sold_out: Mapped[int] = mapped_column(Integer)
    at_least: Mapped[bool]
    per_day: Mapped[Decimal | None] = mapped_column(Numeric)
    by_weekday: Mapped[list[Decimal] | None] = mapped_column(ARRAY(Numeric))
    deviation: Mapped[Decimal | None] = mapped_column(Numeric)
    supplier_id: Mapped[int | None] = mapped_column(BigInteger)
    short_today_from: Mapped[Decimal] = mapped_column(Numeric)
    runs_out_from: Mapped[date]
    needed_from: Mapped[date]
    sells_at_most: Mapped[Decimal | None] = mapped_column(Numeric)

    __table_args__ = (
        Index("ix_demand_forecasts_runs_out_from_sweet_id", "runs_out_from", "sweet_id"),
        Index("ix_demand_forecasts_short_today", "sweet_id", postgresql_where=text("short_today_from <= 1")),
    )
