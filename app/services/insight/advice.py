"""Advice on what to make or order now: read the ledger, apply the pure rules, return a page."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import QUANTITY_PLACES
from app.core.pagination import Page, Slice, encode_cursor, invalid_cursor
from app.models import Unit
from app.repositories.insight.sales_history import Asked, SalesHistoryRepository, ShopDay, SweetDemand, Window
from app.repositories.insight.supplier_delays import SupplierDelayRepository
from app.schemas.advice import DayAhead, ReorderQuery, ReorderRead, Urgency
from app.services.common.context import ShopContext
from app.services.insight.forecast import DayOfSales, Stocked, closed_weekdays, forecast, observe
from app.services.insight.reorder import ReplenishmentTerms, StockItem, advise
from app.services.insight.reorder_reasons import Stock, explain, explain_unknown
from app.services.insight.supplier_delays import DEFAULT_DELAY_DAYS, is_overdue, usual_delay

_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Question:
    """The part of a request for advice that is the same for every sweet."""

    today: date
    rest_of_today: Decimal
    closed: frozenset[int]
    lead_time_days: int
    cover_days: int
    delay_days: Mapping[int, int]
    """The usual delay of suppliers, by id; others have the default."""


class AdviceService:
    """Advises what to make or order, and why. It only reads."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._context = context
        self._history = SalesHistoryRepository(session)
        self._delays = SupplierDelayRepository(session)

    async def list_reorder(self, query: ReorderQuery, page: Page) -> Slice:
        """Return one page of sweets to make or order now, those that run out first in front."""
        now = self._clock()
        today = self._context.day_of(now)
        since_day = today - timedelta(days=query.days)
        window = Window(
            since_day=since_day,
            today=today,
            since=self._midnight(since_day),
            until=self._midnight(today),
            zone=self._context.zone.key,
        )
        shop_days = await self._history.shop_days(window, now.astimezone(self._context.zone).time())
        asked = Asked(query.sweet_id, query.category_id, query.all)
        sweets = await self._history.sweets(shop_days, window, asked, query.lead_time_days)
        late = {
            supplier_id
            for sweet in sweets
            for arrival, supplier_id in zip(sweet.arrivals, sweet.coming_from, strict=True)
            if arrival < today
        }
        delays = await self._delays.last(late, query.lead_time_days, window.zone)
        question = Question(
            today=today,
            rest_of_today=_rest_of_today(shop_days),
            closed=closed_weekdays([one.day for one in shop_days], today),
            lead_time_days=query.lead_time_days,
            cover_days=query.cover_days,
            delay_days={supplier_id: usual_delay(days) for supplier_id, days in delays.items()},
        )
        # In a thread: the arithmetic for a thousand sweets takes some tenths of a second.
        supplied = [sweet for sweet in sweets if _is_supplied(sweet, query)]
        advised = await asyncio.to_thread(lambda: [advise_sweet(sweet, question) for sweet in supplied])
        return _slice([one for one in advised if _is_wanted(one, query)], page)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._context.zone).astimezone(UTC)


def _is_supplied(sweet: SweetDemand, query: ReorderQuery) -> bool:
    """Whether it comes from the supplier asked for, or is made here if that is asked for."""
    return query.supplier_id in (None, sweet.supplier_id) and not (query.made_here and sweet.is_bought)


def _is_wanted(advice: ReorderRead, query: ReorderQuery) -> bool:
    if query.urgent:
        return advice.urgency in (Urgency.LATE, Urgency.NOW)
    return query.all or bool(advice.quantity)


def advise_sweet(sweet: SweetDemand, question: Question) -> ReorderRead:
    """Return the advice on one sweet."""
    lead_time_days = sweet.supplier_lead_time_days
    terms = ReplenishmentTerms(
        lead_time_days=question.lead_time_days if lead_time_days is None else lead_time_days,
        cover_days=question.cover_days,
        shelf_life_days=sweet.shelf_life_days,
        lot_size=sweet.pack_size or sweet.quantity_step,
    )
    observed = observe(
        [DayOfSales(*one) for one in zip(sweet.days, sweet.sold, map(Stocked, sweet.stocked), strict=True)]
    )
    deliveries, overdue = _deliveries(sweet, question)
    stock = Stock(
        unit=Unit(sweet.unit),
        available=sum(sweet.left, _ZERO),
        on_order=sum(sweet.coming, _ZERO),
        overdue=overdue,
        pack_size=sweet.pack_size,
        is_bought=sweet.is_bought,
    )
    read = ReorderRead(
        sweet_id=sweet.sweet_id,
        sku=sweet.sku,
        name=sweet.name,
        unit=stock.unit,
        supplier_id=sweet.supplier_id,
        supplier_name=sweet.supplier_name,
        on_hand=sweet.on_hand,
        available=_rounded(stock.available),
        on_order=_rounded(stock.on_order),
        overdue=_rounded(stock.overdue),
        days_observed=observed.days,
        days_sold_out=observed.days_sold_out,
        lead_time_days=terms.lead_time_days,
        cover_days=terms.days_to_cover,
        shelf_life_days=terms.shelf_life_days,
        pack_size=sweet.pack_size,
        reason=explain_unknown(observed),
    )
    expectation = forecast(observed, question.closed)
    if expectation is None:
        return read
    goods = [
        *(StockItem(left, best_before) for best_before, left in zip(sweet.best_befores, sweet.left, strict=True)),
        *deliveries,
    ]
    advice = advise(question.today, expectation, goods, terms, question.rest_of_today)
    return read.model_copy(
        update={
            "velocity_per_day": _rounded(expectation.per_day),
            "expected_demand": advice.expected_demand,
            "safety_stock": advice.safety_stock,
            "expiring": advice.expiring,
            "quantity": advice.quantity,
            "packs": int(advice.quantity / sweet.pack_size) if sweet.pack_size else None,
            "runs_out_on": advice.runs_out_on,
            "order_by": advice.order_by,
            "urgency": advice.urgency,
            "reason": explain(stock, expectation, advice, terms),
            "days_ahead": [DayAhead.model_construct(**asdict(one)) for one in advice.days_ahead],
        }
    )


def _deliveries(sweet: SweetDemand, question: Question) -> tuple[Sequence[StockItem], Decimal]:
    """Return what is counted on of the goods on order, and how much is overdue and not counted on."""
    deliveries = []
    overdue = _ZERO
    for expected, quantity, supplier_id in zip(sweet.arrivals, sweet.coming, sweet.coming_from, strict=True):
        if is_overdue(expected, question.today, question.delay_days.get(supplier_id, DEFAULT_DELAY_DAYS)):
            overdue += quantity
            continue
        # A late delivery is expected tomorrow.
        arrival = max(expected, question.today + timedelta(days=1))
        life = sweet.shelf_life_days
        deliveries.append(StockItem(quantity, None if life is None else arrival + timedelta(days=life), arrival))
    return deliveries, overdue


def _rest_of_today(shop_days: Sequence[ShopDay]) -> Decimal:
    """Return the share of a day's sales that the shop usually makes after this time of day."""
    sales = sum(one.sales for one in shop_days)
    return Decimal(sum(one.later_sales for one in shop_days)) / sales if sales else _ONE


def _slice(advised: Sequence[ReorderRead], page: Page) -> Slice:
    descending = page.sort[0].descending
    rows = sorted(advised, key=_sort_key, reverse=descending)
    total = len(rows) if page.count else None
    if page.after is not None:
        after = _parse_sort_key(page.after)
        rows = [one for one in rows if (_sort_key(one) < after if descending else _sort_key(one) > after)]
    shown = rows[: page.limit]
    cursor = None
    if len(rows) > page.limit:
        day, sweet_id = _sort_key(shown[-1])
        cursor = encode_cursor(page.sort, [day.isoformat(), str(sweet_id)])
    return Slice(items=f"[{','.join(one.model_dump_json() for one in shown)}]", next_cursor=cursor, total=total)


def _sort_key(one: ReorderRead) -> tuple[date, int]:
    # Sweets that do not run out come last.
    return one.runs_out_on or date.max, one.sweet_id


def _parse_sort_key(after: Sequence[str]) -> tuple[date, int]:
    try:
        return date.fromisoformat(after[0]), int(after[1])
    except ValueError as error:
        raise invalid_cursor() from error


def _rounded(quantity: Decimal) -> Decimal:
    return quantity.quantize(QUANTITY_PLACES, ROUND_HALF_UP)
