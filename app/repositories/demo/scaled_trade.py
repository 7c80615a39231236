"""The trade of a month of a shop of any size, made by the database itself, in statements of a whole month.

Every row goes through the triggers of the books, as those of any other sale do. Temporary tables hold what a month's
statements share, which is why this runs as the owner of the books.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, bindparam, exists, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import StockAlert, StockMovement, Sweet
from app.repositories.demo.scaled_documents import CORRECTIONS, DISCARD, FILL_SHELVES, GOODS_IN, SALES
from app.repositories.demo.shares import share
from app.repositories.stock.stock_state import AVAILABLE, STOCK_STATE, SWEET_ROWS


@dataclass(frozen=True, slots=True)
class ScaledShop:
    """What the months have in common."""

    first_sweet: int
    sweets: int
    first_customer: int
    customers: int
    first_supplier: int
    suppliers: int
    first_lot: int
    admin: int
    salesperson: int
    currency: str
    zone: str


@dataclass(frozen=True, slots=True)
class Month:
    """The days of a month, and its sales by their place among all sales."""

    begins: date
    days: int
    first_sale: int
    sales: int
    financial_year: str


class ScaledTradeRepository:
    """Makes what was received, sold, voided, refunded and thrown away."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def month(self, shop: ScaledShop, month: Month) -> None:
        """Live through a month."""
        last_number = (await self._session.execute(_NUMBERS, asdict(month))).scalar_one()
        values: Mapping[str, Any] = asdict(shop) | asdict(month) | {"last_number": last_number}
        for statement in (DISCARD, *_PLANS, *GOODS_IN, *SALES, *CORRECTIONS):
            await self._session.execute(text(statement), values)

    async def last_lot(self) -> int:
        """Return the id of the latest lot."""
        return int((await self._session.execute(_LAST_LOT)).scalar_one())

    async def last_day(self, shop: ScaledShop, day: date, now: datetime, today: date) -> None:
        """Throw away what expired, fill the shelves, and raise the alerts of what is low or out all the same."""
        values = asdict(shop) | {"begins": day, "day": day}
        await self._session.execute(text(DISCARD), values)
        await self._session.execute(text(FILL_SHELVES), values)
        await self._session.execute(_RAISE_ALERTS, values | {"now": now, "today": today})

    async def tidy(self) -> None:
        """Vacuum and analyze, as the server would in the time that the trade takes."""
        await self._session.execute(text("VACUUM ANALYZE"))


_LAST_LOT = text("SELECT coalesce(max(id), 0) FROM lots")

_NUMBERS = text(
    """
    INSERT INTO sale_number_series AS series (financial_year, last_number) VALUES (:financial_year, :sales)
    ON CONFLICT (financial_year) DO UPDATE SET last_number = series.last_number + excluded.last_number
    RETURNING last_number - :sales
    """
)

_TICKETS = f"""
    CREATE TEMPORARY TABLE month_sales ON COMMIT DROP AS
    SELECT nextval(pg_get_serial_sequence('sales', 'id')) AS sale_id, ticket, day, sold_at,
        CAST(:financial_year AS text) || '/' || to_char(CAST(:last_number AS bigint) + place, 'FM999999000000')
            AS number,
        {share("ticket", 6)} < 0.003 AS is_voided, {share("ticket", 7)} < 0.006 AS is_refunded
    FROM (
        SELECT ticket, day, sold_at, row_number() OVER (ORDER BY sold_at, ticket) AS place
        FROM (
            SELECT ticket, day, timezone(
                CAST(:zone AS text), day + interval '10 hours' + {share("ticket", 1)} * interval '11 hours'
            ) AS sold_at
            FROM (
                SELECT ticket, day + CASE
                    WHEN extract(isodow FROM day) < 3 AND {share("ticket", 2)} < 0.3
                        AND day + 5 < CAST(:begins AS date) + CAST(:days AS integer) THEN 5
                    ELSE 0
                END AS day
                FROM (
                    SELECT ticket, CAST(:begins AS date)
                        + CAST(floor({share("ticket", 3)} * CAST(:days AS integer)) AS integer) AS day
                    FROM generate_series(
                        CAST(:first_sale AS bigint), CAST(:first_sale AS bigint) + CAST(:sales AS bigint) - 1
                    ) AS ticket
                ) AS drawn
            ) AS shifted
        ) AS timed
        ORDER BY place
    ) AS placed
"""  # noqa: S608 - our own text.

# The third power gives a hundredth of the sweets a fifth of the sales. The n-th lines share no sweet with the others.
_LINES = f"""
    CREATE TEMPORARY TABLE month_lines ON COMMIT DROP AS
    SELECT ticket, sale_id, line_no, sweet_id, sku, name, unit, price, quantity, day, sold_at, is_voided,
        round(quantity * price, money_places()) AS line_total,
        CASE WHEN {share("line", 4)} < 0.04 THEN round(quantity * price * 0.1, money_places()) ELSE 0 END AS discount,
        CASE WHEN unit <> 'box' AND count(*) OVER (PARTITION BY sweet_id) > 12
            THEN (day - CAST(:begins AS date)) / 7 ELSE 0 END AS part
    FROM (
        SELECT lines.*, sku, name, unit, price, CASE unit
            WHEN 'kg' THEN 0.250 * (1 + floor(CAST({share("line", 8)} AS numeric) * 4))
            WHEN 'piece' THEN 1 + floor(CAST({share("line", 8)} AS numeric) * 6)
            ELSE 1 + floor(CAST({share("line", 8)} AS numeric) * 2)
        END AS quantity
        FROM (
            SELECT month_sales.*, line_no, ticket * 4 + line_no AS line, CAST(:first_sweet AS bigint)
                + 3 * CAST(floor(
                    CAST(:sweets AS bigint) / 3 * power({share("(ticket * 4 + line_no)", 5)}, 3)
                ) AS bigint) + line_no - 1 AS sweet_id
            FROM month_sales CROSS JOIN LATERAL generate_series(
                1, CASE WHEN {share("ticket", 9)} < 0.6 THEN 1 WHEN {share("ticket", 9)} < 0.9 THEN 2 ELSE 3 END
            ) AS line_no
        ) AS lines JOIN sweets ON sweets.id = sweet_id
    ) AS priced
"""  # noqa: S608 - our own text.

# Each sweet that sells in the month comes in with what sells and a little more, a sweet that sells well every week.
_LOTS = f"""
    CREATE TEMPORARY TABLE month_lots ON COMMIT DROP AS
    SELECT nextval(pg_get_serial_sequence('lots', 'id')) AS lot_id, needed.*,
        CASE WHEN is_bought THEN CAST(:first_supplier AS bigint) + sweet_id % CAST(:suppliers AS bigint) END
            AS supplier_id,
        CASE
            WHEN is_bought THEN 10 * ceil((sold + 2) / 10)
            WHEN unit = 'kg' THEN sold + 0.250 * floor(CAST({share("(sweet_id * 4 + part)", 10)} AS numeric) * 4)
            ELSE sold + floor(CAST({share("(sweet_id * 4 + part)", 10)} AS numeric) * 12)
        END AS quantity
    FROM (
        SELECT sweet_id, sku, name, unit, part, unit = 'box' AS is_bought, round(price * 0.55, 2) AS unit_cost,
            CASE unit WHEN 'box' THEN CAST(:begins AS date) ELSE min(day) END AS day, sum(quantity) AS sold
        FROM month_lines GROUP BY sweet_id, sku, name, unit, part, price ORDER BY day, sweet_id
    ) AS needed
"""  # noqa: S608 - our own text.

_ORDERS = """
    CREATE TEMPORARY TABLE month_orders ON COMMIT DROP AS
    SELECT nextval(pg_get_serial_sequence('purchase_orders', 'id')) AS order_id,
        nextval(pg_get_serial_sequence('goods_receipts', 'id')) AS receipt_id, supplier_id
    FROM (SELECT DISTINCT supplier_id FROM month_lots WHERE is_bought ORDER BY supplier_id) AS suppliers
"""

_PLANS = (
    _TICKETS,
    _LINES,
    _LOTS,
    _ORDERS,
    "CREATE INDEX ON month_lots (sweet_id, part)",
    "ANALYZE month_sales, month_lines, month_lots, month_orders",
)

_RAISED = (
    insert(StockAlert)
    .from_select(
        ["sweet_id", "state", "available", "raised_at"],
        SWEET_ROWS.with_only_columns(
            Sweet.id, STOCK_STATE, AVAILABLE, bindparam("now", type_=DateTime(timezone=True))
        ).where(
            Sweet.id >= bindparam("first_sweet", type_=BigInteger),
            STOCK_STATE != "ok",
            exists().where(StockMovement.sweet_id == Sweet.id),
        ),
    )
    .returning(StockAlert.id)
    .cte("raised")
)
_RAISE_ALERTS = select(func.count()).select_from(_RAISED)
