"""Takings by tender, drawer, seller and hour: one statement each over the payments of each hour."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class TakingsRepository:
    """Reads the rollup of payments."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def tenders_json(self, currency: str, begins: date, ends: date) -> str:
        """Return what was taken by each tender in a span of days."""
        values = {"currency": currency, "begins": begins, "ends": ends}
        return str((await self._session.execute(_TENDERS, values)).scalar_one())

    async def takings_json(self, currency: str, begins: date, ends: date) -> str:
        """Return what was taken into each drawer, by each seller and in each hour of the week in a span of days."""
        values = {"currency": currency, "begins": begins, "ends": ends}
        return str((await self._session.execute(_TAKINGS, values)).scalar_one())


_DAYS = "day BETWEEN CAST(:begins AS date) AND CAST(:ends AS date)"
_SUMS = """
    coalesce(sum(payments), 0) AS payments, round(coalesce(sum(amount), 0), money_places()) AS net,
    round(coalesce(sum(given_back), 0), money_places()) AS given_back
"""
# An import that was taken back leaves rows of nothing.
_ANY = "(sum(payments), sum(amount), sum(given_back)) <> (0, 0, 0)"
_OF_DAYS = "'currency', CAST(:currency AS text), 'from', CAST(:begins AS date), 'to', CAST(:ends AS date)"


def _money(of: str) -> str:
    """Return the JSON members of row `of`."""
    return f"""
        'payments', {of}.payments, 'taken', ({of}.net + {of}.given_back)::text,
        'given_back', {of}.given_back::text, 'net', {of}.net::text
    """


def _seller(of: str) -> str:
    """Return the member of staff of row `of` as JSON, null without one."""
    return f"""CASE WHEN {of}.id IS NOT NULL
        THEN json_build_object('id', {of}.id, 'email', {of}.email, 'full_name', {of}.full_name) END"""


_TENDERS = text(
    f"""
    WITH tenders AS (
        SELECT tender, {_SUMS} FROM daily_payments WHERE {_DAYS} GROUP BY tender HAVING {_ANY}
    ), whole AS (
        SELECT coalesce(sum(payments), 0) AS payments, round(coalesce(sum(net), 0), money_places()) AS net,
            round(coalesce(sum(given_back), 0), money_places()) AS given_back
        FROM tenders WHERE tender <> 'account'
    ), owed AS (
        SELECT coalesce(sum(payments), 0) AS payments, round(coalesce(sum(net), 0), money_places()) AS net,
            round(coalesce(sum(given_back), 0), money_places()) AS given_back
        FROM tenders WHERE tender = 'account'
    )
    SELECT json_build_object(
        {_OF_DAYS}, 'total', json_build_object({_money("whole")}),
        'items', coalesce((
            SELECT json_agg(json_build_object('tender', tender, {_money("one")}) ORDER BY net DESC, tender)
            FROM tenders AS one WHERE tender <> 'account'
        ), '[]'),
        'on_account', json_build_object({_money("owed")})
    )::text
    FROM whole, owed
    """  # noqa: S608 - our own text.
)

# The days are read once. A drawer with a name is one, whoever opened it and however its name was written.
_TAKINGS = text(
    f"""
    WITH sums AS MATERIALIZED (
        SELECT grouping(drawer_session_id, taken_by, hour) AS kind, drawer_session_id, taken_by,
            extract(isodow FROM day) AS weekday, hour, {_SUMS}
        FROM daily_payments WHERE {_DAYS} AND tender <> 'account'
        GROUP BY GROUPING SETS ((drawer_session_id), (taken_by), (extract(isodow FROM day), hour), ())
        HAVING {_ANY} OR grouping(drawer_session_id, taken_by, hour) = 7
    ), drawers AS (
        SELECT max(session.drawer) AS drawer, CASE WHEN session.drawer IS NULL THEN session.opened_by END AS opened_by,
            count(session.id) AS sessions, sum(payments) AS payments, sum(net) AS net, sum(given_back) AS given_back
        FROM sums LEFT JOIN drawer_sessions AS session ON session.id = drawer_session_id
        WHERE kind = 3
        GROUP BY text_key(session.drawer), CASE WHEN session.drawer IS NULL THEN session.opened_by END
    )
    SELECT json_build_object(
        {_OF_DAYS}, 'total', json_build_object({_money("whole")}),
        'drawers', coalesce((
            SELECT json_agg(
                json_build_object('drawer', drawer, 'seller', {_seller("users")}, 'sessions', sessions, {_money("one")})
                ORDER BY net DESC, drawer, opened_by
            ) FROM drawers AS one LEFT JOIN users ON users.id = opened_by
        ), '[]'),
        'sellers', coalesce((
            SELECT json_agg(
                json_build_object('seller', {_seller("users")}, {_money("one")}) ORDER BY net DESC, taken_by
            )
            FROM sums AS one LEFT JOIN users ON users.id = taken_by WHERE kind = 5
        ), '[]'),
        'hours', coalesce((
            SELECT json_agg(
                json_build_object('weekday', weekday, 'hour', hour, {_money("one")}) ORDER BY weekday, hour
            ) FROM sums AS one WHERE kind = 6
        ), '[]')
    )::text
    FROM sums AS whole WHERE kind = 7
    """  # noqa: S608 - our own text.
)
