"""Stock alerts: raised once when a sweet runs low or out, resolved by themselves when there is enough of it again."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock, shop_date
from app.core.pagination import Page, Slice
from app.models import Unit
from app.repositories.stock.stock_alerts import StockAlertRepository
from app.schemas.stock_alert import LowStockQuery


class AlertService:
    """Keeps the alerts true to the stock and its thresholds, in the transaction of whatever changed them.

    The sweets have to be locked before: of two who change how a sweet stands, the second then sees what the first did.
    """

    def __init__(self, session: AsyncSession, clock: Clock, time_zone: ZoneInfo) -> None:
        self._clock = clock
        self._time_zone = time_zone
        self._alerts = StockAlertRepository(session)

    async def reevaluate(self, sweet_ids: Iterable[int]) -> None:
        """Bring the alerts of locked sweets up to date: one statement, and nothing written while none changes."""
        now = self._clock()
        await self._alerts.reevaluate(sorted(set(sweet_ids)), now, shop_date(now, self._time_zone))

    async def reevaluate_category(self, category_id: int) -> None:
        """Lock a category's sweets and bring their alerts up to date, after its threshold has changed."""
        await self.reevaluate(await self._alerts.lock_category(category_id))

    async def reevaluate_units(self, units: Sequence[Unit]) -> None:
        """Lock the sweets sold by these units and bring their alerts up to date, after the shop's threshold changed."""
        await self.reevaluate(await self._alerts.lock_units(units))

    async def list_low_stock(self, query: LowStockQuery, page: Page) -> Slice:
        """Return one page of the sweets that run low or are sold out."""
        return await self._alerts.list_json(query.filters(), page, shop_date(self._clock(), self._time_zone))
