"""The till: joins group commit to selling, one unit of work a batch."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock
from app.core.errors import DomainError
from app.core.group_commit import GroupCommit
from app.database.unit_of_work import Database
from app.services.common.idempotency import Answer
from app.services.selling.basket import Basket
from app.services.selling.sales import SaleService
from app.services.shop.settings import CurrentSettings


class Checkout:
    """Takes baskets one at a time and records those that arrive together in one transaction."""

    def __init__(self, database: Database, clock: Clock, settings: CurrentSettings) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._group_commit: GroupCommit[Basket, Answer] = GroupCommit(self._record)

    async def place(self, basket: Basket) -> Answer:
        """Return the basket's answer once it is committed, or raise its refusal."""
        return await self._group_commit.submit(basket)

    async def close(self) -> None:
        """Refuse new baskets and return when every waiting one has its answer."""
        await self._group_commit.close()

    async def _record(self, baskets: Sequence[Basket]) -> list[Answer | DomainError]:
        business_days = self._settings.now.business_days

        async def work(session: AsyncSession) -> list[Answer | DomainError]:
            currency = self._settings.defaults.currency
            return await SaleService(session, self._clock, business_days, currency).record(baskets)

        return await self._database.run(work)
