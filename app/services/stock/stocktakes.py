"""Stocktakes: counting the stock, and correcting the books to the count."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, NotFound
from app.core.money import QUANTITY_PLACES
from app.core.pagination import Page, Slice
from app.models import MovementKind, Stocktake, StocktakeStatus
from app.repositories.catalogue.sweets import LockedSweet
from app.repositories.stock.stock_movements import NewMovement
from app.repositories.stock.stocktakes import Counted, StocktakeRepository
from app.schemas.stocktake import CountsPut, StocktakeCreate, StocktakeQuery
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.stock.rules import check_found, existing, sellable
from app.services.stock.stock import GoodsIn, StockService


class StocktakeService:
    """Records counts and posts them. If two stocktakes count the same sweet, the second to post has to count again."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._audit = AuditService(session, context)
        self._idempotency = IdempotencyService(session, context)
        self._stock = StockService(session, context)
        self._stocktakes = StocktakeRepository(session)

    async def list_stocktakes(self, query: StocktakeQuery, page: Page) -> Slice:
        """Return one page of stocktakes."""
        return await self._stocktakes.list_json(query.filters(), page)

    async def get(self, stocktake_id: int) -> str:
        """Return a stocktake with its counts as JSON."""
        body = await self._stocktakes.get_json(stocktake_id)
        if body is None:
            raise _not_found()
        return body

    async def open(self, actor: Actor, new: StocktakeCreate) -> tuple[int, str]:
        """Open a stocktake; return its id and JSON. Any number may be open at once."""
        stocktake = Stocktake(
            status=StocktakeStatus.OPEN, note=new.note, opened_by=actor.user_id, opened_at=self._clock()
        )
        await self._stocktakes.add(stocktake)
        await self._audit.record(actor, "stocktake.opened", stocktake.id, after=stocktake.snapshot())
        return stocktake.id, await self.get(stocktake.id)

    async def count(self, actor: Actor, stocktake_id: int, put: CountsPut) -> str:
        """Save counts, all or none; return the stocktake's JSON.

        The sweets are locked, so that no movement comes between reading their stock and saving the counts.
        """
        await self._open_for_update(stocktake_id)
        sweets = await self._stock.lock(count.sweet_id for count in put.counts)
        before = await self._stocktakes.counted_sweets(stocktake_id)
        counts = []
        for index, row in enumerate(put.counts):
            sweet = sweets.get(row.sweet_id)
            # A sweet archived since it was counted here is counted again, or the stocktake could not be posted.
            sweet = existing(sweet) if row.sweet_id in before else sellable(sweet)
            check_found(row.counted, sweet, f"/counts/{index}/counted")
            counts.append(Counted(row.sweet_id, row.expected, row.counted))
        if not put.recount:
            _refuse(
                "already_counted",
                "These are counted already. Say recount if your count is to take the place of the one before.",
                [count for count in counts if count.sweet_id in before],
                sweets,
            )
        _refuse(
            "stale_count",
            "Stock moved since you looked. Look at what is on hand of these now, and count them again.",
            [count for count in counts if count.expected != sweets[count.sweet_id].on_hand],
            sweets,
        )
        await self._stocktakes.count(stocktake_id, counts, actor.user_id, self._clock())
        after = {"counts": [row.model_dump() for row in put.counts]}
        await self._audit.record(actor, "stocktake.counted", stocktake_id, after=after)
        return await self.get(stocktake_id)

    async def post(self, actor: Actor, stocktake_id: int, request_key: RequestKey | None) -> Answer:
        """Correct the stock to the counts, once per key; change nothing if any count is stale.

        A count is stale if its sweet has moved since, or if another stocktake of it was posted since, even one that
        found no difference.
        """

        async def work() -> Answer:
            stocktake = await self._open_for_update(stocktake_id)
            counted = await self._stocktakes.counted_sweets(stocktake_id)
            if not counted:
                raise Conflict("nothing_counted", "Nothing is counted yet. Count something, or cancel the stocktake.")
            sweets = await self._stock.lock(counted)
            # Read under the lock: another stocktake may have been posted while this one waited.
            counts = await self._stocktakes.counts(stocktake_id)
            _refuse(
                "stale_count",
                "These moved, or another stocktake of them was posted, since they were counted. Count them again.",
                [count for count in counts if count.overtaken or count.expected != sweets[count.sweet_id].on_hand],
                sweets,
            )
            now = self._clock()
            parts = [*await self._missing(counts, now), *await self._surplus(counts, sweets, now)]
            if parts:
                await self._stock.record([_movement(stocktake_id, part, actor, now) for part in sorted(parts)])
            before = stocktake.snapshot()
            stocktake.status, stocktake.posted_by, stocktake.posted_at = StocktakeStatus.POSTED, actor.user_id, now
            await self._stocktakes.flush()
            after = stocktake.snapshot() | {"counted": len(counts), "different": sum(c.difference != 0 for c in counts)}
            await self._audit.record(actor, "stocktake.posted", stocktake_id, before=before, after=after)
            return Answer(stocktake_id, await self.get(stocktake_id))

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def cancel(self, actor: Actor, stocktake_id: int) -> str:
        """Cancel a stocktake without moving stock; return its JSON."""
        stocktake = await self._open_for_update(stocktake_id)
        before = stocktake.snapshot()
        stocktake.status, stocktake.cancelled_at = StocktakeStatus.CANCELLED, self._clock()
        await self._stocktakes.flush()
        await self._audit.record(actor, "stocktake.cancelled", stocktake_id, before=before, after=stocktake.snapshot())
        return await self.get(stocktake_id)

    async def _open_for_update(self, stocktake_id: int) -> Stocktake:
        stocktake = await self._stocktakes.get_for_update(stocktake_id)
        if stocktake is None:
            raise _not_found()
        if stocktake.status is not StocktakeStatus.OPEN:
            raise Conflict("stocktake_not_open", f"This stocktake is {stocktake.status}. Open another one.")
        return stocktake

    async def _missing(self, counts: Sequence[Counted], now: datetime) -> list["_Part"]:
        """Take missing goods from the lots that can be sold, first expired first, then from expired lots."""
        needed = {count.sweet_id: -count.difference for count in counts if count.difference < 0}
        if not needed:
            return []
        allocation = await self._stock.whole_allocation(needed, now)
        return [
            (sweet_id, lot_id, -part)
            for sweet_id, quantity in needed.items()
            for lot_id, part in allocation.take(sweet_id, quantity)
        ]

    async def _surplus(
        self, counts: Sequence[Counted], sweets: Mapping[int, LockedSweet], now: datetime
    ) -> list["_Part"]:
        """Add surplus goods to the newest lot of their sweet; a sweet that never had a lot gets one.

        The surplus came with one of the lots, so it is no fresher than the newest: a count never extends a shelf life.
        """
        extra = {count.sweet_id: count.difference for count in counts if count.difference > 0}
        if not extra:
            return []
        lots = await self._stock.newest_lots(list(extra))
        without = [GoodsIn(sweet_id, quantity, now) for sweet_id, quantity in extra.items() if sweet_id not in lots]
        if without:
            lot_ids = await self._stock.add_lots(without, sweets)
            lots |= {receipt.sweet_id: lot_id for receipt, lot_id in zip(without, lot_ids, strict=True)}
        return [(sweet_id, lots[sweet_id], quantity) for sweet_id, quantity in extra.items()]


_Part = tuple[int, int, Decimal]
"""A change of a lot: (sweet id, lot id, signed quantity)."""


def _movement(stocktake_id: int, part: _Part, actor: Actor, now: datetime) -> NewMovement:
    sweet_id, lot_id, quantity = part
    return NewMovement(
        sweet_id=sweet_id,
        lot_id=lot_id,
        quantity=quantity,
        kind=MovementKind.COUNT,
        actor_id=actor.user_id,
        occurred_at=now,
        stocktake_id=stocktake_id,
    )


def _refuse(code: str, detail: str, counts: Sequence[Counted], sweets: Mapping[int, LockedSweet]) -> None:
    """Reject the request if there are such counts, naming each."""
    if counts:
        rows = [
            {
                "sweet_id": count.sweet_id,
                "name": sweets[count.sweet_id].name,
                "expected": str(count.expected.quantize(QUANTITY_PLACES)),
                "on_hand": str(sweets[count.sweet_id].on_hand),
            }
            for count in counts
        ]
        raise Conflict(code, detail, extra={"rows": rows})


def _not_found() -> NotFound:
    return NotFound("stocktake_not_found", "There is no such stocktake.")
