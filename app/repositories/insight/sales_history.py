"""What was sold of each sweet on the days it could be bought, and what there is of it: read from the ledger.

What a previous till sold comes from its history; what there was to be sold then is not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class ShopDay:
    """A day on which the shop sold something: from when until when, and how many sales, of them after a time of day.

    `recalled` tells whether a previous till sold on it as well.
    """

    day: date
    first_sale: datetime
    last_sale: datetime
    sales: int
    later_sales: int
    recalled: bool


@dataclass(frozen=True, slots=True)
class SweetDemand:
    """A sweet that is sold, its days, and its stock.

    `days`, `sold` and `stocked` belong together, as do `best_befores` and `left`, and `arrivals` and `coming`.
    `stocked` is 0 where nothing could be bought between the shop's first and last sale of that day, 1 where something
    could for a part of it, and 2 where it never ran out or where only a previous till would know.
    """

    sweet_id: int
    sku: str
    name: str
    unit: str
    quantity_step: Decimal
    shelf_life_days: int | None
    on_hand: Decimal
    days: Sequence[date]
    sold: Sequence[Decimal]
    stocked: Sequence[int]
    best_befores: Sequence[date | None]
    left: Sequence[Decimal]
    arrivals: Sequence[date]
    coming: Sequence[Decimal]
    supplier_id: int | None
    supplier_name: str | None
    supplier_lead_time_days: int | None
    pack_size: Decimal | None


class DemandRepository:
    """Reads what the advice is made of: two statements however many sweets, days and lots."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def shop_days(self, since: datetime, until: datetime, time_of_day: time, zone: str) -> list[ShopDay]:
        """Return the days on which the shop sold anything."""
        values = {"since": since, "until": until, "time_of_day": time_of_day, "zone": zone}
        return [ShopDay(*row) for row in await self._session.execute(_SHOP_DAYS, values)]

    async def sweets(
        self,
        days: Sequence[ShopDay],
        since: datetime,
        until: datetime,
        since_day: date,
        today: date,
        lead_time_days: int,
        zone: str,
    ) -> list[SweetDemand]:
        """Return each sweet that is not archived, with its history on these days of the shop."""
        values = {
            "days": [one.day for one in days],
            "firsts": [one.first_sale for one in days],
            "lasts": [one.last_sale for one in days],
            "recalled": [one.recalled for one in days],
            "since": since,
            "until": until,
            "since_day": since_day,
            "today": today,
            "lead_time_days": lead_time_days,
            "zone": zone,
        }
        return [SweetDemand(*row) for row in await self._session.execute(_SWEETS, values)]


_SHOP_DAYS = text(
    """
    SELECT CAST(timezone(CAST(:zone AS text), at) AS date) AS day, min(at), max(at), count(*),
        count(*) FILTER (WHERE CAST(timezone(CAST(:zone AS text), at) AS time) > CAST(:time_of_day AS time)),
        bool_or(recalled)
    FROM (
        SELECT created_at AS at, false AS recalled FROM sales
        WHERE created_at >= CAST(:since AS timestamptz) AND created_at < CAST(:until AS timestamptz)
        UNION ALL
        SELECT sold_at, true FROM history_tickets
        WHERE sold_at >= CAST(:since AS timestamptz) AND sold_at < CAST(:until AS timestamptz)
    ) AS sold
    GROUP BY day ORDER BY day
    """
)

# What could be bought at a moment is a running sum of events: what there was at the start (what there is now less what
# has moved since, so that older movements are never read), every movement of a lot that was still good, and a lot's
# rest when its best-before day is over. A probe at the shop's first sale of each day sees what was there then, on days
# without movements too. A sweet ran out if the sum was nothing at any moment from the shop's first sale to its last:
# what comes in before and what is thrown away after do not matter. On days of a previous till, from the first on which
# the books know the sweet, it is taken to have been there before its first movement, and whenever that till sold it.
_SWEETS = text(
    """
    WITH open_days AS MATERIALIZED (
        SELECT * FROM unnest(
            CAST(:days AS date[]), CAST(:firsts AS timestamptz[]), CAST(:lasts AS timestamptz[]),
            CAST(:recalled AS boolean[])
        ) AS given (day, first, last, recalled)
    ), sold_sweets AS MATERIALIZED (
        SELECT id, (
            SELECT CAST(timezone(CAST(:zone AS text), occurred_at) AS date) FROM stock_movements
            WHERE sweet_id = sweets.id ORDER BY occurred_at, id LIMIT 1
        ) AS since_day, (
            SELECT day FROM daily_sweet_sales WHERE sweet_id = sweets.id ORDER BY day LIMIT 1
        ) AS booked_since
        FROM sweets WHERE archived_at IS NULL
    ), told AS MATERIALIZED (
        SELECT line.sweet_id, CAST(timezone(CAST(:zone AS text), ticket.sold_at) AS date) AS day,
            sum(line.quantity) AS quantity
        FROM history_tickets AS ticket JOIN history_lines AS line ON line.ticket_id = ticket.id
        WHERE ticket.sold_at >= CAST(:since AS timestamptz) AND ticket.sold_at < CAST(:until AS timestamptz)
        GROUP BY line.sweet_id, day
    ), moved AS MATERIALIZED (
        SELECT moves.*, coalesce(lots.best_before, 'infinity') AS best_before, lots.on_hand
        FROM (
            SELECT id, sweet_id, lot_id, quantity, kind, occurred_at,
                CAST(timezone(CAST(:zone AS text), occurred_at) AS date) AS day
            FROM stock_movements WHERE occurred_at >= CAST(:since AS timestamptz)
        ) AS moves
        JOIN lots ON lots.id = moves.lot_id
    ), moved_lots AS MATERIALIZED (
        SELECT lot_id AS id, sweet_id, best_before, on_hand - sum(quantity) AS opening,
            coalesce(sum(quantity) FILTER (WHERE day <= best_before), 0) AS moved_while_good
        FROM moved GROUP BY lot_id, sweet_id, best_before, on_hand
    ), known_lots AS MATERIALIZED (
        SELECT * FROM moved_lots
        UNION ALL
        SELECT id, sweet_id, coalesce(best_before, 'infinity'), on_hand, 0 FROM lots
        WHERE NOT is_empty AND NOT EXISTS (SELECT FROM moved_lots WHERE moved_lots.id = lots.id)
    ), happened (sweet_id, day, at, step, id, quantity, sold) AS (
        SELECT sweet_id, CAST(:since_day AS date), CAST(:since AS timestamptz), 0, 0, sum(opening), 0
        FROM known_lots WHERE best_before >= CAST(:since_day AS date) GROUP BY sweet_id
        UNION ALL
        SELECT sweet_id, best_before + 1, timezone(CAST(:zone AS text), CAST(best_before + 1 AS timestamp)), 1, id,
            -(opening + moved_while_good), 0
        FROM known_lots
        WHERE best_before >= CAST(:since_day AS date) AND best_before < CAST(:today AS date)
            AND opening + moved_while_good <> 0
        UNION ALL
        SELECT id, day, first, 2, 0, 0, 0 FROM sold_sweets CROSS JOIN open_days
        WHERE day >= since_day OR (recalled AND day >= booked_since)
        UNION ALL
        SELECT sweet_id, day, occurred_at, 3, id, CASE WHEN day <= best_before THEN quantity ELSE 0 END,
            CASE WHEN kind IN ('sale', 'void') THEN -quantity ELSE 0 END
        FROM moved WHERE day < CAST(:today AS date)
    ), balances AS (
        SELECT sweet_id, day, at, sold,
            sum(quantity) OVER (PARTITION BY sweet_id ORDER BY at, step, id ROWS UNBOUNDED PRECEDING) AS balance
        FROM happened
    ), by_day AS (
        SELECT sweet_id, day, recalled, greatest(sum(sold) + coalesce(told.quantity, 0), 0) AS sold,
            told.quantity IS NOT NULL AS is_told,
            coalesce(min(balance) FILTER (WHERE at BETWEEN first AND last), 0) AS least,
            coalesce(max(balance) FILTER (WHERE at BETWEEN first AND last), 0) AS most
        FROM balances JOIN open_days USING (day) LEFT JOIN told USING (sweet_id, day)
        GROUP BY sweet_id, day, recalled, told.quantity
    ), histories AS (
        SELECT sweet_id, array_agg(day ORDER BY day) AS days, array_agg(sold ORDER BY day) AS sold,
            array_agg(
                CASE WHEN is_told OR day < coalesce(since_day, 'infinity') OR least > 0 THEN 2
                    WHEN most > 0 OR sold > 0 THEN 1 ELSE 0 END
                ORDER BY day
            ) AS stocked
        FROM by_day JOIN sold_sweets
            ON sold_sweets.id = sweet_id AND (day >= since_day OR (recalled AND day >= booked_since))
        GROUP BY sweet_id
    ), shelves AS (
        SELECT sweet_id, array_agg(best_before) AS best_befores, array_agg(quantity) AS quantities
        FROM (
            SELECT sweet_id, best_before, sum(on_hand) AS quantity FROM lots
            WHERE NOT is_empty AND coalesce(best_before, 'infinity') >= CAST(:today AS date)
            GROUP BY sweet_id, best_before
        ) AS lots_of_a_day
        GROUP BY sweet_id
    ), outstanding AS (
        SELECT lines.sweet_id, array_agg(
                coalesce(
                    orders.expected_on,
                    CAST(timezone(CAST(:zone AS text), orders.ordered_at) AS date)
                        + coalesce(suppliers.lead_time_days, CAST(:lead_time_days AS integer))
                ) ORDER BY orders.id
            ) AS arrivals,
            array_agg((lines.packs - lines.packs_received) * lines.pack_size ORDER BY orders.id) AS quantities,
            (array_agg(lines.pack_size ORDER BY orders.id DESC))[1] AS pack_size
        FROM purchase_orders AS orders
        JOIN purchase_order_lines AS lines ON lines.purchase_order_id = orders.id
        JOIN suppliers ON suppliers.id = orders.supplier_id
        WHERE orders.status IN ('ordered', 'partially_received') AND lines.packs > lines.packs_received
        GROUP BY lines.sweet_id
    ), latest_lots AS (
        SELECT sweet_id, max(id) AS id FROM known_lots GROUP BY sweet_id
    )
    SELECT sweets.id, sweets.sku, sweets.name, sweets.unit, sweets.quantity_step, sweets.shelf_life_days,
        sweets.on_hand, coalesce(histories.days, '{}'), coalesce(histories.sold, '{}'),
        coalesce(histories.stocked, '{}'), coalesce(shelves.best_befores, '{}'), coalesce(shelves.quantities, '{}'),
        coalesce(outstanding.arrivals, '{}'), coalesce(outstanding.quantities, '{}'), suppliers.id, suppliers.name,
        suppliers.lead_time_days, coalesce(outstanding.pack_size, lines.pack_size)
    FROM sweets
    LEFT JOIN histories ON histories.sweet_id = sweets.id
    LEFT JOIN shelves ON shelves.sweet_id = sweets.id
    LEFT JOIN outstanding ON outstanding.sweet_id = sweets.id
    LEFT JOIN latest_lots ON latest_lots.sweet_id = sweets.id
    LEFT JOIN lots ON lots.id = latest_lots.id
    LEFT JOIN suppliers ON suppliers.id = lots.supplier_id
    LEFT JOIN purchase_order_lines AS lines
        ON lines.purchase_order_id = lots.purchase_order_id AND lines.line_no = lots.purchase_order_line_no
    WHERE sweets.archived_at IS NULL ORDER BY sweets.id
    """
)
