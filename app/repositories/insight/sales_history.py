"""The sales history of each sweet on the days it was in stock, read from the ledger.

A previous till's sales come from its history, which does not tell what was in stock.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.common.json_columns import json_rows


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a history, today excluded, as dates and as moments in the shop's time zone."""

    since_day: date
    today: date
    since: datetime
    until: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class ShopDay:
    """A day with sales."""

    day: date
    first_sale: datetime
    last_sale: datetime
    recalled: bool
    """Whether a previous till sold on it as well."""
    minutes: Sequence[int]
    """The minute of the day, from 0 to 1,439, of each sale."""


@dataclass(frozen=True, slots=True)
class SweetHistory:
    """The days of a sweet, in parallel with what was sold on them and how it was stocked.

    `stocked` is 0 if the sweet was out of stock from the shop's first sale of the day to its last, 1 if it was out of
    stock at times, and 2 if it never was or if only a previous till would know.
    """

    sweet_id: int
    days: Sequence[date]
    sold: Sequence[Decimal]
    stocked: Sequence[int]


class SalesHistoryRepository:
    """Reads sales histories: one statement each, however many sweets and days."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def shop_days(self, window: Window) -> list[ShopDay]:
        """Return the days of the window on which the shop sold anything."""
        rows = await self._session.execute(_SHOP_DAYS, asdict(window))
        return [ShopDay(**row) for row in rows.mappings()]

    async def histories(
        self, sweet_ids: Collection[int], days: Sequence[ShopDay], window: Window
    ) -> dict[int, SweetHistory]:
        """Return the histories of sweets on these days, by id; a sweet that nothing is known of has none."""
        open_days = json_rows((one.day, one.first_sale, one.last_sale, one.recalled) for one in days)
        values = asdict(window) | {"sweet_ids": list(sweet_ids), "days": open_days}
        rows = (await self._session.execute(_HISTORIES, values)).mappings()
        return {row["sweet_id"]: SweetHistory(**row) for row in rows}


_SHOP_DAYS = text(
    """
    SELECT CAST(here AS date) AS day, min(at) AS first_sale, max(at) AS last_sale, bool_or(recalled) AS recalled,
        array_agg(CAST(extract(hour FROM here) * 60 + extract(minute FROM here) AS integer)) AS minutes
    FROM (
        SELECT created_at AS at, timezone(CAST(:zone AS text), created_at) AS here, false AS recalled FROM sales
        WHERE created_at >= CAST(:since AS timestamptz) AND created_at < CAST(:until AS timestamptz)
        UNION ALL
        SELECT sold_at, timezone(CAST(:zone AS text), sold_at), true FROM history_tickets AS ticket
        WHERE sold_at >= CAST(:since AS timestamptz) AND sold_at < CAST(:until AS timestamptz)
            AND NOT EXISTS (SELECT FROM import_take_backs AS taken WHERE taken.import_id = ticket.import_id)
    ) AS sold
    GROUP BY day ORDER BY day
    """
)

# The stock that could be sold at a moment is a running sum of events: the opening stock (the stock now less all later
# movements, so that older movements are never read), each movement of a lot that had not expired, and the rest of a lot
# when it expires. A probe at the shop's first sale of each day reads the sum on days without movements too. A sweet ran
# out if the sum was zero at any moment from the shop's first sale to its last; restocks before and write-offs after do
# not matter. On days of a previous till, from the first day the books name the sweet, it counts as in stock before its
# first movement and whenever that till sold it.
_HISTORIES = text(
    """
    WITH asked AS MATERIALIZED (
        SELECT unnest(CAST(:sweet_ids AS bigint[])) AS id
    ), open_days AS MATERIALIZED (
        SELECT CAST(day ->> 0 AS date) AS day, CAST(day ->> 1 AS timestamptz) AS first_sale,
            CAST(day ->> 2 AS timestamptz) AS last_sale, CAST(day ->> 3 AS boolean) AS recalled
        FROM json_array_elements(CAST(:days AS json)) AS days (day)
    ), sold_sweets AS MATERIALIZED (
        SELECT id, (
            SELECT CAST(timezone(CAST(:zone AS text), occurred_at) AS date) FROM stock_movements
            WHERE sweet_id = asked.id ORDER BY occurred_at, id LIMIT 1
        ) AS since_day, (
            SELECT day FROM daily_sweet_sales
            WHERE sweet_id = asked.id AND (sold <> 0 OR refunded <> 0) ORDER BY day LIMIT 1
        ) AS booked_since
        FROM asked
    ), told AS MATERIALIZED (
        SELECT line.sweet_id, CAST(timezone(CAST(:zone AS text), ticket.sold_at) AS date) AS day,
            sum(line.quantity) AS quantity
        FROM history_tickets AS ticket JOIN history_lines AS line ON line.ticket_id = ticket.id
        JOIN asked ON asked.id = line.sweet_id
        WHERE ticket.sold_at >= CAST(:since AS timestamptz) AND ticket.sold_at < CAST(:until AS timestamptz)
            AND NOT EXISTS (SELECT FROM import_take_backs AS taken WHERE taken.import_id = line.import_id)
        GROUP BY line.sweet_id, day
    ), moved AS MATERIALIZED (
        SELECT moves.*, coalesce(lots.best_before, 'infinity') AS best_before, lots.on_hand
        FROM asked CROSS JOIN LATERAL (
            SELECT id, sweet_id, lot_id, quantity, kind, occurred_at,
                CAST(timezone(CAST(:zone AS text), occurred_at) AS date) AS day
            FROM stock_movements WHERE sweet_id = asked.id AND occurred_at >= CAST(:since AS timestamptz)
            OFFSET 0
        ) AS moves
        JOIN lots ON lots.id = moves.lot_id
    ), moved_lots AS MATERIALIZED (
        SELECT lot_id AS id, sweet_id, best_before, on_hand - sum(quantity) AS opening,
            coalesce(sum(quantity) FILTER (WHERE day <= best_before), 0) AS moved_while_good
        FROM moved GROUP BY lot_id, sweet_id, best_before, on_hand
    ), known_lots AS MATERIALIZED (
        SELECT * FROM moved_lots
        UNION ALL
        SELECT lots.id, sweet_id, coalesce(best_before, 'infinity'), on_hand, 0
        FROM lots JOIN asked ON asked.id = sweet_id
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
        SELECT id, day, first_sale, 2, 0, 0, 0 FROM sold_sweets CROSS JOIN open_days
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
            coalesce(min(balance) FILTER (WHERE at BETWEEN first_sale AND last_sale), 0) AS least,
            coalesce(max(balance) FILTER (WHERE at BETWEEN first_sale AND last_sale), 0) AS most
        FROM balances JOIN open_days USING (day) LEFT JOIN told USING (sweet_id, day)
        GROUP BY sweet_id, day, recalled, told.quantity
    )
    SELECT sweet_id, array_agg(day ORDER BY day) AS days, array_agg(sold ORDER BY day) AS sold,
        array_agg(
            CASE WHEN is_told OR day < coalesce(since_day, 'infinity') OR least > 0 THEN 2
                WHEN most > 0 OR sold > 0 THEN 1 ELSE 0 END
            ORDER BY day
        ) AS stocked
    FROM by_day JOIN sold_sweets
        ON sold_sweets.id = sweet_id AND (day >= since_day OR (recalled AND day >= booked_since))
    GROUP BY sweet_id
    """
)
