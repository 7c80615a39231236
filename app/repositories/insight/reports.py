"""The dashboards: one statement each over the rollup, returned as JSON by the database."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.common.json_columns import json_rows
from app.repositories.insight.best_sellers import TOP_SWEETS, SpanPart
from app.repositories.insight.report_figures import (
    MONEY_SUMS,
    SUMS,
    UNITS,
    by_unit,
    figures,
    money,
    stock_and_sales,
    sums,
)


class ReportRepository:
    """Reads the rollup."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def stats_json(self, currency: str, day: date, spans: Sequence[Mapping[str, Any]]) -> str:
        """Return the figures of `today`, `week` and `month`, each beside its previous span."""
        values = {"currency": currency, "day": day, "spans": json_rows(spans)}
        return str((await self._session.execute(_STATS, values)).scalar_one())

    async def total_sales_json(self, currency: str, begins: date, ends: date, by: str) -> str:
        """Return the figures of a span in total and by day, week or month."""
        values = {"currency": currency, "begins": begins, "ends": ends, "by": by}
        return str((await self._session.execute(_TOTAL_SALES, values)).scalar_one())

    async def top_sweets_json(
        self,
        currency: str,
        begins: date,
        ends: date,
        parts: Sequence[SpanPart],
        by: str,
        unit: str | None,
        limit: int,
    ) -> str:
        """Return the best sellers of a span, which parts add up to, by revenue or, within each unit, by quantity."""
        columns = {name: [getattr(part, name) for part in parts] for name in ("period", "is_out", "begins", "ends")}
        asked = {"currency": currency, "from": begins, "to": ends, "by": by, "unit": unit, "limit": limit}
        asked["lists"] = list(UNITS) if by == "quantity" else ["sales"]
        return str((await self._session.execute(TOP_SWEETS, {**columns, **asked})).scalar_one())

    async def sweet_sales_json(self, currency: str, sweet_id: int, begins: date, ends: date) -> str | None:
        """Return what one sweet brought in a span, in total and by day; nothing if there is no such sweet."""
        values = {"currency": currency, "sweet_id": sweet_id, "begins": begins, "ends": ends}
        found: str | None = (await self._session.execute(_SWEET_SALES, values)).scalar_one_or_none()
        return found

    async def sweet_metrics_json(self, currency: str, begins: date, ends: date) -> str:
        """Return stock and sales of each category and in total."""
        values = {"currency": currency, "begins": begins, "ends": ends}
        return str((await self._session.execute(_SWEET_METRICS, values)).scalar_one())


_STATS = text(
    f"""
    WITH spans AS (
        SELECT * FROM json_to_recordset(CAST(:spans AS json)) AS span (
            name text, is_before boolean, begins date, ends date
        )
    ), sums AS (
        SELECT name, is_before, begins, ends, {SUMS}
        FROM spans LEFT JOIN daily_sales ON day BETWEEN begins AND ends GROUP BY name, is_before, begins, ends
    ), compared AS (
        SELECT name, json_build_object(
            {figures("this")},
            'previous', json_build_object({figures("before")}),
            'total_change_percent', CASE WHEN before.total > 0
                THEN round(100 * (this.total - before.total) / before.total, 2)::text END,
            'paid_change_percent', CASE WHEN before.paid > 0
                THEN round(100 * (this.paid - before.paid) / before.paid, 2)::text END
        ) AS figures
        FROM sums AS this JOIN sums AS before USING (name) WHERE NOT this.is_before AND before.is_before
    )
    SELECT json_build_object(
        'currency', CAST(:currency AS text), 'day', CAST(:day AS date),
        'today', (SELECT figures FROM compared WHERE name = 'today'),
        'week', (SELECT figures FROM compared WHERE name = 'week'),
        'month', (SELECT figures FROM compared WHERE name = 'month')
    )::text
    """  # noqa: S608 - our own text.
)

# Days are grouped by period, and once in total.
_TOTAL_SALES = text(
    f"""
    WITH periods AS (
        SELECT start, greatest(CAST(start AS date), CAST(:begins AS date)) AS begins,
            least(CAST(start + step AS date) - 1, CAST(:ends AS date)) AS ends
        FROM (SELECT CAST('1 ' || CAST(:by AS text) AS interval) AS step) AS steps
        CROSS JOIN generate_series(
            date_trunc(CAST(:by AS text), CAST(CAST(:begins AS date) AS timestamp)),
            CAST(CAST(:ends AS date) AS timestamp), step
        ) AS start
    ), sums AS (
        SELECT grouping(start) AS is_whole, min(begins) AS begins, max(ends) AS ends, {SUMS}
        FROM periods LEFT JOIN daily_sales
            ON date_trunc(CAST(:by AS text), CAST(day AS timestamp)) = start
            AND day BETWEEN CAST(:begins AS date) AND CAST(:ends AS date)
        GROUP BY GROUPING SETS ((start), ())
    )
    SELECT json_build_object(
        'currency', CAST(:currency AS text), 'by', CAST(:by AS text), {figures("whole")},
        'items', (
            SELECT json_agg(json_build_object({figures("period")}) ORDER BY begins)
            FROM sums AS period WHERE is_whole = 0
        )
    )::text
    FROM sums AS whole WHERE is_whole = 1
    """  # noqa: S608 - our own text.
)

# Days without a sale too, so that a chart has them all.
_SWEET_SALES = text(
    f"""
    WITH days AS (
        SELECT CAST(day AS date) AS day
        FROM generate_series(CAST(:begins AS date), CAST(:ends AS date), interval '1 day') AS day
    ), sums AS (
        SELECT grouping(days.day) AS is_whole, days.day, coalesce(sum(sold - refunded), 0.000) AS quantity,
            coalesce(sum(refunded), 0.000) AS refunded, {MONEY_SUMS}
        FROM days LEFT JOIN daily_sweet_sales AS sales
            ON sales.day = days.day AND sweet_id = :sweet_id
            AND sales.day BETWEEN CAST(:begins AS date) AND CAST(:ends AS date)
        GROUP BY GROUPING SETS ((days.day), ())
    )
    SELECT json_build_object(
        'currency', CAST(:currency AS text), 'from', CAST(:begins AS date), 'to', CAST(:ends AS date), 'unit', unit,
        'quantity', whole.quantity::text, 'refunded', whole.refunded::text, {money("whole")},
        'items', (
            SELECT json_agg(
                json_build_object('day', day, 'quantity', quantity::text, 'total', total::text) ORDER BY day
            ) FROM sums WHERE is_whole = 0
        )
    )::text
    FROM sweets, sums AS whole WHERE sweets.id = :sweet_id AND is_whole = 1
    """  # noqa: S608 - our own text.
)

# The sweets are read once, and added up by category and unit as the rollup is, before anything is joined.
_SWEET_METRICS = text(
    f"""
    WITH stock AS (
        SELECT category_id, unit, count(*) FILTER (WHERE archived_at IS NULL) AS sweets, count(archived_at) AS archived,
            sum(on_hand) AS on_hand, sum(stock_value) AS value, sum(on_hand * price) AS value_at_price
        FROM sweets GROUP BY category_id, unit
    ), without_cost AS (
        SELECT category_id, unit, count(*) AS lots FROM lots JOIN sweets ON sweets.id = sweet_id
        WHERE NOT is_empty AND unit_cost IS NULL GROUP BY category_id, unit
    ), sales AS (
        SELECT category_id, unit, sum(sold - refunded) AS quantity, {MONEY_SUMS}
        FROM daily_category_sales WHERE day BETWEEN CAST(:begins AS date) AND CAST(:ends AS date)
        GROUP BY category_id, unit
    ), sums AS (
        SELECT grouping(categories.id) AS is_whole, categories.id, max(categories.name) AS name,
            coalesce(sum(sweets), 0) AS sweets, coalesce(sum(archived), 0) AS archived,
            {by_unit("on_hand")} AS on_hand, {by_unit("quantity")} AS sold,
            {sums("value")}, round(coalesce(sum(value_at_price), 0), money_places()) AS value_at_price,
            coalesce(sum(lots), 0) AS lots_without_cost, {MONEY_SUMS}
        FROM categories
        LEFT JOIN stock ON stock.category_id = categories.id
        LEFT JOIN without_cost USING (category_id, unit)
        LEFT JOIN sales USING (category_id, unit)
        GROUP BY GROUPING SETS ((categories.id), ())
    )
    SELECT json_build_object(
        'currency', CAST(:currency AS text), 'from', CAST(:begins AS date), 'to', CAST(:ends AS date),
        'items', coalesce((
            SELECT json_agg(
                json_build_object('category', json_build_object('id', id, 'name', name), {stock_and_sales("one")})
                ORDER BY name_order(name) COLLATE "C", id
            ) FROM sums AS one WHERE is_whole = 0
        ), '[]'),
        'total', json_build_object({stock_and_sales("whole")})
    )::text
    FROM sums AS whole WHERE is_whole = 1
    """  # noqa: S608 - our own text.
)
