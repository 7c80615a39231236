"""Orders that nobody collected in time: the shop voids them by itself, and tells their buyers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.background import attempt, in_background
from app.core.errors import DomainError, Unavailable
from app.core.origin import NOWHERE
from app.database.unit_of_work import Database
from app.models import Notification, NotificationKind, SaleStatus
from app.repositories.selling.orders import LapsedOrder, OrderRepository
from app.repositories.selling.sales import SaleRepository
from app.repositories.shop.notifications import NotificationRepository
from app.services.common.audit import AuditEntry, AuditService
from app.services.common.context import ShopContext
from app.services.selling.voids import VoidService
from app.services.shop.settings import CurrentSettings

LOOK_EVERY_SECONDS = 60.0
LAPSED = "Nobody came for it in time."
"""Why a lapsed order was voided."""

_log = structlog.get_logger("order_lapses")


class LapseService:
    """Voids orders that nobody collected in time."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._audit = AuditService(session, context)
        self._orders = OrderRepository(session)
        self._sales = SaleRepository(session)
        self._notifications = NotificationRepository(session)
        self._voids = VoidService(session, context)

    async def lapse(self, order: LapsedOrder) -> None:
        """Void a locked order, and tell its buyer."""
        now = self._context.clock()
        sale = await self._sales.get_for_update(order.sale_id)
        assert sale is not None  # noqa: S101 - it is locked.
        await self._voids.undo(order.sale_id, sale, LAPSED, None, now)
        await self._audit.record_all(
            [
                AuditEntry(
                    action="sale.lapsed",
                    entity_id=order.sale_id,
                    origin=NOWHERE,
                    before={"status": SaleStatus.COMPLETED, "reason": None},
                    after={"status": SaleStatus.VOIDED, "reason": LAPSED},
                )
            ]
        )
        await self._notifications.add(
            Notification(
                kind=NotificationKind.ORDER,
                title=f"Your order {order.number} was not collected",
                body="It was held until its time was over. Its sweets are back on the tray, and there is nothing to "
                "pay. Order again whenever you like.",
                roles=[],
                user_id=order.buyer_id,
                sale_id=order.sale_id,
                created_at=now,
            )
        )


class OrderLapses:
    """Lets orders lapse, each once, whichever worker comes first."""

    def __init__(self, database: Database, current_settings: CurrentSettings[ShopContext]) -> None:
        self._database = database
        self._current_settings = current_settings

    async def run(self) -> int:
        """Void every order whose time is over, each in a transaction of its own; return how many."""
        lapsed, failed = 0, list[int]()
        while (order := await self._lapse_next(failed)) is not None:
            if order.sale_id not in failed:
                lapsed += 1
        return lapsed

    @asynccontextmanager
    async def always(self) -> AsyncIterator[None]:
        """Look for them in the background while the block runs."""
        async with in_background(self._run_for_ever()):
            yield

    async def _lapse_next(self, failed: list[int]) -> LapsedOrder | None:
        """Void the next order but for those that failed, and return it; one that cannot be voided joins those."""
        order: LapsedOrder | None = None

        async def work(session: AsyncSession) -> None:
            nonlocal order
            context = self._current_settings.context
            order = await OrderRepository(session).lock_lapsed(context.clock(), failed)
            if order is not None:
                await LapseService(session, context).lapse(order)

        try:
            await self._database.run(work)
        except Unavailable:
            raise
        except DomainError as error:
            # Such as more goods than the books can hold. Staff see the order among those to collect.
            assert order is not None  # noqa: S101 - only voiding refuses.
            _log.warning("not_voided", sale_id=order.sale_id, reason=error.code)
            failed.append(order.sale_id)
        return order

    async def _run_for_ever(self) -> None:
        while True:
            await attempt(self.run, _log)
            await asyncio.sleep(LOOK_EVERY_SECONDS)
