"""The demand for sweets, learned from the history of the days before today."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.insight.sales_history import SalesHistoryRepository, ShopDay, SweetHistory, Window
from app.services.common.context import ShopContext
from app.services.insight.forecast import DayOfSales, Demand, Stocked, closed_weekdays, learn

_MINUTES_OF_A_DAY = 24 * 60
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class History:
    """What the days before today tell: the demand for sweets, by id, and the shop's sales in each minute of a day."""

    demands: Mapping[int, Demand]
    sales_by_minute: Sequence[int]


class DemandReader:
    """Learns the demand for sweets, by two statements however many there are."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._zone = context.zone
        self._histories = SalesHistoryRepository(session)

    async def learn(self, sweet_ids: Collection[int], today: date, days: int) -> History:
        """Return what the last `days` before today tell of sweets."""
        since_day = today - timedelta(days=days)
        window = Window(since_day, today, self._midnight(since_day), self._midnight(today), self._zone.key)
        shop_days = await self._histories.shop_days(window)
        found = await self._histories.histories(sweet_ids, shop_days, window)
        closed = closed_weekdays([one.day for one in shop_days], today)
        # In a thread: the arithmetic for a thousand sweets takes some tenths of a second.
        demands = await asyncio.to_thread(
            lambda: {sweet_id: learn(_days_of(found.get(sweet_id)), closed) for sweet_id in sweet_ids}
        )
        return History(demands, _sales_by_minute(shop_days))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(UTC)


def rest_of_day(sales_by_minute: Sequence[int], moment: time) -> Decimal:
    """Return the share of a day's sales that the shop usually makes after the minute of a time of day."""
    sales = sum(sales_by_minute)
    later = sum(sales_by_minute[60 * moment.hour + moment.minute + 1 :])
    return Decimal(later) / sales if sales else _ONE


def _sales_by_minute(days: Sequence[ShopDay]) -> list[int]:
    counts = [0] * _MINUTES_OF_A_DAY
    for day in days:
        for minute in day.minutes:
            counts[minute] += 1
    return counts


def _days_of(history: SweetHistory | None) -> Sequence[DayOfSales]:
    if history is None:
        return ()
    rows = zip(history.days, history.sold, history.stocked, strict=True)
    return [DayOfSales(day, sold, Stocked(stocked)) for day, sold, stocked in rows]
