"""Queries over what was given back of a sale."""

from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class MoneyBackRepository:
    """Reads how much was given back."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def total_but_admins(self, sale_id: int) -> Decimal:
        """Return what was given back of a sale so far by whoever is no admin now."""
        total: Decimal = (await self._session.execute(_TOTAL_BUT_ADMINS, {"sale_id": sale_id})).scalar_one()
        return total


_TOTAL_BUT_ADMINS = text(
    """
    SELECT coalesce(sum(total), 0) FROM refunds JOIN users ON users.id = refunds.refunded_by
    WHERE sale_id = CAST(:sale_id AS bigint) AND users.role <> 'admin'
    """
)
