"""Stock alerts: raised once when a sweet runs low or sells out, resolved once there is enough again."""

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.pagination import Page, Slice
from app.models import Unit
from app.repositories.stock.stock_alerts import StockAlertRepository
from app.schemas.stock_alert import LowStockQuery
from app.services.common.context import ShopContext


class AlertService:
    """Updates the alerts in the transaction that changed the stock or a threshold.

    The caller locks the sweets first, so that the second of two concurrent changes sees the first.
    """

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._context = context
        self._alerts = StockAlertRepository(session)

    async def reevaluate(self, sweet_ids: Iterable[int]) -> None:
        """Update the alerts of locked sweets in one statement, which writes nothing if no alert changes."""
        now = self._clock()
        await self._alerts.reevaluate(sorted(set(sweet_ids)), now, self._context.day_of(now))

    async def reevaluate_category(self, category_id: int) -> None:
        """Lock a category's sweets and update their alerts, after the category's threshold has changed."""
        await self.reevaluate(await self._alerts.lock_category(category_id))

    async def reevaluate_units(self, units: Sequence[Unit]) -> None:
        """Lock the sweets sold by these units and update their alerts, after the shop's threshold has changed."""
        await self.reevaluate(await self._alerts.lock_units(units))

    async def list_low_stock(self, query: LowStockQuery, page: Page) -> Slice:
        """Return one page of the sweets that are low or sold out."""
        return await self._alerts.list_json(query.filters(), page, self._context.today())
