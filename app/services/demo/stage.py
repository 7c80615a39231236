"""What every part of the demo works with: the shop it fills, its people, its sweets and its clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import ROUND_UP, Decimal
from random import Random

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import rounded
from app.models import Unit
from app.services.common.access import Actor, Caller
from app.services.common.context import ShopContext
from app.services.demo.sweets import DemoSweet

STEPS = {Unit.KG: Decimal("0.050"), Unit.G: Decimal(10), Unit.PIECE: Decimal(1), Unit.BOX: Decimal(1)}
MINIMA = {Unit.KG: Decimal("0.100"), Unit.G: Decimal(50), Unit.PIECE: Decimal(1), Unit.BOX: Decimal(1)}

_SEED = 20260814
_COST_OF_PRICE = Decimal("0.55")


class DemoClock:
    """A clock that the demo sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the moment that was set."""
        return self.now


@dataclass(frozen=True, slots=True)
class StockedSweet:
    """A sweet of the demo as the shop keeps it."""

    id: int
    sweet: DemoSweet
    low_at: Decimal

    @property
    def unit(self) -> Unit:
        """The unit it is sold by."""
        return self.sweet.unit

    @property
    def cost(self) -> Decimal:
        """The shop's cost of one unit."""
        return rounded(self.sweet.price * _COST_OF_PRICE)


@dataclass(frozen=True, slots=True)
class Stage:
    """The shop that the demo fills. Its random numbers are the same each time."""

    session: AsyncSession
    context: ShopContext
    clock: DemoClock
    admin: Actor
    salesperson: Caller
    customer: Caller
    stocked: Mapping[str, StockedSweet]
    """The sweets by SKU."""
    random: Random = field(default_factory=lambda: Random(_SEED))  # noqa: S311 - a demo is the same each time.

    def at(self, day: date, moment: time) -> datetime:
        """Return a moment of a day in the shop."""
        return moment_in_shop(self.context, day, moment)


def moment_in_shop(context: ShopContext, day: date, moment: time) -> datetime:
    """Return a moment of a day in the shop's time zone."""
    return datetime.combine(day, moment, context.zone).astimezone(UTC)


def round_up(quantity: Decimal, step: Decimal) -> Decimal:
    """Return the next multiple of a step."""
    return (quantity / step).to_integral_value(ROUND_UP) * step
