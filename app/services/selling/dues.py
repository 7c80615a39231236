"""Dues: what the shop is owed, and how old it is."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.selling.dues import DueRepository
from app.schemas.dues import DuesQuery
from app.services.common.context import ShopContext


class DueService:
    """Shows dues."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._dues = DueRepository(session)

    async def get(self, query: DuesQuery) -> str:
        """Return the dues of today as JSON."""
        return await self._dues.get_json(self._context.business_days.of(self._context.clock()), query.limit)
