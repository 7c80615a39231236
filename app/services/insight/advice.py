"""Advice on what to make or order now: find the sweets that may need something, apply the pure rules, return a page."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Unavailable
from app.core.pagination import Page, Slice, encode_cursor, invalid_cursor
from app.repositories.insight.demand_forecasts import KEPT_DAYS, Asked, DemandForecastRepository, KeptDay, Terms
from app.repositories.insight.replenishment import ReplenishmentRepository
from app.repositories.insight.supplier_delays import SupplierDelayRepository
from app.schemas.advice import ReorderQuery
from app.services.common.context import ShopContext
from app.services.insight.advised_sweet import AdvisedSweet, Question, advise_sweet
from app.services.insight.demands import DemandReader, rest_of_day
from app.services.insight.forecast import Demand
from app.services.insight.kept_demand import demand_of
from app.services.insight.supplier_delays import usual_delay

MOST_LEARNED = 2_000
"""The most sweets whose history is read in one request. Of more, only kept forecasts are used."""

_Place = tuple[date, int]
_START: _Place = (date.min, 0)


class AdviceService:
    """Advises what to make or order, and why. It only reads."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._context = context
        self._demands = DemandReader(session, context)
        self._forecasts = DemandForecastRepository(session)
        self._replenishment = ReplenishmentRepository(session)
        self._delays = SupplierDelayRepository(session)

    async def list_reorder(self, query: ReorderQuery, page: Page) -> Slice:
        """Return one page of sweets to make or order now, those that run out first in front."""
        now = self._clock()
        today = self._context.day_of(now)
        kept_day = None
        if query.days == KEPT_DAYS:
            kept_day = await self._forecasts.kept_day(today, self._context.zone.key)
        to_learn = await self._to_learn(_asked(query, today), kept_day, today)
        demands: Mapping[int, Demand] = {}
        sales_by_minute = kept_day.sales_by_minute if kept_day else ()
        if to_learn or kept_day is None:
            history = await self._demands.learn(to_learn, today, query.days)
            demands, sales_by_minute = history.demands, history.sales_by_minute
        question = Question(
            today=today,
            rest_of_today=rest_of_day(sales_by_minute, now.astimezone(self._context.zone).time()),
            lead_time_days=query.lead_time_days,
            cover_days=query.cover_days,
            delay_days={},
        )
        advised = await self._advise(demands, question, query)
        if kept_day is None:
            return _slice(advised, page, None)
        return await self._with_kept(advised, to_learn, question, query, page)

    async def _to_learn(self, asked: Asked, kept_day: KeptDay | None, today: date) -> Sequence[int]:
        """Return the sweets whose history has to be read: those without a forecast of today."""
        if kept_day is None:
            to_learn = await self._forecasts.without(asked, date.min, MOST_LEARNED + 1)
        elif kept_day.is_complete and kept_day.day == today and not asked.all_sweets:
            # A sweet that is newer has not sold on any day before today.
            return ()
        else:
            to_learn = await self._forecasts.without(asked, today, MOST_LEARNED + 1)
            if len(to_learn) > MOST_LEARNED:
                # Early in the day there are forecasts of yesterday.
                to_learn = await self._forecasts.without(asked, None, MOST_LEARNED + 1)
        if len(to_learn) > MOST_LEARNED:
            raise Unavailable(
                "advice_not_ready",
                f"The sales of so many sweets are gone through once a day, {KEPT_DAYS} days of them, and that is still "
                "going on. Try again in a few minutes, or ask for one category.",
                retry_after=60,
            )
        return to_learn

    async def _with_kept(
        self,
        advised: list[AdvisedSweet],
        learned: Sequence[int],
        question: Question,
        query: ReorderQuery,
        page: Page,
    ) -> Slice:
        """Advise on kept forecasts too, in the order their sweets may run out, until the page is certain."""
        asked = _asked(query, question.today)
        terms = Terms(question.today, question.rest_of_today, query.lead_time_days, query.cover_days)
        is_all_needed = page.count or page.sort[0].descending
        reached: _Place | None = _START
        size = 2 * page.limit + 1
        while reached is not None:
            kept = await self._forecasts.may_need(asked, terms, learned, reached, size)
            demands = {forecast.sweet_id: demand_of(forecast) for _, forecast in kept}
            advised += await self._advise(demands, question, query)
            reached = (kept[-1][0], kept[-1][1].sweet_id) if len(kept) == size else None
            if reached is not None and not is_all_needed and len(_shown(advised, page, reached)) > page.limit:
                break
            size *= 4
        return _slice(advised, page, reached)

    async def _advise(
        self, demands: Mapping[int, Demand], question: Question, query: ReorderQuery
    ) -> list[AdvisedSweet]:
        if not demands:
            return []
        zone = self._context.zone.key
        sweets = await self._replenishment.stocks(demands.keys(), question.today, zone, query.lead_time_days)
        late = {
            supplier_id
            for sweet in sweets
            for arrival, supplier_id in zip(sweet.arrivals, sweet.coming_from, strict=True)
            if arrival < question.today
        }
        delays = await self._delays.last(late, query.lead_time_days, zone) if late else {}
        usual = {supplier_id: usual_delay(days) for supplier_id, days in delays.items()}
        of_these = replace(question, delay_days=usual)
        supplied = [
            one
            for one in sweets
            if query.supplier_id in (None, one.supplier_id) and not (query.made_here and one.is_bought)
        ]
        # In a thread: the arithmetic for a thousand sweets takes some tenths of a second.
        advised = await asyncio.to_thread(
            lambda: [advise_sweet(sweet, demands[sweet.sweet_id], of_these) for sweet in supplied]
        )
        return [one for one in advised if (one.is_urgent if query.urgent else query.all or one.is_needed)]


def _asked(query: ReorderQuery, today: date) -> Asked:
    return Asked(
        sweet_id=query.sweet_id,
        category_id=query.category_id,
        supplier_id=query.supplier_id,
        made_here=query.made_here,
        all_sweets=query.all,
        # A business day may begin or end on a day beside the one it is named after.
        sold_since=today - timedelta(days=query.days + 2),
    )


def _shown(advised: Sequence[AdvisedSweet], page: Page, reached: _Place | None) -> list[AdvisedSweet]:
    """Return those after the last page, in order, as far as no other can come before them."""
    descending = page.sort[0].descending
    rows = sorted(advised, key=lambda one: one.sort_key, reverse=descending)
    if reached is not None:
        rows = [one for one in rows if one.sort_key <= reached]
    if page.after is None:
        return rows
    after = _parse_sort_key(page.after)
    return [one for one in rows if (one.sort_key < after if descending else one.sort_key > after)]


def _slice(advised: Sequence[AdvisedSweet], page: Page, reached: _Place | None) -> Slice:
    rows = _shown(advised, page, reached)
    shown = rows[: page.limit]
    cursor = None
    if len(rows) > page.limit:
        day, sweet_id = shown[-1].sort_key
        cursor = encode_cursor(page.sort, [day.isoformat(), str(sweet_id)])
    items = ",".join(one.read().model_dump_json() for one in shown)
    return Slice(items=f"[{items}]", next_cursor=cursor, total=len(advised) if page.count else None)


def _parse_sort_key(after: Sequence[str]) -> _Place:
    try:
        return date.fromisoformat(after[0]), int(after[1])
    except ValueError as error:
        raise invalid_cursor() from error
