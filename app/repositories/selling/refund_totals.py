"""The totals of the refunds of a sale."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class RefundedSoFar:
    """What the refunds of a sale come to, what was given back for them, and the setting `cash_rounding`."""

    total: Decimal
    given_back: Decimal
    cash_rounding: Decimal | None
    """None where no admin has set it."""


class RefundTotalRepository:
    """Reads totals of refunds."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def given_back_but_by_admins(self, sale_id: int) -> Decimal:
        """Return the money given back for a sale by users who are not admins now."""
        amount: Decimal = (await self._session.execute(_GIVEN_BACK_BUT_BY_ADMINS, {"sale_id": sale_id})).scalar_one()
        return amount

    async def so_far(self, sale_id: int) -> RefundedSoFar:
        """Return what was refunded of a sale up to now."""
        return RefundedSoFar(*(await self._session.execute(_SO_FAR, {"sale_id": sale_id})).one())


_GIVEN_BACK_BUT_BY_ADMINS = text(
    """
    SELECT coalesce(sum(total + rounding), 0) FROM refunds JOIN users ON users.id = refunds.refunded_by
    WHERE sale_id = CAST(:sale_id AS bigint) AND users.role <> 'admin'
    """
)
_SO_FAR = text(
    """
    SELECT coalesce(sum(total), 0), coalesce(sum(total + rounding), 0),
        (SELECT CAST(value #>> '{}' AS numeric) FROM settings WHERE key = 'cash_rounding')
    FROM refunds WHERE sale_id = CAST(:sale_id AS bigint)
    """
)
