"""The totals of the refunds of a sale."""

from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class RefundTotalRepository:
    """Reads totals of refunds."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def total_but_admins(self, sale_id: int) -> Decimal:
        """Return the total refunded for a sale by users who are not admins now."""
        total: Decimal = (await self._session.execute(_TOTAL_BUT_ADMINS, {"sale_id": sale_id})).scalar_one()
        return total


_TOTAL_BUT_ADMINS = text(
    """
    SELECT coalesce(sum(total), 0) FROM refunds JOIN users ON users.id = refunds.refunded_by
    WHERE sale_id = CAST(:sale_id AS bigint) AND users.role <> 'admin'
    """
)
