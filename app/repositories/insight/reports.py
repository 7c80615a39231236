"""The dashboards: one statement each over the rollup, returned as JSON by the database."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.common.json_columns import json_rows

_UNITS = ("kg", "g", "piece", "box")


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
        self, currency: str, begins: date, ends: date, by: str, unit: str | None, limit: int
    ) -> str:
        """Return the best sellers, by revenue or, within each unit, by quantity."""
        values = {"currency": currency, "begins": begins, "ends": ends, "by": by, "unit": unit, "limit": limit}
        return str((await self._session.execute(_TOP_SWEETS, values)).scalar_one())

    async def sweet_sales_json(self, currency: str, sweet_id: int, begins: date, ends: date) -> str | None:
        """Return what one sweet brought in a span, in total and by day; nothing if there is no such sweet."""
        values = {"currency": currency, "sweet_id": sweet_id, "begins": begins, "ends": ends}
        found: str | None = (await self._session.execute(_SWEET_SALES, values)).scalar_one_or_none()
        return found

    async def sweet_metrics_json(self, currency: str, begins: date, ends: date) -> str:
        """Return stock and sales of each category and in total."""
        values = {"currency": currency, "begins": begins, "ends": ends}
        return str((await self._session.execute(_SWEET_METRICS, values)).scalar_one())


def _sum(*names: str) -> str:
    """Return the sums of amounts, with the decimals of money where there are none too."""
    return ", ".join(f"round(coalesce(sum({name}), 0), money_places()) AS {name}" for name in names)


# The sums of a span of days, from either table of the rollup.
_MONEY_SUMS = f"""
    {_sum("gross", "discounts", "refunds", "tax", "total", "costed_sales")}, coalesce(sum(cost), 0) AS cost
"""
_SUMS = f"""
    coalesce(sum(sale_count - void_count), 0) AS sales, coalesce(sum(refund_count), 0) AS refund_count,
    {_sum("rounding")}, {_MONEY_SUMS}
"""


def _money(of: str) -> str:
    """Return the JSON members of the money sums of row `of`.

    The cost of goods is rounded only here.
    """
    return f"""
        'gross', {of}.gross::text, 'discounts', {of}.discounts::text, 'refunds', {of}.refunds::text,
        'net', ({of}.gross - {of}.discounts - {of}.refunds)::text,
        'tax', {of}.tax::text, 'total', {of}.total::text,
        'costed_sales', {of}.costed_sales::text, 'cost', round({of}.cost, money_places())::text,
        'margin', ({of}.costed_sales - round({of}.cost, money_places()))::text,
        'margin_percent', CASE WHEN {of}.costed_sales > 0
            THEN round(100 * ({of}.costed_sales - round({of}.cost, money_places())) / {of}.costed_sales, 2)::text END
    """


def _figures(of: str) -> str:
    """Return the JSON members of a span of days."""
    return f"""
        'from', {of}.begins, 'to', {of}.ends, 'sales', {of}.sales, 'refund_count', {of}.refund_count, {_money(of)},
        'rounding', {of}.rounding::text, 'paid', ({of}.total + {of}.rounding)::text,
        'average_sale', CASE WHEN {of}.sales > 0 THEN round({of}.total / {of}.sales, money_places())::text END
    """


def _by_unit(quantity: str) -> str:
    """Return a JSON object with the sum of a quantity in each unit; units are never added together."""
    sums = (f"'{unit}', coalesce(sum({quantity}) FILTER (WHERE unit = '{unit}'), 0.000)::text" for unit in _UNITS)
    return f"json_build_object({', '.join(sums)})"


def _stock_and_sales(of: str) -> str:
    """Return the JSON members of the stock and sales summed up in row `of`."""
    return f"""
        'count', {of}.sweets, 'archived', {of}.archived, 'on_hand', {of}.on_hand, 'value', {of}.value::text,
        'value_at_price', {of}.value_at_price::text, 'lots_without_cost', {of}.lots_without_cost,
        'sold', {of}.sold, {_money(of)}
    """


_STATS = text(
    f"""
    WITH spans AS (
        SELECT * FROM json_to_recordset(CAST(:spans AS json)) AS span (
            name text, is_before boolean, begins date, ends date
        )
    ), sums AS (
        SELECT name, is_before, begins, ends, {_SUMS}
        FROM spans LEFT JOIN daily_sales ON day BETWEEN begins AND ends GROUP BY name, is_before, begins, ends
    ), compared AS (
        SELECT name, json_build_object(
            {_figures("this")},
            'previous', json_build_object({_figures("before")}),
            'total_change_percent', CASE WHEN before.total > 0
                THEN round(100 * (this.total - before.total) / before.total, 2)::text END
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
        SELECT grouping(start) AS is_whole, min(begins) AS begins, max(ends) AS ends, {_SUMS}
        FROM periods LEFT JOIN daily_sales
            ON date_trunc(CAST(:by AS text), CAST(day AS timestamp)) = start
            AND day BETWEEN CAST(:begins AS date) AND CAST(:ends AS date)
        GROUP BY GROUPING SETS ((start), ())
    )
    SELECT json_build_object(
        'currency', CAST(:currency AS text), 'by', CAST(:by AS text), {_figures("whole")},
        'items', (
            SELECT json_agg(json_build_object({_figures("period")}) ORDER BY begins)
            FROM sums AS period WHERE is_whole = 0
        )
    )::text
    FROM sums AS whole WHERE is_whole = 1
    """  # noqa: S608 - our own text.
)

# A voided sale is in the rollup twice, with opposite signs: a sweet with no other sale is not listed. All sweets are
# ranked by one sum each; the others are added up for those that are listed only.
_TOP_SWEETS = text(
    f"""
    WITH measured AS (
        SELECT sweet_id,
            sum(CASE CAST(:by AS text) WHEN 'quantity' THEN sold - refunded ELSE total END) AS measure
        FROM daily_sweet_sales WHERE day BETWEEN CAST(:begins AS date) AND CAST(:ends AS date) GROUP BY sweet_id
    ), ranked AS (
        SELECT sweets.id, sku, sweets.name, category_id, unit, archived_at,
            row_number() OVER (
                PARTITION BY CASE CAST(:by AS text) WHEN 'quantity' THEN unit END ORDER BY measure DESC, sweets.id
            ) AS rank
        FROM measured JOIN sweets ON sweets.id = sweet_id
        WHERE (CAST(:unit AS text) IS NULL OR unit = CAST(:unit AS text)) AND (
            measure <> 0 OR EXISTS (
                SELECT FROM daily_sweet_sales AS sold
                WHERE sold.sweet_id = sweets.id AND day BETWEEN CAST(:begins AS date) AND CAST(:ends AS date)
                HAVING sum(sold.sold) <> 0 OR sum(sold.refunded) <> 0
            )
        )
    ), listed AS MATERIALIZED (
        SELECT * FROM ranked WHERE rank <= CAST(:limit AS bigint)
    ), figured AS (
        SELECT listed.*, sums.*, array_position(CAST(:units AS text[]), CAST(unit AS text)) AS list
        FROM listed CROSS JOIN LATERAL (
            SELECT sum(sold - refunded) AS quantity, sum(refunded) AS refunded, {_MONEY_SUMS}
            FROM daily_sweet_sales
            WHERE sweet_id = listed.id AND day BETWEEN CAST(:begins AS date) AND CAST(:ends AS date)
        ) AS sums
    )
    SELECT json_build_object(
        'currency', CAST(:currency AS text), 'by', CAST(:by AS text), 'from', CAST(:begins AS date),
        'to', CAST(:ends AS date),
        'items', coalesce(
            json_agg(
                json_build_object(
                    'rank', rank,
                    'sweet', json_build_object(
                        'id', figured.id, 'sku', sku, 'name', figured.name,
                        'category', json_build_object('id', categories.id, 'name', categories.name),
                        'unit', unit, 'archived', archived_at IS NOT NULL
                    ),
                    'quantity', quantity::text, 'refunded', refunded::text, {_money("figured")}
                ) ORDER BY CASE CAST(:by AS text) WHEN 'quantity' THEN list END, rank
            ), '[]'
        )
    )::text
    FROM figured JOIN categories ON categories.id = category_id
    """  # noqa: S608 - our own text.
).bindparams(units=list(_UNITS))

# Days without a sale too, so that a chart has them all.
_SWEET_SALES = text(
    f"""
    WITH days AS (
        SELECT CAST(day AS date) AS day
        FROM generate_series(CAST(:begins AS date), CAST(:ends AS date), interval '1 day') AS day
    ), sums AS (
        SELECT grouping(days.day) AS is_whole, days.day, coalesce(sum(sold - refunded), 0.000) AS quantity,
            coalesce(sum(refunded), 0.000) AS refunded, {_MONEY_SUMS}
        FROM days LEFT JOIN daily_sweet_sales AS sales
            ON sales.day = days.day AND sweet_id = :sweet_id
            AND sales.day BETWEEN CAST(:begins AS date) AND CAST(:ends AS date)
        GROUP BY GROUPING SETS ((days.day), ())
    )
    SELECT json_build_object(
        'currency', CAST(:currency AS text), 'from', CAST(:begins AS date), 'to', CAST(:ends AS date), 'unit', unit,
        'quantity', whole.quantity::text, 'refunded', whole.refunded::text, {_money("whole")},
        'items', (
            SELECT json_agg(
                json_build_object('day', day, 'quantity', quantity::text, 'total', total::text) ORDER BY day
            ) FROM sums WHERE is_whole = 0
        )
    )::text
    FROM sweets, sums AS whole WHERE sweets.id = :sweet_id AND is_whole = 1
    """  # noqa: S608 - our own text.
)

# The sweets and the rollup are each read once, and added up by category and unit before anything is joined.
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
        SELECT category_id, unit, sum(sold - refunded) AS quantity, {_MONEY_SUMS}
        FROM daily_sweet_sales JOIN sweets ON sweets.id = sweet_id
        WHERE day BETWEEN CAST(:begins AS date) AND CAST(:ends AS date) GROUP BY category_id, unit
    ), sums AS (
        SELECT grouping(categories.id) AS is_whole, categories.id, max(categories.name) AS name,
            coalesce(sum(sweets), 0) AS sweets, coalesce(sum(archived), 0) AS archived,
            {_by_unit("on_hand")} AS on_hand, {_by_unit("quantity")} AS sold,
            {_sum("value")}, round(coalesce(sum(value_at_price), 0), money_places()) AS value_at_price,
            coalesce(sum(lots), 0) AS lots_without_cost, {_MONEY_SUMS}
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
                json_build_object('category', json_build_object('id', id, 'name', name), {_stock_and_sales("one")})
                ORDER BY name_order(name) COLLATE "C", id
            ) FROM sums AS one WHERE is_whole = 0
        ), '[]'),
        'total', json_build_object({_stock_and_sales("whole")})
    )::text
    FROM sums AS whole WHERE is_whole = 1
    """  # noqa: S608 - our own text.
)
