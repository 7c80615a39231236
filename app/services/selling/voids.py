"""Voids: a whole sale undone on its own business day, by new movements against the old ones."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict
from app.models import MovementKind, SaleStatus, Tender
from app.repositories.selling.payments import PaymentRepository
from app.repositories.selling.refunds import RefundRepository
from app.repositories.selling.sales import NewSaleVoid, SaleRepository, SaleToUndo
from app.repositories.stock.stock_movements import NewMovement, StockMovementRepository
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.selling.account_rules import AccountRules
from app.services.selling.drawers.rules import DrawerRules
from app.services.selling.refund_limits import RefundLimitService
from app.services.selling.refund_rules import sale_not_found
from app.services.stock.rules import check_room_for_all
from app.services.stock.stock import StockService


class VoidService:
    """Voids sales."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._clock = context.clock
        self._business_days = context.business_days
        self._idempotency = IdempotencyService(session, context)
        self._audit = AuditService(session, context)
        self._stock = StockService(session, context)
        self._refund_limits = RefundLimitService(session, context)
        self._sales = SaleRepository(session)
        self._refunds = RefundRepository(session)
        self._payments = PaymentRepository(session)
        self._drawer_rules = DrawerRules(session, context)
        self._account_rules = AccountRules(session)
        self._movements = StockMovementRepository(session)

    async def void(self, actor: Actor, sale_id: int, reason: str, request_key: RequestKey | None) -> Answer:
        """Void a sale of today, once for each key.

        Its goods go back to the lots they came from, even if these have expired or the sweet is archived.
        """

        async def work() -> Answer:
            now = self._clock()
            sale = await self._lock_voidable(sale_id, now)
            await self._refund_limits.check(actor, sale_id, sale, sale.paid)
            await self.undo(sale_id, sale, reason, actor.user_id, now)
            await self._audit.record(
                actor,
                "sale.voided",
                sale_id,
                before={"status": SaleStatus.COMPLETED, "reason": None},
                after={"status": SaleStatus.VOIDED, "reason": reason},
            )
            body = await self._sales.get_json(sale_id)
            assert body is not None  # noqa: S101 - it is locked.
            return Answer(sale_id, body)

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def undo(self, sale_id: int, sale: SaleToUndo, reason: str, voided_by: int | None, now: datetime) -> None:
        """Void a locked sale: its goods go back to their lots, and its money to whom it came from."""
        # Cash may have rounded all of it away: that is paid too.
        is_paid = voided_by is not None and (sale.paid > 0 or sale.due == 0)
        paid = await self._payments.of_sale(sale_id) if is_paid else []
        # Before its sweets, as a sale does.
        await self._account_rules.lock((one.customer_id, one.left) for one in paid if one.customer_id is not None)
        parts = await self._movements.of_sale(sale_id)
        sweets = await self._stock.lock(part.sweet_id for part in parts)
        check_room_for_all([(part.sweet_id, part.quantity) for part in parts], sweets)
        day = self._business_days.of(now)
        if voided_by is not None and any(one.tender == Tender.CASH and one.left > 0 for one in paid):
            await self._drawer_rules.check_cash(voided_by)
        await self._sales.void(NewSaleVoid(sale_id, reason, voided_by, now, day))
        if voided_by is not None and is_paid:
            await self._payments.undo(sale_id, voided_by, now, day, self._context.hour_of(now))
        await self._stock.record(
            [
                NewMovement(
                    sweet_id=part.sweet_id,
                    lot_id=part.lot_id,
                    quantity=part.quantity,
                    kind=MovementKind.VOID,
                    actor_id=voided_by,
                    occurred_at=now,
                    reason=reason,
                    sale_id=sale_id,
                    sale_line_no=part.sale_line_no,
                )
                for part in parts
            ]
        )

    async def _lock_voidable(self, sale_id: int, now: datetime) -> SaleToUndo:
        sale = await self._sales.get_for_update(sale_id)
        if sale is None:
            raise sale_not_found()
        if sale.status is SaleStatus.VOIDED:
            raise Conflict("sale_voided", "This sale was voided already.")
        # What nobody has paid in full is no finished business of its day.
        if sale.due == 0 and sale.business_day != self._business_days.of(now):
            end = self._business_days.day_end
            raise Conflict(
                "void_too_late",
                f"A sale can be voided only until the books of its day close at {end:%H:%M}. Refund it instead.",
            )
        # A refund takes the lock of its sale too, so none can be added from here on.
        if await self._refunds.any_of(sale_id):
            raise Conflict("sale_refunded", "Some of this sale was refunded. Refund the rest of it instead.")
        return sale
