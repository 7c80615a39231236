"""Forecasts that are kept for a day, so that advice need not go through the history of every sweet each time.

A job keeps them: at the beginning of a day of all sweets, and afterwards of those whose stock has changed, whose bounds
would no longer hold. Advice is the same with and without the forecasts of today; only its cost differs.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.background import attempt, in_background
from app.database.unit_of_work import Database
from app.repositories.insight.demand_forecasts import KEPT_DAYS, DemandForecastRepository, KeptForecast
from app.repositories.insight.replenishment import ReplenishmentRepository, SweetStock
from app.repositories.shop.daily_jobs import DailyJobRepository
from app.services.common.context import ShopContext
from app.services.insight.advised_sweet import shelf_of
from app.services.insight.demands import DemandReader, rest_of_day
from app.services.insight.forecast import Demand, Forecast
from app.services.insight.reorder import NEVER_SHORT, EarliestNeed, earliest_need, sells_at_most

LOOK_EVERY_SECONDS = 60.0
SWEETS_AT_ONCE = 100
PAUSE_SECONDS = 0.1
"""Between batches, for the requests that the worker answers meanwhile."""

_JOB = "demand_forecasts"
_log = structlog.get_logger("kept_demand")


def demand_of(kept: KeptForecast) -> Demand:
    """Return the demand that was kept."""
    forecast = None
    if kept.per_day is not None and kept.by_weekday is not None and kept.deviation is not None:
        forecast = Forecast(
            per_day=kept.per_day,
            by_weekday=tuple(kept.by_weekday),
            deviation=kept.deviation,
            days_observed=kept.days_observed,
            days_sold_out=kept.days_sold_out,
            at_least=kept.at_least,
        )
    return Demand(kept.days_observed, kept.days_sold_out, forecast)


class KeptDemand:
    """Keeps the forecasts of today, on the worker that comes first."""

    def __init__(self, database: Database, context: Callable[[], ShopContext]) -> None:
        self._database = database
        self._context = context

    async def keep_all(self, told: Callable[[int], None] | None = None, pause_seconds: float = 0) -> None:
        """Keep all forecasts that are out of date, some in each transaction; `told` hears how many each time."""
        kept = SWEETS_AT_ONCE
        while kept == SWEETS_AT_ONCE:
            kept = await self._database.run(self._keep_some)
            if told is not None:
                told(kept)
            await asyncio.sleep(pause_seconds)

    @asynccontextmanager
    async def always(self) -> AsyncIterator[None]:
        """Keep them in the background while the block runs."""
        async with in_background(self._run_for_ever()):
            yield

    async def _keep_some(self, session: AsyncSession) -> int:
        """Keep the forecasts of some sweets; return of how many."""
        forecasts = DemandForecastRepository(session)
        if not await DailyJobRepository(session).take(_JOB):
            return 0
        await forecasts.lock()
        context = self._context()
        today, zone = context.today(), context.zone.key
        await forecasts.forget_other_zones(zone)
        out_of_date = await forecasts.out_of_date(today, SWEETS_AT_ONCE)
        kept_day = await forecasts.kept_day(today, zone)
        sales_by_minute = kept_day.sales_by_minute if kept_day else ()
        is_new_day = kept_day is None or kept_day.day != today
        demands = {sweet_id: demand_of(kept) for sweet_id, kept in out_of_date.items() if kept is not None}
        if is_new_day or len(demands) < len(out_of_date):
            to_learn = out_of_date.keys() - demands.keys()
            history = await DemandReader(session, context).learn(to_learn, today, KEPT_DAYS)
            demands |= history.demands
            if is_new_day:
                sales_by_minute = history.sales_by_minute
                await forecasts.begin_day(today, zone, sales_by_minute)
        if out_of_date:
            rest_of_today = rest_of_day(sales_by_minute, context.clock().astimezone(context.zone).time())
            sweets = await ReplenishmentRepository(session).stocks(out_of_date, today, zone, 0)
            kept_now = await asyncio.to_thread(
                lambda: [_kept(sweet, demands[sweet.sweet_id], today, rest_of_today) for sweet in sweets]
            )
            # Sales wait for locked sweets, so that comes last. What they sold meanwhile has changed the stock.
            xids = await forecasts.lock_sweets(out_of_date)
            unchanged = {sweet.sweet_id for sweet in sweets if xids.get(sweet.sweet_id) == sweet.sweet_xid}
            await forecasts.keep(
                today,
                [one if one.sweet_id in unchanged else replace(one, runs_out_from=date.min) for one in kept_now],
            )
        if len(out_of_date) < SWEETS_AT_ONCE:
            await forecasts.complete_day(today)
        return len(out_of_date)

    async def _run_for_ever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            await attempt(lambda: self.keep_all(pause_seconds=PAUSE_SECONDS), _log)


def _kept(sweet: SweetStock, demand: Demand, today: date, rest_of_today: Decimal) -> KeptForecast:
    forecast = demand.forecast
    need = EarliestNeed(NEVER_SHORT, date.max, date.max)
    if forecast is not None:
        need = earliest_need(today, forecast, shelf_of(sweet), rest_of_today)
    return KeptForecast(
        sweet_id=sweet.sweet_id,
        days_observed=demand.days_observed,
        days_sold_out=demand.days_sold_out,
        at_least=forecast is not None and forecast.at_least,
        per_day=forecast.per_day if forecast else None,
        by_weekday=forecast.by_weekday if forecast else None,
        deviation=forecast.deviation if forecast else None,
        supplier_id=sweet.supplier_id,
        short_today_from=need.short_today_from,
        runs_out_from=need.runs_out_from,
        needed_from=need.needed_from,
        sells_at_most=sells_at_most(forecast, sweet.shelf_life_days) if forecast else None,
    )
