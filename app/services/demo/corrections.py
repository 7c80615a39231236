"""What goes wrong in the demo: refunds, voids, losses, finds, and counts that differ from the books."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.models import INCREASES, AdjustmentReason, Unit
from app.schemas.adjustment import AdjustmentCreate
from app.schemas.refund import RefundCreate, RefundLineCreate
from app.schemas.stocktake import CountsPut, StocktakeCreate, SweetCount
from app.services.demo.counter import Sold
from app.services.demo.stage import Stage, StockedSweet
from app.services.selling.refunds import RefundService
from app.services.selling.voids import VoidService
from app.services.stock.adjustments import AdjustmentService
from app.services.stock.stock import StockService
from app.services.stock.stocktakes import StocktakeService

_REFUNDS = ("It was not fresh.", "The wrong sweet in the box.", "It had nuts, and we had said none.")
_VOIDS = ("Rung up twice.", "Paid by UPI after all; sold again.")
_LOSSES = (
    (AdjustmentReason.WASTAGE, "A tray slipped."),
    (AdjustmentReason.TASTING, "For the tasting plate."),
    (AdjustmentReason.DAMAGE, "Crushed on the way from the kitchen."),
    (AdjustmentReason.FOUND, "Behind the scale, after the books were closed."),
    (AdjustmentReason.INTERNAL_USE, "With the staff's tea."),
    (AdjustmentReason.THEFT, "Gone from the counter in the evening rush."),
)
_A_LITTLE = {Unit.KG: Decimal("0.250"), Unit.G: Decimal(100), Unit.PIECE: Decimal(2), Unit.BOX: Decimal(1)}
_MISCOUNTED = (Decimal("-0.150"), Decimal(0), Decimal("-0.050"), Decimal("0.100"))


class DemoCorrections:
    """Corrects sales and stock. The days that are left until today decide when."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._refunds = RefundService(stage.session, stage.context)
        self._voids = VoidService(stage.session, stage.context)
        self._adjustments = AdjustmentService(stage.session, stage.context)
        self._stock = StockService(stage.session, stage.context)
        self._stocktakes = StocktakeService(stage.session, stage.context)

    async def morning(self, days_left: int, day: date, came_in: Sequence[StockedSweet]) -> None:
        """Lose or find a little of what came in, every eleventh day."""
        nth, is_due = divmod(days_left, 11)
        if is_due != 6:
            return
        one = came_in[nth * 7 % len(came_in)]
        reason, note = _LOSSES[nth % len(_LOSSES)]
        found = {"unit_cost": one.cost, "made_on": day} if reason in INCREASES else {}
        new = AdjustmentCreate(sweet_id=one.id, quantity=_A_LITTLE[one.unit], reason=reason, note=note, **found)
        await self._adjustments.create(self._stage.admin, new, None)

    async def evening(self, days_left: int, sold: Sequence[Sold]) -> None:
        """Refund a line of a sale of the day every seventh day, and void a sale every twenty-eighth."""
        if not sold:
            return
        if days_left % 7 == 2:
            nth = days_left // 7
            line = RefundLineCreate(line_no=1, quantity=sold[0].basket.lines[0].quantity)
            refund = RefundCreate(lines=[line], reason=_REFUNDS[nth % len(_REFUNDS)])
            await self._refunds.refund(self._stage.admin, sold[0].id, refund, None)
        if days_left % 28 == 1:
            reason = _VOIDS[days_left // 28 % len(_VOIDS)]
            await self._voids.void(self._stage.admin, sold[-1].id, reason, None)

    async def stocktake(self, note: str, category: str, *, post: bool) -> None:
        """Count a category, of which some is missing and some too much."""
        shelf = [one for one in self._stage.stocked.values() if one.sweet.category == category]
        sweets = await self._stock.lock(one.id for one in shelf)
        stocktake_id, _ = await self._stocktakes.open(self._stage.admin, StocktakeCreate(note=note))
        counts = [
            SweetCount(sweet_id=sweet_id, expected=sweet.on_hand, counted=max(sweet.on_hand + difference, Decimal(0)))
            for (sweet_id, sweet), difference in zip(sweets.items(), _MISCOUNTED * len(sweets), strict=False)
        ]
        await self._stocktakes.count(self._stage.admin, stocktake_id, CountsPut(counts=counts))
        if post:
            await self._stocktakes.post(self._stage.admin, stocktake_id, None)
