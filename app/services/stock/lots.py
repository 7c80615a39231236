"""Lots: listing them, and tracing goods from a lot to its buyers and from a sale to its lots."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.core.pagination import Page, Slice
from app.repositories.stock.lot_queries import LotListRepository
from app.schemas.lot import LotQuery
from app.services.common.context import ShopContext


@dataclass(frozen=True, slots=True)
class Recall(Slice):
    """A lot, and one page of the sales that took from it."""

    lot: str

    def to_json(self) -> str:
        """Return the body of a list, with the lot in front."""
        return f'{{"lot":{self.lot},{Slice.to_json(self)[1:]}'


class LotService:
    """Lists lots, and traces goods from lots to sales and back."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._context = context
        self._lots = LotListRepository(session)

    async def list_lots(self, query: LotQuery, page: Page) -> Slice:
        """Return one page of lots."""
        return await self._lots.list_json(query.filters(), page, self._today())

    async def get(self, lot_id: int) -> str:
        """Return a lot as JSON."""
        lot = await self._lots.get_json(lot_id, self._today())
        if lot is None:
            raise NotFound("lot_not_found", "There is no such lot.")
        return lot

    async def recall(self, lot_id: int, page: Page) -> Recall:
        """Return one page of the sales that took from a lot, with their customers and net of returned goods."""
        lot = await self.get(lot_id)
        found = await self._lots.list_recall(lot_id, page)
        return Recall(found.items, found.next_cursor, found.total, lot)

    async def of_sale(self, sale_id: int) -> str:
        """Return as JSON the lots that each line of a sale took, with their suppliers and goods receipts."""
        lots = await self._lots.get_sale_lots_json(sale_id)
        if lots is None:
            raise NotFound("sale_not_found", "There is no such sale.")
        return lots

    def _today(self) -> date:
        return self._context.today()
