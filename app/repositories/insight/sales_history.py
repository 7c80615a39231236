"""The sales history of each sweet on the days it was in stock, and its stock, read from the ledger.

A previous till's sales come from its history, which does not tell what was in stock.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache

from sqlalchemy import TextClause, text
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
class Asked:
    """The sweets that are asked for; those that never sold within the window only if all are."""

    sweet_id: int | None
    category_id: int | None
    all_sweets: bool


@dataclass(frozen=True, slots=True)
class ShopDay:
    """A day with sales."""

    day: date
    first_sale: datetime
    last_sale: datetime
    sales: int
    later_sales: int
    """The sales after the time of day that was asked for."""
    recalled: bool
    """Whether a previous till sold on it as well."""


@dataclass(frozen=True, slots=True)
class SweetDemand:
    """A sweet with its sales history, its stock, its outstanding orders and the supplier of its latest lot.

    `days`, `sold` and `stocked` are parallel, as are `best_befores` and `left`, and `arrivals`, `coming`
    and `coming_from`, the ids of suppliers.
    `stocked` is 0 if the sweet was out of stock from the shop's first sale of the day to its last, 1 if it was out of
    stock at times, and 2 if it never was or if only a previous till would know.
    """

    sweet_id: int
    sku: str
    name: str
    category_id: int
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
    coming_from: Sequence[int]
    supplier_id: int | None
    supplier_name: str | None
    supplier_lead_time_days: int | None
    pack_size: Decimal | None

    @property
    def is_bought(self) -> bool:
        """Whether it comes from a supplier and is not made here."""
        return self.supplier_id is not None or self.pack_size is not None


class SalesHistoryRepository:
    """Reads sales histories: two statements however many sweets, days and lots."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def shop_days(self, window: Window, time_of_day: time) -> list[ShopDay]:
        """Return the days of the window on which the shop sold anything."""
        rows = await self._session.execute(_SHOP_DAYS, asdict(window) | {"time_of_day": time_of_day})
        return [ShopDay(**row) for row in rows.mappings()]

    async def sweets(
        self, days: Sequence[ShopDay], window: Window, asked: Asked, lead_time_days: int
    ) -> list[SweetDemand]:
        """Return the sweets asked for that are not archived, each with its history on these days.

        `lead_time_days` applies to suppliers that have no lead time of their own.
        """
        values = asdict(window) | asdict(asked) | {"days": json_rows(days), "lead_time_days": lead_time_days}
        statement = _statement(
            is_of_one=asked.sweet_id is not None,
            is_of_category=asked.category_id is not None,
            is_of_all=asked.all_sweets,
        )
        return [SweetDemand(**row) for row in (await self._session.execute(statement, values)).mappings()]


_SHOP_DAYS = text(
    """
    SELECT CAST(timezone(CAST(:zone AS text), at) AS date) AS day, min(at) AS first_sale, max(at) AS last_sale,
        count(*) AS sales,
        count(*) FILTER (WHERE CAST(timezone(CAST(:zone AS text), at) AS time) > CAST(:time_of_day AS time))
            AS later_sales,
        bool_or(recalled) AS recalled
    FROM (
        SELECT created_at AS at, false AS recalled FROM sales
        WHERE created_at >= CAST(:since AS timestamptz) AND created_at < CAST(:until AS timestamptz)
        UNION ALL
        SELECT sold_at, true FROM history_tickets AS ticket
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
_HISTORIES = """open_days AS MATERIALIZED (
        SELECT * FROM json_to_recordset(CAST(:days AS json)) AS open_day (
            day date, first_sale timestamptz, last_sale timestamptz, recalled boolean
        )
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
        FROM (
            SELECT stock_movements.id, sweet_id, lot_id, quantity, kind, occurred_at,
                CAST(timezone(CAST(:zone AS text), occurred_at) AS date) AS day
            FROM stock_movements JOIN asked ON asked.id = sweet_id WHERE occurred_at >= CAST(:since AS timestamptz)
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
    )
"""

# The latest lot is looked for among those that the history read anyway.
_STOCK = """shelves AS (
        SELECT sweet_id, array_agg(best_before) AS best_befores, array_agg(quantity) AS quantities
        FROM (
            SELECT sweet_id, best_before, sum(on_hand) AS quantity FROM lots JOIN asked ON asked.id = sweet_id
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
            array_agg(lines.outstanding ORDER BY orders.id) AS quantities,
            array_agg(orders.supplier_id ORDER BY orders.id) AS supplier_ids,
            (array_agg(lines.pack_size ORDER BY orders.id DESC))[1] AS pack_size
        FROM purchase_orders AS orders
        JOIN purchase_order_lines AS lines ON lines.purchase_order_id = orders.id
        JOIN suppliers ON suppliers.id = orders.supplier_id
        WHERE orders.status IN ('ordered', 'partially_received') AND lines.outstanding > 0
        GROUP BY lines.sweet_id
    ), latest_lots AS (
        SELECT sweet_id, max(id) AS id FROM known_lots GROUP BY sweet_id
    )
"""

_ADVISED = f"""{_HISTORIES}, {_STOCK}
    SELECT sweets.id AS sweet_id, sweets.sku, sweets.name, sweets.category_id, sweets.unit, sweets.quantity_step,
        sweets.shelf_life_days, sweets.on_hand,
        coalesce(histories.days, '{{}}') AS days, coalesce(histories.sold, '{{}}') AS sold,
        coalesce(histories.stocked, '{{}}') AS stocked,
        coalesce(shelves.best_befores, '{{}}') AS best_befores, coalesce(shelves.quantities, '{{}}') AS "left",
        coalesce(outstanding.arrivals, '{{}}') AS arrivals, coalesce(outstanding.quantities, '{{}}') AS coming,
        coalesce(outstanding.supplier_ids, '{{}}') AS coming_from,
        suppliers.id AS supplier_id, suppliers.name AS supplier_name,
        suppliers.lead_time_days AS supplier_lead_time_days,
        coalesce(outstanding.pack_size, lines.pack_size) AS pack_size
    FROM sweets JOIN asked USING (id)
    LEFT JOIN histories ON histories.sweet_id = sweets.id
    LEFT JOIN shelves ON shelves.sweet_id = sweets.id
    LEFT JOIN outstanding ON outstanding.sweet_id = sweets.id
    LEFT JOIN latest_lots ON latest_lots.sweet_id = sweets.id
    LEFT JOIN lots ON lots.id = latest_lots.id
    LEFT JOIN suppliers ON suppliers.id = lots.supplier_id
    LEFT JOIN purchase_order_lines AS lines
        ON lines.purchase_order_id = lots.purchase_order_id AND lines.line_no = lots.purchase_order_line_no
    ORDER BY sweets.id
"""  # noqa: S608 - our own text.

_SOLD_WITHIN = """EXISTS (
            SELECT FROM daily_sweet_sales
            WHERE sweet_id = sweets.id AND daily_sweet_sales.day >= CAST(:since_day AS date) - 2
        )"""


@cache
def _statement(*, is_of_one: bool, is_of_category: bool, is_of_all: bool) -> TextClause:
    """Return the statement of a shape of the question: the planner has to know whether few sweets are asked for."""
    conditions = [
        "archived_at IS NULL",
        *(["id = CAST(:sweet_id AS bigint)"] if is_of_one else []),
        *(["category_id = CAST(:category_id AS bigint)"] if is_of_category else []),
        *([] if is_of_all else [_SOLD_WITHIN]),
    ]
    asked = f"SELECT id FROM sweets WHERE {' AND '.join(conditions)}"  # noqa: S608 - our own text.
    return text(f"WITH asked AS MATERIALIZED ({asked}), {_ADVISED}")
