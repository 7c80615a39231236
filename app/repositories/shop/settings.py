"""Queries over the shop's settings."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Numeric, ScalarSelect, Text, cast, func, literal, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Setting
from app.repositories.common.json_columns import json_rows


def setting_number(key: str, default: Any = None) -> ColumnElement[Any]:  # noqa: ANN401 - any number.
    """Return a numeric setting as an expression, so that another statement reads its current value, once."""
    value = cast(_value(key), Numeric)
    return select(value if default is None else func.coalesce(value, literal(default, Numeric))).scalar_subquery()


def setting_text(key: str, default: str) -> ColumnElement[str]:
    """Return a text setting as an expression."""
    return func.coalesce(_value(key), literal(default, Text))


def _value(key: str) -> ScalarSelect[Any]:
    return select(Setting.value.op("#>>")(text("'{}'"))).where(Setting.key == key).scalar_subquery()


class SettingRepository:
    """Reads and writes settings."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> dict[str, Any]:
        """Return the settings that differ from their defaults."""
        rows = await self._session.execute(_ALL)
        return {row[0]: json.loads(row[1]) for row in rows}

    async def lock(self) -> None:
        """Lock the settings against changes until the transaction ends."""
        await self._session.execute(_LOCK)

    async def set(self, values: Mapping[str, Any], now: datetime) -> None:
        """Write settings."""
        rows = json_rows({"key": key, "value": value} for key, value in values.items())
        await self._session.execute(_SET, {"rows": rows, "now": now})

    async def money_places(self) -> int:
        """Return how many decimals the columns of money have."""
        places: int = (await self._session.execute(_MONEY_PLACES)).scalar_one()
        return places

    async def set_money_places(self, places: int) -> None:
        """Give the columns of money so many decimals; refused where that would take some off an amount."""
        await self._session.execute(_SET_MONEY_PLACES, {"places": places})

    async def unset(self, keys: Sequence[str]) -> None:
        """Reset settings to their defaults."""
        await self._session.execute(_UNSET, {"keys": list(keys)})


_MONEY_PLACES = text("SELECT money_places()")
_SET_MONEY_PLACES = text("SELECT set_money_places(CAST(:places AS integer))")

_ALL = text("SELECT key, value::text FROM settings")

_LOCK = text("LOCK TABLE settings IN SHARE ROW EXCLUSIVE MODE")

_SET = text(
    """
    INSERT INTO settings (key, value, updated_at)
    SELECT key, value, CAST(:now AS timestamptz)
    FROM json_populate_recordset(NULL::settings, CAST(:rows AS json))
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
    """
)

_UNSET = text("DELETE FROM settings WHERE key = ANY(CAST(:keys AS text[]))")
