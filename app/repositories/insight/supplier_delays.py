"""How late the last deliveries of each supplier were."""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

LAST_RECEIPTS = 20


class SupplierDelayRepository:
    """Reads the delays of goods receipts."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def last(self, supplier_ids: Collection[int], lead_time_days: int, zone: str) -> dict[int, list[int]]:
        """Return the days from the expected day to each of the last receipts, by supplier, in one statement.

        `lead_time_days` applies to suppliers that have no lead time of their own. Orders that were received as they
        were written say nothing of a delay.
        """
        values = {"supplier_ids": sorted(supplier_ids), "lead_time_days": lead_time_days, "zone": zone}
        return {row[0]: row[1] for row in await self._session.execute(_LAST, values)}


# The latest orders of a supplier are read from the index, however many there are.
_LAST = text(
    f"""
    SELECT suppliers.id, array_agg(receipts.delay)
    FROM suppliers CROSS JOIN LATERAL (
        SELECT CAST(timezone(CAST(:zone AS text), receipt.received_at) AS date) - coalesce(
            orders.expected_on,
            CAST(timezone(CAST(:zone AS text), orders.ordered_at) AS date)
                + coalesce(suppliers.lead_time_days, CAST(:lead_time_days AS integer))
        ) AS delay
        FROM purchase_orders AS orders JOIN goods_receipts AS receipt ON receipt.purchase_order_id = orders.id
        WHERE orders.supplier_id = suppliers.id AND receipt.received_at > orders.ordered_at
        ORDER BY orders.created_at DESC, orders.id DESC, receipt.id DESC LIMIT {LAST_RECEIPTS}
    ) AS receipts
    WHERE suppliers.id = ANY(CAST(:supplier_ids AS bigint[])) GROUP BY suppliers.id
    """  # noqa: S608 - our own number.
)
