"""The statement of the best-selling sweets, which adds up months and years where a span has whole ones."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from app.repositories.insight.report_figures import MONEY_SUMS, money


@dataclass(frozen=True, slots=True)
class SpanPart:
    """Days, months or years that a span of days adds up, or takes out again."""

    period: str
    begins: date
    ends: date
    is_out: bool = False


_FIGURES = ("sold", "refunded", "gross", "discounts", "refunds", "tax", "total", "costed_sales", "cost")
_MEASURE = "CASE CAST(:by AS text) WHEN 'quantity' THEN sold - refunded ELSE total END"


def _in_parts(names: str, of_sweet: str = "true") -> str:
    """Return the query of figures in the parts of the span.

    The planner does not know how long they are: because of `OFFSET 0` it reads the rows of each, and no table whole.
    """
    within = f"BETWEEN parts.begins AND parts.ends AND {of_sweet} OFFSET 0"
    return f"""
        SELECT {names} FROM parts
        CROSS JOIN LATERAL (SELECT * FROM daily_sweet_sales WHERE day {within}) AS sales WHERE parts.period = 'day'
        UNION ALL
        SELECT {names} FROM parts
        CROSS JOIN LATERAL (
            SELECT * FROM period_sweet_sales AS kept WHERE kept.period = parts.period AND kept.begins {within}
        ) AS sales WHERE parts.period <> 'day'
    """  # noqa: S608 - our own text.


def _signed(figure: str, name: str) -> str:
    return f"CASE WHEN is_out THEN -({figure}) ELSE {figure} END AS {name}"


# A voided sale is in the rollup twice, with opposite signs: a sweet with no other sale is not listed. Those that sold
# for nothing are looked at for that, unless enough sold for more. All sweets are ranked by one sum each; the others are
# added up for those that are listed only.
TOP_SWEETS = text(
    f"""
    WITH parts AS (
        SELECT * FROM unnest(
            CAST(:period AS text[]), CAST(:is_out AS boolean[]), CAST(:begins AS date[]), CAST(:ends AS date[])
        ) AS part (period, is_out, begins, ends)
    ), measured AS (
        SELECT sweet_id, sum(measure) AS measure
        FROM ({_in_parts(f"sweet_id, {_signed(_MEASURE, 'measure')}")}) AS figures GROUP BY sweet_id
    ), sellers AS MATERIALIZED (
        SELECT sweet_id, measure, CASE CAST(:by AS text) WHEN 'quantity' THEN unit ELSE 'sales' END AS list
        FROM measured LEFT JOIN sweets
            ON sweets.id = sweet_id AND (CAST(:by AS text) = 'quantity' OR CAST(:unit AS text) IS NOT NULL)
        WHERE CAST(:unit AS text) IS NULL OR unit = CAST(:unit AS text)
    ), lists AS (
        SELECT list, (SELECT count(*) FROM sellers WHERE sellers.list = asked.list AND measure > 0) AS good
        FROM unnest(CAST(:lists AS text[])) AS asked (list)
    ), listed AS MATERIALIZED (
        SELECT list, best.*, row_number() OVER (PARTITION BY list ORDER BY measure DESC, sweet_id) AS rank
        FROM lists CROSS JOIN LATERAL (
            SELECT sweet_id, measure FROM sellers
            WHERE sellers.list = lists.list AND CASE
                WHEN measure > 0 THEN true WHEN good >= CAST(:limit AS bigint) THEN false WHEN measure < 0 THEN true
                ELSE EXISTS (
                    SELECT FROM daily_sweet_sales AS sold
                    WHERE sold.sweet_id = sellers.sweet_id
                        AND day BETWEEN CAST(:from AS date) AND CAST(:to AS date)
                    HAVING sum(sold.sold) <> 0 OR sum(sold.refunded) <> 0
                )
            END
            ORDER BY measure DESC, sweet_id LIMIT CAST(:limit AS bigint)
        ) AS best
    ), figured AS (
        SELECT listed.*, sums.*
        FROM listed CROSS JOIN LATERAL (
            SELECT sum(sold - refunded) AS quantity, sum(refunded) AS refunded, {MONEY_SUMS}
            FROM ({_in_parts(", ".join(_signed(name, name) for name in _FIGURES), "sweet_id = listed.sweet_id")})
                AS figures
        ) AS sums
    )
    SELECT json_build_object(
        'currency', CAST(:currency AS text), 'by', CAST(:by AS text), 'from', CAST(:from AS date),
        'to', CAST(:to AS date),
        'items', coalesce(
            json_agg(
                json_build_object(
                    'rank', rank,
                    'sweet', json_build_object(
                        'id', sweets.id, 'sku', sku, 'name', sweets.name,
                        'category', json_build_object('id', categories.id, 'name', categories.name),
                        'unit', unit, 'archived', archived_at IS NOT NULL
                    ),
                    'quantity', quantity::text, 'refunded', figured.refunded::text, {money("figured")}
                ) ORDER BY array_position(CAST(:lists AS text[]), list), rank
            ), '[]'
        )
    )::text
    FROM figured JOIN sweets ON sweets.id = sweet_id JOIN categories ON categories.id = category_id
    """  # noqa: S608 - our own text.
)
