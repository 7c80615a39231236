"""The demo's mornings: what runs low is made or bought, and what has expired is written off."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.models import Unit
from app.services.demo.stage import STEPS, Stage, StockedSweet, round_up
from app.services.demo.visits import Visits
from app.services.stock.adjustments import AdjustmentService
from app.services.stock.stock import GoodsIn, StockService

_TRAYS = {Unit.KG: Decimal("0.250"), Unit.G: Decimal(500), Unit.PIECE: Decimal(2), Unit.BOX: Decimal(2)}
"""What comes in at once, or a multiple of it."""
_MADE_FOR_DAYS, _BOUGHT_FOR_DAYS = 4, 14
_AS_PLANNED = 0.96
"""The share of what is needed that comes in; the rest waits for the next morning."""


class DemoKitchen:
    """Fills the shelf each morning. It knows what people will ask for, so that little is wasted."""

    def __init__(self, stage: Stage, visits: Visits, supplier_ids: Mapping[str, int]) -> None:
        self._stage = stage
        self._visits = visits
        self._supplier_ids = supplier_ids
        self._stock = StockService(stage.session, stage.context)
        self._adjustments = AdjustmentService(stage.session, stage.context)

    async def morning(
        self, day: date, moment: datetime, *, always: Collection[str] = (), never: Collection[str] = ()
    ) -> list[StockedSweet]:
        """Restock, then write off what has expired; return the sweets that came in. `always` and `never` name SKUs.

        In this order nobody is told that a sweet is sold out while its fresh tray is on the way.
        """
        self._stage.clock.now = moment
        ids = [one.id for one in self._stage.stocked.values()]
        left = await self._available(ids, moment)
        coming = {
            one: self._wanted(one, day, left[one.id])
            for sku, one in self._stage.stocked.items()
            if sku in always or (sku not in never and self._runs_low(one, day, left[one.id]))
        }
        goods = [self._goods(one, day, moment, quantity) for one, quantity in coming.items()]
        await self._stock.receive(goods, self._stage.admin)
        await self._adjustments.write_off_expired(self._stage.admin, ids)
        return list(coming)

    async def _available(self, ids: Sequence[int], moment: datetime) -> dict[int, Decimal]:
        on_hand = {sweet.id: sweet.on_hand for sweet in (await self._stock.lock(ids)).values()}
        expired = await self._stock.expired_allocation({key: left for key, left in on_hand.items() if left}, moment)
        return {sweet_id: left - expired.available(sweet_id) for sweet_id, left in on_hand.items()}

    def _runs_low(self, one: StockedSweet, day: date, left: Decimal) -> bool:
        needed = self._visits.asked_for(one.id, day) + one.low_at
        return left <= needed and self._stage.random.random() < _AS_PLANNED

    def _wanted(self, one: StockedSweet, day: date, left: Decimal) -> Decimal:
        days = _BOUGHT_FOR_DAYS if one.sweet.supplier else min(one.sweet.shelf_life_days + 1, _MADE_FOR_DAYS)
        needed = sum((self._visits.asked_for(one.id, day + timedelta(days=ahead)) for ahead in range(days)), one.low_at)
        tray = _TRAYS[one.unit]
        return max(round_up(needed + STEPS[one.unit] - left, tray), tray)

    def _goods(self, one: StockedSweet, day: date, moment: datetime, quantity: Decimal) -> GoodsIn:
        return GoodsIn(
            one.id,
            quantity,
            moment,
            unit_cost=one.cost,
            made_on=day,
            best_before=day + timedelta(days=one.sweet.shelf_life_days),
            supplier_id=self._supplier_ids[one.sweet.supplier] if one.sweet.supplier else None,
        )
