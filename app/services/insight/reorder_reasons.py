"""The reason for an advice, in words and numbers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.models import Unit
from app.schemas.advice import Urgency
from app.services.insight.forecast import MIN_DAYS, Forecast
from app.services.insight.reorder import Advice, ReplenishmentTerms
from app.services.stock.amounts import amount_text

WORTH_SAYING = Decimal("1.15")
"""The ratio to an average day from which the reason calls a weekday busy."""

_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True)
class Stock:
    """The stock of a sweet, and whether it is bought in packs or made."""

    unit: Unit
    available: Decimal
    on_order: Decimal
    overdue: Decimal
    pack_size: Decimal | None
    is_bought: bool


def explain_unknown(days_observed: int) -> str:
    """Explain why a sweet with too little history gets no advice."""
    if not days_observed:
        return f"It could not be bought on any day so far. Advice begins when it could on {MIN_DAYS}."
    return (
        f"Too little is known: it could be bought on {_count(days_observed, 'day')} so far. "
        f"Advice begins at {MIN_DAYS}."
    )


def explain(stock: Stock, forecast: Forecast, advice: Advice, terms: ReplenishmentTerms) -> str:
    """Explain the advice: demand, stock and action."""
    return " ".join([_demand(stock, forecast), _stock_left(stock, advice), *_action(stock, advice, terms)])


def _demand(stock: Stock, forecast: Forecast) -> str:
    days = _count(forecast.days_observed, "day")
    if not forecast.per_day:
        return f"Nobody bought any on {days}."
    rate = f"{amount_text(_rounded(forecast.per_day), stock.unit)} a day"
    sold_out = _count(forecast.days_sold_out, "day")
    if forecast.at_least:
        return f"Sells at least {rate} ({days}): how much more is not known, for it was sold out on {sold_out}."
    weekday, ratio = forecast.busiest()
    busy = f", {_WEEKDAYS[weekday]} {ratio:.1f} times that" if ratio >= WORTH_SAYING else ""
    missed = f"; sold out on {sold_out}, on which more was wanted than sold" if forecast.days_sold_out else ""
    return f"Sells {rate} ({days}{missed}){busy}."


def _stock_left(stock: Stock, advice: Advice) -> str:
    said = f"{amount_text(stock.available, stock.unit)} left" if stock.available else "Nothing left"
    if advice.expiring:
        said += f" ({amount_text(_rounded(advice.expiring), stock.unit)} of it will not sell in time)"
    if stock.on_order:
        said += f", {amount_text(stock.on_order, stock.unit)} on order"
    if stock.overdue:
        said += f" ({amount_text(stock.overdue, stock.unit)} of it overdue, which is not counted on)"
    if advice.runs_out_on is not None:
        said += f": short from {_day(advice.runs_out_on)}"
    return f"{said}."


def _action(stock: Stock, advice: Advice, terms: ReplenishmentTerms) -> Sequence[str]:
    verb = "Order" if stock.is_bought else "Make"
    if not advice.needed:
        return ["That is enough for now."]
    in_time = "before its best-before day"
    if not advice.quantity:
        lot = amount_text(terms.lot_size, stock.unit)
        return [
            f"A whole pack of {lot} would not sell {in_time}."
            if stock.pack_size
            else f"Not even {lot} would sell {in_time}."
        ]
    what = amount_text(advice.quantity, stock.unit)
    if stock.pack_size:
        what = f"{_count(int(advice.quantity / stock.pack_size), 'pack')} of {amount_text(stock.pack_size, stock.unit)}"
    if advice.urgency is Urgency.SOON and advice.order_by is not None:
        when = f" by {_day(advice.order_by)}"
    elif advice.urgency is Urgency.SOON:
        when = " to have some to spare"
    else:
        when = " now"
    reason = f"for {_count(terms.days_to_cover, 'day')} of sales"
    if advice.safety_stock:
        reason += f", and {amount_text(_rounded(advice.safety_stock), stock.unit)} to spare"
    if advice.is_capped:
        reason = f"more would not sell {in_time}"
    said = [f"{verb} {what}{when}: {reason}."]
    if advice.urgency is Urgency.LATE:
        said.append(f"There is too little until that is there, in {_count(terms.lead_time_days, 'day')}.")
    return said


def _rounded(quantity: Decimal) -> Decimal:
    places = Decimal("0.01") if quantity < 10 else Decimal("0.1") if quantity < 100 else Decimal(1)
    return quantity.quantize(places, ROUND_HALF_UP)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
