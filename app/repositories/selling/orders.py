"""Queries over orders to collect, and over what is needed to take a payment after the sale."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
class BuyersOrders:
    """What some buyers have ordered."""

    unpaid: dict[int, int]
    """How many of their orders are unpaid, by buyer."""
    quantities: dict[tuple[int, int], Decimal]
    """What they ordered on one business day, by buyer and sweet."""


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

    async def lock_buyers(self, buyer_ids: Collection[int]) -> None:
        """Lock buyers, so that nobody else orders for them until the transaction ends."""
        await self._session.execute(_LOCK_BUYERS, {"ids": list(buyer_ids)})

    async def orders_of(self, buyer_ids: Collection[int], day: date, since: datetime) -> BuyersOrders:
        """Return the unpaid orders of locked buyers, and what they ordered on a business day that began after `since`.

        Voided orders are not counted.
        """
        values = {"ids": list(buyer_ids), "day": day, "since": since}
        found = BuyersOrders({}, {})
        for buyer_id, sweet_id, number in await self._session.execute(_ORDERS_OF, values):
            if sweet_id is None:
                found.unpaid[buyer_id] = int(number)
            else:
                found.quantities[buyer_id, sweet_id] = number
        return found

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
_LOCK_BUYERS = text("SELECT FROM users WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id FOR NO KEY UPDATE")
# A statement of its own: that of the lock sees the books as they were before it waited.
_ORDERS_OF = text(
    """
    SELECT buyer_id, CAST(NULL AS bigint), CAST(count(*) AS numeric) FROM sales
    WHERE due > 0 AND buyer_id = ANY(CAST(:ids AS bigint[])) GROUP BY buyer_id
    UNION ALL
    SELECT sale.buyer_id, line.sweet_id, sum(line.quantity)
    FROM sales AS sale JOIN sale_lines AS line ON line.sale_id = sale.id
    WHERE sale.buyer_id = ANY(CAST(:ids AS bigint[])) AND sale.created_at >= CAST(:since AS timestamptz)
        AND sale.business_day = CAST(:day AS date) AND sale.status = 'completed'
    GROUP BY sale.buyer_id, line.sweet_id
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
