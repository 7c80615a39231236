"""Undoing a whole sale on the day it was made: new movements against the old ones, nothing rewritten."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import BusinessDays, Clock
from app.core.errors import Conflict, NotFound
from app.models import MovementKind, SaleStatus
from app.repositories.sales import NewSaleVoid, SaleRepository
from app.repositories.stock_movements import NewMovement, SoldPart, StockMovementRepository
from app.repositories.sweets import SweetToSell
from app.services.access import Actor
from app.services.audit import AuditService
from app.services.idempotency import Answer, IdempotencyService, RequestKey
from app.services.shelf import check_room
from app.services.stock import StockService


class VoidService:
    """Undoes sales."""

    def __init__(self, session: AsyncSession, clock: Clock, business_days: BusinessDays) -> None:
        self._clock = clock
        self._business_days = business_days
        self._idempotency = IdempotencyService(session, clock)
        self._audit = AuditService(session, clock)
        self._stock = StockService(session, clock, business_days.time_zone)
        self._sales = SaleRepository(session)
        self._movements = StockMovementRepository(session)

    async def void(self, actor: Actor, sale_id: int, reason: str, request_key: RequestKey | None) -> Answer:
        """Undo a sale of today: what it took goes back to the very lots, expired or not, of archived sweets too."""

        async def work() -> Answer:
            now = self._clock()
            await self._lock_voidable(sale_id, now)
            parts = await self._movements.of_sale(sale_id)
            _check_room(parts, await self._stock.lock(part.sweet_id for part in parts))
            await self._sales.void(NewSaleVoid(sale_id, reason, actor.user_id, now, self._business_days.of(now)))
            await self._stock.record(
                [
                    NewMovement(
                        sweet_id=part.sweet_id,
                        lot_id=part.lot_id,
                        quantity=part.quantity,
                        kind=MovementKind.VOID,
                        actor_id=actor.user_id,
                        occurred_at=now,
                        reason=reason,
                        sale_id=sale_id,
                        sale_line_no=part.sale_line_no,
                    )
                    for part in parts
                ]
            )
            await self._audit.record(
                actor,
                "sale.voided",
                sale_id,
                before={"status": SaleStatus.COMPLETED, "reason": None},
                after={"status": SaleStatus.VOIDED, "reason": reason},
            )
            body = await self._sales.get_json(sale_id)
            assert body is not None  # noqa: S101 - it is locked.
            return Answer(200, body)

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def _lock_voidable(self, sale_id: int, now: datetime) -> None:
        sale = await self._sales.get_for_update(sale_id)
        if sale is None:
            raise NotFound("sale_not_found", "There is no such sale.")
        status, business_day = sale
        if status is SaleStatus.VOIDED:
            raise Conflict("sale_voided", "This sale was voided already.")
        if business_day != self._business_days.of(now):
            end = self._business_days.day_end
            raise Conflict(
                "void_too_late", f"A sale can be voided only until the books of its day close at {end:%H:%M}."
            )


def _check_room(parts: Sequence[SoldPart], sweets: Mapping[int, SweetToSell]) -> None:
    """Refuse to bring back more than the books can hold, after so much came in meanwhile."""
    incoming: dict[int, Decimal] = defaultdict(Decimal)
    for part in parts:
        incoming[part.sweet_id] += part.quantity
    for sweet_id, quantity in incoming.items():
        check_room(quantity, sweets[sweet_id])
