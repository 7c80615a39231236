"""Who comes to the demo's counter, when, and for what: drawn before the trade begins."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from app.models import Unit
from app.services.demo.stage import Stage, StockedSweet

OPENING, CLOSING = time(7), time(22)
_VISITS_BY_WEEKDAY = (18, 17, 18, 21, 26, 36, 40)
_LINES = (1, 1, 2, 2, 3, 4)
_HOURS = {
    7: 2,
    8: 4,
    9: 4,
    10: 5,
    11: 7,
    12: 7,
    13: 5,
    14: 3,
    15: 3,
    16: 5,
    17: 7,
    18: 10,
    19: 11,
    20: 8,
    21: 3,
}
"""How busy each hour is."""
_QUANTITIES = {
    Unit.KG: [Decimal(q) for q in ("0.250", "0.250", "0.500", "0.500", "1.000", "1.500")],
    Unit.G: [Decimal(q) for q in ("100", "100", "200", "250")],
    Unit.PIECE: [Decimal(q) for q in ("2", "4", "4", "6", "8", "12")],
    Unit.BOX: [Decimal(q) for q in ("1", "1", "2", "3")],
}


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who comes in, and how much of which sweet they ask for."""

    moment: datetime
    wanted: Mapping[StockedSweet, Decimal]

    def without(self, skus: Collection[str]) -> "Visit":
        """Return the visit of somebody who does not ask for some sweets."""
        return Visit(self.moment, {one: much for one, much in self.wanted.items() if one.sweet.sku not in skus})


class Visits:
    """The visits of some days."""

    def __init__(self, stage: Stage, days: Sequence[date]) -> None:
        self._stage = stage
        self._on_sale = list(stage.stocked.values())
        self._weights = [one.sweet.popularity for one in self._on_sale]
        self._on = {day: self._draw(day) for day in days}
        self._asked_for: dict[tuple[int, date], Decimal] = defaultdict(Decimal)
        for day, visits in self._on.items():
            for visit in visits:
                for one, quantity in visit.wanted.items():
                    self._asked_for[one.id, day] += quantity

    def on(self, day: date) -> Sequence[Visit]:
        """Return the visits of a day, in order."""
        return self._on[day]

    def asked_for(self, sweet_id: int, day: date) -> Decimal:
        """Return how much of a sweet is asked for on a day."""
        return self._asked_for[sweet_id, day]

    def _draw(self, day: date) -> list[Visit]:
        draw = self._stage.random
        count = round(_VISITS_BY_WEEKDAY[day.weekday()] * draw.uniform(0.8, 1.2))
        hours = draw.choices(list(_HOURS), list(_HOURS.values()), k=count)
        moments = sorted(self._stage.at(day, time(hour, draw.randrange(60), draw.randrange(60))) for hour in hours)
        return [Visit(moment, self._wishes()) for moment in moments]

    def _wishes(self) -> dict[StockedSweet, Decimal]:
        draw = self._stage.random
        chosen = dict.fromkeys(draw.choices(self._on_sale, self._weights, k=draw.choice(_LINES)))
        return {one: draw.choice(_QUANTITIES[one.unit]) for one in chosen}
