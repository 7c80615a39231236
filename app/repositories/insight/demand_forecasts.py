"""Demand forecasts that are kept for a day, and those of sweets that may need something."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.common.json_columns import json_rows

KEPT_DAYS = 56
"""The days of sales that kept forecasts have learned from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The sweets that are asked for; those that never sold since a day, or need nothing, only if all are."""

    sweet_id: int | None
    category_id: int | None
    supplier_id: int | None
    made_here: bool
    all_sweets: bool
    sold_since: date

    @property
    def conditions(self) -> str:
        """The condition that a row of `sweets` meets."""
        return " AND ".join(
            (
                "sweets.archived_at IS NULL",
                *(["sweets.id = CAST(:sweet_id AS bigint)"] if self.sweet_id is not None else []),
                *(["sweets.category_id = CAST(:category_id AS bigint)"] if self.category_id is not None else []),
            )
        )


@dataclass(frozen=True, slots=True)
class KeptDay:
    """The day that forecasts are kept for, and the shop's sales in each of the 1,440 minutes of a day.

    `is_complete` once every sweet has a forecast of the day.
    """

    day: date
    sales_by_minute: Sequence[int]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """A row of `demand_forecasts`; `date.max` is a day that never comes, and `date.min` one that nobody knows."""

    sweet_id: int
    days_observed: int
    days_sold_out: int
    at_least: bool
    per_day: Decimal | None
    by_weekday: Sequence[Decimal] | None
    deviation: Decimal | None
    supplier_id: int | None
    short_today_from: Decimal
    runs_out_from: date
    needed_from: date
    sells_at_most: Decimal | None


@dataclass(frozen=True, slots=True)
class Terms:
    """The day, the share of it still to come, and in how many and for how many days goods come."""

    today: date
    rest_of_today: Decimal
    lead_time_days: int
    cover_days: int


class DemandForecastRepository:
    """Keeps forecasts, and finds those that a question needs."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self) -> None:
        """Let no history be imported or taken back until the transaction ends."""
        await self._session.execute(_LOCK)

    async def forget_since(self, last_day: date, today: date) -> None:
        """Forget all forecasts if they have learned from days up to `last_day`, of which the history changes."""
        if (today - last_day).days > 2 * KEPT_DAYS:
            return
        await self._session.execute(_LOCK_SHARED)
        await self._session.execute(_FORGET_SINCE, {"last_day": last_day, "kept_days": KEPT_DAYS})

    async def kept_day(self, today: date, zone: str) -> KeptDay | None:
        """Return the last day that forecasts are kept for in a time zone, if any."""
        row = (await self._session.execute(_KEPT_DAY, {"today": today, "zone": zone})).one_or_none()
        return None if row is None else KeptDay(*row)

    async def forget_other_zones(self, zone: str) -> None:
        """Forget all forecasts if they are of the days of another time zone."""
        await self._session.execute(_FORGET_OTHER_ZONES, {"zone": zone})

    async def begin_day(self, day: date, zone: str, sales_by_minute: Sequence[int]) -> None:
        """Keep a day in place of those before it."""
        values = {"day": day, "zone": zone, "sales_by_minute": list(sales_by_minute)}
        await self._session.execute(_BEGIN_DAY, values)

    async def complete_day(self, day: date) -> None:
        """Note that every sweet has a forecast of a day."""
        await self._session.execute(_COMPLETE_DAY, {"day": day})

    async def lock_sweets(self, sweet_ids: Collection[int]) -> dict[int, int]:
        """Lock sweets in order of id; return for each the transaction that last changed it or its stock."""
        rows = await self._session.execute(_LOCK_SWEETS, {"sweet_ids": list(sweet_ids)})
        return {row[0]: row[1] for row in rows}

    async def out_of_date(self, day: date, limit: int) -> dict[int, KeptForecast | None]:
        """Return some of the sweets without a forecast of a day, and some with one whose stock has changed since."""
        rows = (await self._session.execute(_OUT_OF_DATE, {"day": day, "limit": limit})).all()
        return {row[0]: KeptForecast(*row[2:]) if row[1] else None for row in rows}

    async def keep(self, day: date, forecasts: Sequence[KeptForecast]) -> None:
        """Keep forecasts of a day in place of those that are there."""
        rows = json_rows(
            asdict(one) | {"runs_out_from": _day(one.runs_out_from), "needed_from": _day(one.needed_from)}
            for one in forecasts
        )
        await self._session.execute(_KEEP, {"day": day, "forecasts": rows})

    async def without(self, asked: Asked, day: date | None, limit: int) -> list[int]:
        """Return some of the sweets asked for that have no forecast of a day, or none at all, by id."""
        statement = _without(asked.conditions, is_of_all=asked.all_sweets)
        values = asdict(asked) | {"day": day, "limit": limit}
        return list((await self._session.execute(statement, values)).scalars())

    async def may_need(
        self, asked: Asked, terms: Terms, but: Collection[int], after: tuple[date, int], limit: int
    ) -> list[tuple[date, KeptForecast]]:
        """Return some forecasts with the day from which their sweets may run out, in order of that day and of id.

        `after` are the day and the id of the last one before.
        """
        place = {"but": list(but), "after_day": after[0], "after_id": after[1], "limit": limit}
        statement = _may_need(asked.conditions, is_of_all=asked.all_sweets)
        rows = await self._session.execute(statement, asdict(asked) | asdict(terms) | place)
        return [(row[0], KeptForecast(*row[1:])) for row in rows]


def _day(day: date) -> str:
    """Return a day as the driver writes it: the first and the last of all days stand for no day."""
    return {date.min: "-infinity", date.max: "infinity"}.get(day) or day.isoformat()


# Imports of a previous till's history hold it shared until they are committed.
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('demand_forecasts'))")
_LOCK_SHARED = text("SELECT pg_advisory_xact_lock_shared(hashtext('demand_forecasts'))")

# A business day may begin or end on a day beside the one it is named after.
_FORGET_SINCE = text(
    """
    WITH days AS (
        DELETE FROM forecast_days WHERE day - CAST(:kept_days AS integer) - 1 <= CAST(:last_day AS date) RETURNING day
    )
    DELETE FROM demand_forecasts WHERE EXISTS (SELECT FROM days)
    """
)

_KEPT_DAY = text(
    """
    SELECT day, sales_by_minute, is_complete FROM forecast_days
    WHERE day <= CAST(:today AS date) AND zone = CAST(:zone AS text) ORDER BY day DESC LIMIT 1
    """
)

_FORGET_OTHER_ZONES = text(
    """
    WITH days AS (DELETE FROM forecast_days WHERE zone <> CAST(:zone AS text) RETURNING day)
    DELETE FROM demand_forecasts WHERE EXISTS (SELECT FROM days)
    """
)

_BEGIN_DAY = text(
    """
    WITH others AS (DELETE FROM forecast_days)
    INSERT INTO forecast_days (day, zone, sales_by_minute, is_complete)
    VALUES (CAST(:day AS date), CAST(:zone AS text), CAST(:sales_by_minute AS integer[]), false)
    """
)

_COMPLETE_DAY = text("UPDATE forecast_days SET is_complete = true WHERE day = CAST(:day AS date) AND NOT is_complete")

_LOCK_SWEETS = text(
    """
    SELECT id, CAST(CAST(xmin AS text) AS bigint) FROM sweets
    WHERE id = ANY(CAST(:sweet_ids AS bigint[])) ORDER BY id FOR NO KEY UPDATE
    """
)

_COLUMNS = ", ".join(field.name for field in fields(KeptForecast))

_OUT_OF_DATE = text(
    f"""
    SELECT sweets.id, kept.day IS NOT DISTINCT FROM CAST(:day AS date), {_COLUMNS}
    FROM sweets LEFT JOIN demand_forecasts AS kept ON kept.sweet_id = sweets.id
    WHERE kept.day IS DISTINCT FROM CAST(:day AS date) OR kept.runs_out_from = '-infinity'
    ORDER BY sweets.id LIMIT :limit
    """  # noqa: S608 - our own text.
)

_KEEP = text(
    f"""
    INSERT INTO demand_forecasts (day, {_COLUMNS})
    SELECT CAST(:day AS date), {", ".join(f"given.{field.name}" for field in fields(KeptForecast))}
    FROM json_populate_recordset(CAST(NULL AS demand_forecasts), CAST(:forecasts AS json)) AS given
    ON CONFLICT (sweet_id) DO UPDATE SET day = excluded.day, {
        ", ".join(f"{field.name} = excluded.{field.name}" for field in fields(KeptForecast))
    }
    """  # noqa: S608 - our own text.
)


@cache
def _without(conditions: str, *, is_of_all: bool) -> TextClause:
    # Sales are looked for only of those that have no forecast: of hardly any.
    sold = """WHERE EXISTS (
        SELECT FROM daily_sweet_sales WHERE sweet_id = without.id AND day >= CAST(:sold_since AS date)
    )"""
    return text(
        f"""
        WITH without AS MATERIALIZED (
            SELECT id FROM sweets LEFT JOIN demand_forecasts AS kept
                ON kept.sweet_id = sweets.id AND kept.day = coalesce(CAST(:day AS date), kept.day)
            WHERE kept.sweet_id IS NULL AND {conditions}
        )
        SELECT id FROM without {"" if is_of_all else sold} ORDER BY id LIMIT :limit
        """  # noqa: S608 - our own text.
    )


@cache
def _may_need(conditions: str, *, is_of_all: bool) -> TextClause:
    # Unless a sweet is short of something within its lead time and cover, and a pack of it would sell in time, there is
    # nothing to do. The index gives those that may run out first, so that the rest is not read.
    needed = """
        AND needed_from < CAST(:today AS date) + coalesce(lead_time_days, CAST(:lead_time_days AS integer))
            + least(CAST(:cover_days AS integer), CASE WHEN shelf_life_days < 1 THEN 1 ELSE shelf_life_days END)
        AND CASE WHEN sells_at_most < quantity_step THEN sells_at_most >= (
            SELECT min(pack_size) FROM purchase_order_lines AS line
            WHERE line.sweet_id = kept.sweet_id AND outstanding > 0
        ) ELSE true END
    """
    return text(
        f"""
        WITH asked AS NOT MATERIALIZED (
            SELECT kept.*, short_today_from <= 1 AND short_today_from <= CAST(:rest_of_today AS numeric)
                AND runs_out_from <> '-infinity' AS is_short_today
            FROM demand_forecasts AS kept JOIN sweets ON sweets.id = kept.sweet_id
            LEFT JOIN suppliers ON suppliers.id = kept.supplier_id
            WHERE {conditions} AND kept.sweet_id <> ALL(CAST(:but AS bigint[])) AND (runs_out_from = '-infinity' OR (
                (CAST(:supplier_id AS bigint) IS NULL OR kept.supplier_id = CAST(:supplier_id AS bigint))
                AND NOT (CAST(:made_here AS boolean) AND kept.supplier_id IS NOT NULL) {"" if is_of_all else needed}
            ))
        )
        SELECT may_run_out_on, {_COLUMNS}
        FROM (
            (
                SELECT CAST(:today AS date) AS may_run_out_on, * FROM asked WHERE is_short_today
                    AND (CAST(:today AS date), sweet_id) > (CAST(:after_day AS date), CAST(:after_id AS bigint))
                ORDER BY sweet_id LIMIT :limit
            )
            UNION ALL (
                SELECT runs_out_from, * FROM asked WHERE NOT is_short_today
                    AND (runs_out_from, sweet_id) > (CAST(:after_day AS date), CAST(:after_id AS bigint))
                ORDER BY runs_out_from, sweet_id LIMIT :limit
            )
        ) AS first
        ORDER BY may_run_out_on, sweet_id LIMIT :limit
        """  # noqa: S608 - our own text.
    )
