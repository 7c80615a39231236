"""The rules of drawers that everything which moves cash asks."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict
from app.repositories.selling.drawers import DrawerRepository
from app.services.common.context import ShopContext


class DrawerRules:
    """Says who may take cash and give it back: everybody, unless the shop wants a drawer open for that."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._is_required = context.settings.drawer_required_for_cash
        self._drawers = DrawerRepository(session)

    async def without_drawer(self, staff: Collection[int]) -> frozenset[int]:
        """Return who of some staff may not handle cash; the drawers of the others stay open meanwhile.

        No statement where no drawer is required.
        """
        if not self._is_required or not staff:
            return frozenset()
        return frozenset(staff) - await self._drawers.keep_open(frozenset(staff))

    async def check_cash(self, user_id: int) -> None:
        """Refuse cash from and to somebody who has to open a drawer first."""
        if await self.without_drawer([user_id]):
            raise drawer_required()


def drawer_required() -> Conflict:
    """Return the error for cash without an open drawer."""
    return Conflict("drawer_required", "This shop takes and gives cash with a drawer open only. Open yours first.")
