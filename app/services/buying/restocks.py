"""Restocks: goods received without a purchase order."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Forbidden
from app.models import Role
from app.repositories.buying.suppliers import SupplierRepository
from app.repositories.stock.stock_movements import StockMovementRepository
from app.schemas.stock import RestockCreate
from app.services.buying.suppliers import orderable
from app.services.common.access import Actor
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.shop.settings import SettingsService
from app.services.stock.stock import GoodsIn, StockService


class RestockService:
    """Receives goods without a purchase order."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._context = context
        self._idempotency = IdempotencyService(session, context)
        self._settings = SettingsService(session, context)
        self._stock = StockService(session, context)
        self._suppliers = SupplierRepository(session)
        self._movements = StockMovementRepository(session)

    async def restock(
        self, actor: Actor, sweet_id: int, restock: RestockCreate, request_key: RequestKey | None
    ) -> Answer:
        """Receive goods without a purchase order as one lot and one movement, once per key.

        A salesperson needs the setting `salesperson_may_restock`.
        """
        if actor.role is Role.SALESPERSON and not (await self._settings.current()).salesperson_may_restock:
            raise Forbidden("forbidden", "Salespeople of this shop do not restock. An admin can change that.")

        async def work() -> Answer:
            if restock.supplier_id is not None:
                # Before the sweet is locked, so that waiting for the supplier holds up no sale.
                orderable(await self._suppliers.keep(restock.supplier_id))
            now = self._clock()
            goods = GoodsIn(
                sweet_id=sweet_id,
                quantity=restock.quantity,
                received_at=now,
                unit_cost=restock.unit_cost,
                made_on=restock.made_on,
                best_before=restock.best_before,
                note=restock.note,
                supplier_id=restock.supplier_id,
            )
            ((_, movement_id),) = await self._stock.receive([goods], actor)
            body = await self._movements.get_restock_json(movement_id, self._context.day_of(now))
            return Answer(movement_id, body)

        return await self._idempotency.once(actor.user_id, request_key, work)
