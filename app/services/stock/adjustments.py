"""Adjustments: stock that was lost or found. The reason decides the sign."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.core.pagination import Page, Slice
from app.models import INCREASES, AdjustmentReason, MovementKind
from app.repositories.catalogue.sweets import LockedSweet
from app.repositories.stock.adjustments import AdjustmentRepository, NewAdjustment
from app.repositories.stock.stock_movements import NewMovement
from app.schemas.adjustment import AdjustmentCreate, AdjustmentQuery
from app.services.common.access import Actor
from app.services.common.audit import AuditEntry, AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.stock.rules import check_found, check_room, existing, insufficient_stock, sellable, shortage
from app.services.stock.stock import GoodsIn, StockService

Parts = list[tuple[int, Decimal]]
"""Changes of lots: (lot id, signed quantity)."""


class AdjustmentService:
    """Creates and lists adjustments."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._context = context
        self._audit = AuditService(session, context)
        self._idempotency = IdempotencyService(session, context)
        self._stock = StockService(session, context)
        self._adjustments = AdjustmentRepository(session)

    async def create(
        self, actor: Actor, new: AdjustmentCreate, request_key: RequestKey | None, *, pointer: str = "/quantity"
    ) -> Answer:
        """Correct the stock of a sweet, once per key. An archived sweet may be written off but not added to.

        `pointer` is the JSON Pointer of the quantity in the request.
        """

        async def work() -> Answer:
            now = self._clock()
            sweet = existing((await self._stock.lock([new.sweet_id])).get(new.sweet_id))
            check_found(new.quantity, sweet, pointer)
            if new.reason in INCREASES:
                parts = await self._added(new, sweet, now)
            else:
                parts = [(lot_id, -part) for lot_id, part in await self._taken(new, sweet, now)]
            (adjustment_id,) = await self._write(actor, [(new, parts)], now)
            body = await self._adjustments.get_json(adjustment_id, self._context.day_of(now))
            assert body is not None  # noqa: S101 - the adjustment was just written.
            return Answer(adjustment_id, body)

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def write_off_all_expired(self, actor: Actor, request_key: RequestKey | None) -> Answer:
        """Write off the expired goods of the whole shop, once per key. The answer's id is the first adjustment's."""

        async def work() -> Answer:
            ids = await self.write_off_expired(actor, await self._stock.sweets_with_expired_lots())
            return Answer(ids[0] if ids else 0, await self._adjustments.get_write_off_json(ids))

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def write_off_expired(self, actor: Actor, sweet_ids: Iterable[int]) -> list[int]:
        """Write off all that has expired of some sweets, one adjustment for each; return their ids.

        The number of statements does not depend on the number of sweets.
        """
        now = self._clock()
        sweets = await self._stock.lock(sweet_ids)
        on_hand = {sweet.id: sweet.on_hand for sweet in sweets.values() if sweet.on_hand > 0}
        expired = await self._stock.expired_allocation(on_hand, now)
        gone = [
            AdjustmentCreate(sweet_id=sweet_id, quantity=quantity, reason=AdjustmentReason.EXPIRED)
            for sweet_id in on_hand
            if (quantity := expired.available(sweet_id)) > 0
        ]
        if not gone:
            return []
        taken = [(new, [(lot_id, -part) for lot_id, part in expired.take(new.sweet_id, new.quantity)]) for new in gone]
        return await self._write(actor, taken, now)

    async def list_adjustments(self, query: AdjustmentQuery, page: Page) -> Slice:
        """Return one page of adjustments."""
        return await self._adjustments.list_json(query.filters(), page)

    async def get(self, adjustment_id: int) -> str:
        """Return an adjustment as JSON."""
        body = await self._adjustments.get_json(adjustment_id, self._context.today())
        if body is None:
            raise NotFound("adjustment_not_found", "There is no such adjustment.")
        return body

    async def _added(self, new: AdjustmentCreate, sweet: LockedSweet, now: datetime) -> Parts:
        check_room(new.quantity, sellable(sweet))
        if new.lot_id is not None:
            return [((await self._stock.find_lot(sweet.id, new.lot_id)).id, new.quantity)]
        goods = GoodsIn(
            sweet_id=sweet.id,
            quantity=new.quantity,
            received_at=now,
            unit_cost=new.unit_cost,
            made_on=new.made_on,
            best_before=new.best_before,
            note=new.note,
        )
        (lot_id,) = await self._stock.add_lots([goods], {sweet.id: sweet})
        return [(lot_id, new.quantity)]

    async def _taken(self, new: AdjustmentCreate, sweet: LockedSweet, now: datetime) -> Parts:
        needed = {sweet.id: new.quantity}
        is_write_off = new.reason is AdjustmentReason.EXPIRED
        if new.lot_id is not None:
            allocation = await self._stock.lot_allocation(sweet.id, new.lot_id, at=now, expired_only=is_write_off)
        elif is_write_off:
            allocation = await self._stock.expired_allocation(needed, now)
        else:
            allocation = await self._stock.whole_allocation(needed, now)
        if allocation.available(sweet.id) < new.quantity:
            raise insufficient_stock([shortage(sweet, new.quantity, allocation.available(sweet.id))])
        return allocation.take(sweet.id, new.quantity)

    async def _write(
        self, actor: Actor, adjusted: Sequence[tuple[AdjustmentCreate, Parts]], now: datetime
    ) -> list[int]:
        """Write adjustments with their movements, and return their ids in the same order."""
        adjustments = [_new_adjustment(actor, new, parts, now) for new, parts in adjusted]
        ids = await self._adjustments.add(adjustments)
        await self._stock.record(
            [
                NewMovement(
                    sweet_id=new.sweet_id,
                    lot_id=lot_id,
                    quantity=quantity,
                    kind=MovementKind.ADJUSTMENT,
                    actor_id=actor.user_id,
                    occurred_at=now,
                    reason=new.reason,
                    adjustment_id=adjustment_id,
                )
                for adjustment_id, (new, parts) in zip(ids, adjusted, strict=True)
                for lot_id, quantity in parts
            ]
        )
        await self._audit.record_all(
            [
                AuditEntry(
                    "adjustment.created",
                    adjustment_id,
                    actor.origin,
                    actor.user_id,
                    actor.role,
                    after={name: getattr(one, name) for name in ("sweet_id", "lot_id", "reason", "quantity", "note")},
                )
                for adjustment_id, one in zip(ids, adjustments, strict=True)
            ]
        )
        return ids


def _new_adjustment(actor: Actor, new: AdjustmentCreate, parts: Parts, now: datetime) -> NewAdjustment:
    makes_lot = new.lot_id is None and new.reason in INCREASES
    return NewAdjustment(
        sweet_id=new.sweet_id,
        lot_id=parts[0][0] if makes_lot else new.lot_id,
        reason=new.reason,
        quantity=sum((part for _, part in parts), Decimal(0)),
        note=new.note,
        created_by=actor.user_id,
        created_at=now,
    )
