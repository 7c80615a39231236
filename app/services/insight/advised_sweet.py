"""The advice on one sweet, from its demand, its stock and what is on order. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.core.money import QUANTITY_PLACES
from app.models import Unit
from app.repositories.insight.replenishment import SweetStock
from app.schemas.advice import DayAhead, ReorderRead, Urgency
from app.services.insight.forecast import Demand
from app.services.insight.reorder import Advice, ReplenishmentTerms, StockItem, advise
from app.services.insight.reorder_reasons import Stock, explain, explain_unknown
from app.services.insight.supplier_delays import DEFAULT_DELAY_DAYS, is_overdue

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Question:
    """The part of a request for advice that is the same for every sweet."""

    today: date
    rest_of_today: Decimal
    lead_time_days: int
    cover_days: int
    delay_days: Mapping[int, int]
    """The usual delay of suppliers, by id; others have the default."""


@dataclass(frozen=True, slots=True)
class AdvisedSweet:
    """A sweet with the advice on it; none if too little is known of its demand."""

    sweet: SweetStock
    demand: Demand
    terms: ReplenishmentTerms
    overdue: Decimal
    advice: Advice | None

    @property
    def sort_key(self) -> tuple[date, int]:
        """The day it runs out on, and its id; those that do not run out come last."""
        runs_out_on = None if self.advice is None else self.advice.runs_out_on
        return runs_out_on or date.max, self.sweet.sweet_id

    @property
    def is_needed(self) -> bool:
        """Whether something has to be made or ordered."""
        return self.advice is not None and self.advice.quantity > 0

    @property
    def is_urgent(self) -> bool:
        """Whether that cannot wait."""
        return self.advice is not None and self.advice.urgency in (Urgency.LATE, Urgency.NOW)

    def read(self) -> ReorderRead:
        """Return what clients see."""
        sweet, advice = self.sweet, self.advice
        stock = Stock(
            unit=Unit(sweet.unit),
            available=sum(sweet.left, _ZERO),
            on_order=sum(sweet.coming, _ZERO),
            overdue=self.overdue,
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
            days_observed=self.demand.days_observed,
            days_sold_out=self.demand.days_sold_out,
            lead_time_days=self.terms.lead_time_days,
            cover_days=self.terms.days_to_cover,
            shelf_life_days=self.terms.shelf_life_days,
            pack_size=sweet.pack_size,
            reason=explain_unknown(self.demand.days_observed),
        )
        forecast = self.demand.forecast
        if advice is None or forecast is None:
            return read
        return read.model_copy(
            update={
                "velocity_per_day": _rounded(forecast.per_day),
                "expected_demand": advice.expected_demand,
                "safety_stock": advice.safety_stock,
                "expiring": advice.expiring,
                "quantity": advice.quantity,
                "packs": int(advice.quantity / sweet.pack_size) if sweet.pack_size else None,
                "runs_out_on": advice.runs_out_on,
                "order_by": advice.order_by,
                "urgency": advice.urgency,
                "reason": explain(stock, forecast, advice, self.terms),
                "days_ahead": [DayAhead.model_construct(**asdict(one)) for one in advice.days_ahead],
            }
        )


def advise_sweet(sweet: SweetStock, demand: Demand, question: Question) -> AdvisedSweet:
    """Return the advice on one sweet."""
    lead_time_days = sweet.supplier_lead_time_days
    terms = ReplenishmentTerms(
        lead_time_days=question.lead_time_days if lead_time_days is None else lead_time_days,
        cover_days=question.cover_days,
        shelf_life_days=sweet.shelf_life_days,
        lot_size=sweet.pack_size or sweet.quantity_step,
    )
    deliveries, overdue = _deliveries(sweet, question)
    advice = None
    if demand.forecast is not None:
        goods = [*shelf_of(sweet), *deliveries]
        advice = advise(question.today, demand.forecast, goods, terms, question.rest_of_today)
    return AdvisedSweet(sweet, demand, terms, overdue, advice)


def shelf_of(sweet: SweetStock) -> list[StockItem]:
    """Return the stock that can be sold, by best-before day."""
    return [StockItem(left, best_before) for best_before, left in zip(sweet.best_befores, sweet.left, strict=True)]


def _deliveries(sweet: SweetStock, question: Question) -> tuple[Sequence[StockItem], Decimal]:
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


def _rounded(quantity: Decimal) -> Decimal:
    return quantity.quantize(QUANTITY_PLACES, ROUND_HALF_UP)
