"""The checkout joins group commit to selling: one unit of work for each batch."""

from collections.abc import Sequence

from prometheus_client import Gauge, Histogram
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import DomainError
from app.core.group_commit import GroupCommit
from app.database.unit_of_work import Database
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer
from app.services.selling.basket import Basket
from app.services.selling.sales import SaleService
from app.services.shop.settings import CurrentSettings

BATCHES = Histogram("sale_batch_size", "Sales that share a transaction.", buckets=(1, 2, 4, 8, 16, 32, 64, 128))
WAITING = Gauge("sales_waiting", "Sales that wait as a batch begins.", multiprocess_mode="livesum")


class Checkout:
    """Takes baskets one at a time and records those that arrive together in one transaction."""

    def __init__(self, database: Database, current_settings: CurrentSettings[ShopContext], *, max_waiting: int) -> None:
        self._database = database
        self._current_settings = current_settings
        self._group_commit: GroupCommit[Basket, Answer] = GroupCommit(self._record, max_waiting=max_waiting)

    async def place(self, basket: Basket) -> Answer:
        """Return the basket's answer once it is committed, or raise its refusal."""
        return await self._group_commit.submit(basket)

    async def close(self) -> None:
        """Refuse new baskets and return when every waiting one has its answer."""
        await self._group_commit.close()

    async def _record(self, baskets: Sequence[Basket]) -> list[Answer | DomainError]:
        context = self._current_settings.context
        BATCHES.observe(len(baskets))
        WAITING.set(self._group_commit.waiting)

        async def work(session: AsyncSession) -> list[Answer | DomainError]:
            return await SaleService(session, context).record(baskets)

        return await self._database.run(work)
