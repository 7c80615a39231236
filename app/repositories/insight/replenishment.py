"""The stock of each sweet, what is on order of it, and how it is replenished."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class SweetStock:
    """A sweet with its stock, its outstanding orders and the supplier of its latest lot.

    `best_befores` and `left` are parallel, as are `arrivals`, `coming` and `coming_from`, the ids of suppliers.
    `sweet_xid` is the transaction that last changed the sweet or its stock.
    """

    sweet_id: int
    sku: str
    name: str
    unit: str
    quantity_step: Decimal
    shelf_life_days: int | None
    on_hand: Decimal
    sweet_xid: int
    best_befores: Sequence[date | None]
    left: Sequence[Decimal]
    arrivals: Sequence[date]
    coming: Sequence[Decimal]
    coming_from: Sequence[int]
    supplier_id: int | None
    supplier_name: str | None
    supplier_lead_time_days: int | None
    pack_size: Decimal | None

    @property
    def is_bought(self) -> bool:
        """Whether it comes from a supplier and is not made here."""
        return self.supplier_id is not None or self.pack_size is not None


class ReplenishmentRepository:
    """Reads stock and orders, in one statement however many sweets and lots."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def stocks(self, sweet_ids: Collection[int], today: date, zone: str, lead_time_days: int) -> list[SweetStock]:
        """Return sweets by id; `lead_time_days` applies to suppliers that have no lead time of their own."""
        values = {"sweet_ids": list(sweet_ids), "today": today, "zone": zone, "lead_time_days": lead_time_days}
        return [SweetStock(**row) for row in (await self._session.execute(_STOCKS, values)).mappings()]


_STOCKS = text(
    """
    SELECT sweets.id AS sweet_id, sweets.sku, sweets.name, sweets.unit, sweets.quantity_step, sweets.shelf_life_days,
        sweets.on_hand, CAST(CAST(sweets.xmin AS text) AS bigint) AS sweet_xid,
        coalesce(shelf.best_befores, '{}') AS best_befores, coalesce(shelf.quantities, '{}') AS "left",
        coalesce(outstanding.arrivals, '{}') AS arrivals, coalesce(outstanding.quantities, '{}') AS coming,
        coalesce(outstanding.supplier_ids, '{}') AS coming_from,
        suppliers.id AS supplier_id, suppliers.name AS supplier_name,
        suppliers.lead_time_days AS supplier_lead_time_days,
        coalesce(outstanding.pack_size, ordered.pack_size) AS pack_size
    FROM sweets
    CROSS JOIN LATERAL (
        SELECT array_agg(best_before) AS best_befores, array_agg(quantity) AS quantities
        FROM (
            SELECT best_before, sum(on_hand) AS quantity FROM lots
            WHERE sweet_id = sweets.id AND NOT is_empty AND coalesce(best_before, 'infinity') >= CAST(:today AS date)
            GROUP BY best_before
        ) AS lots_of_a_day
    ) AS shelf
    CROSS JOIN LATERAL (
        SELECT array_agg(
                coalesce(
                    orders.expected_on,
                    CAST(timezone(CAST(:zone AS text), orders.ordered_at) AS date)
                        + coalesce(suppliers.lead_time_days, CAST(:lead_time_days AS integer))
                ) ORDER BY orders.id
            ) AS arrivals,
            array_agg(lines.outstanding ORDER BY orders.id) AS quantities,
            array_agg(orders.supplier_id ORDER BY orders.id) AS supplier_ids,
            (array_agg(lines.pack_size ORDER BY orders.id DESC))[1] AS pack_size
        FROM purchase_order_lines AS lines
        JOIN purchase_orders AS orders ON orders.id = lines.purchase_order_id
        JOIN suppliers ON suppliers.id = orders.supplier_id
        WHERE lines.sweet_id = sweets.id AND orders.status IN ('ordered', 'partially_received')
            AND lines.outstanding > 0
    ) AS outstanding
    LEFT JOIN lots AS latest ON latest.id = (
        SELECT id FROM lots WHERE sweet_id = sweets.id ORDER BY received_at DESC, id DESC LIMIT 1
    )
    LEFT JOIN suppliers ON suppliers.id = latest.supplier_id
    LEFT JOIN purchase_order_lines AS ordered
        ON ordered.purchase_order_id = latest.purchase_order_id AND ordered.line_no = latest.purchase_order_line_no
    WHERE sweets.id = ANY(CAST(:sweet_ids AS bigint[]))
    ORDER BY sweets.id
    """
)
