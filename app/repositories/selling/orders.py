"""Queries over orders to collect, and over what is needed to take a payment after the sale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """The customer on whose account a sale may go, and the setting `cash_rounding`."""

    customer_id: int | None
    cash_rounding: Decimal | None
    """None where no admin has set it."""


@dataclass(frozen=True, slots=True)
class LapsedOrder:
    """An order that was not collected in time."""

    sale_id: int
    number: str
    buyer_id: int


class OrderRepository:
    """Reads and changes orders to collect."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def payment_terms(self, sale_id: int) -> PaymentTerms | None:
        """Return the terms of a payment for a sale: its customer is that of the sale, or of its buyer's account."""
        row = (await self._session.execute(_PAYMENT_TERMS, {"id": sale_id})).one_or_none()
        return None if row is None else PaymentTerms(*row)

    async def lock_lapsed(self, now: datetime, but_not: Sequence[int]) -> LapsedOrder | None:
        """Lock the order whose time was over first, of those nobody paid anything of nor collected, but for some.

        Orders that another transaction has locked are left to it.
        """
        values = {"now": now, "but_not": list(but_not)}
        row = (await self._session.execute(_LOCK_LAPSED, values)).one_or_none()
        return None if row is None else LapsedOrder(*row)

    async def collect(self, sale_id: int, collected_by: int, collected_at: datetime) -> None:
        """Mark a locked order as handed over."""
        values = {"id": sale_id, "collected_by": collected_by, "collected_at": collected_at}
        await self._session.execute(_COLLECT, values)


_PAYMENT_TERMS = text(
    """
    SELECT coalesce(sale.customer_id, customer.id),
        (SELECT CAST(value #>> '{}' AS numeric) FROM settings WHERE key = 'cash_rounding')
    FROM sales AS sale LEFT JOIN customers AS customer ON customer.user_id = sale.buyer_id
    WHERE sale.id = CAST(:id AS bigint)
    """
)
# As the index of orders to collect has it, word for word.
_LOCK_LAPSED = text(
    """
    SELECT id, number, buyer_id FROM sales
    WHERE held_until IS NOT NULL AND collected_at IS NULL AND status = 'completed'
        AND held_until < CAST(:now AS timestamptz) AND due = total + rounding
        AND NOT EXISTS (SELECT FROM payments WHERE payments.sale_id = sales.id)
        AND id <> ALL(CAST(:but_not AS bigint[]))
    ORDER BY held_until, id LIMIT 1
    FOR NO KEY UPDATE SKIP LOCKED
    """
)
_COLLECT = text(
    """
    UPDATE sales SET collected_at = CAST(:collected_at AS timestamptz), collected_by = CAST(:collected_by AS bigint)
    WHERE id = CAST(:id AS bigint)
    """
)
