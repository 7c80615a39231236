"""Sweets, many at once: what an import asks and writes, each a statement however many rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

SWEET_COLUMNS = (
    "sku",
    "name",
    "description",
    "category_id",
    "price",
    "unit",
    "quantity_step",
    "min_quantity",
    "low_stock_threshold",
    "shelf_life_days",
    "hsn_code",
    "archived_at",
)
_TYPES = {
    "sku": "text",
    "name": "text",
    "description": "text",
    "category_id": "bigint",
    "price": "numeric",
    "unit": "text",
    "quantity_step": "numeric",
    "min_quantity": "numeric",
    "low_stock_threshold": "numeric",
    "shelf_life_days": "smallint",
    "hsn_code": "text",
    "archived_at": "timestamptz",
}


class CatalogueImportRepository:
    """Reads and writes batches of sweets."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_categories(self, names: Sequence[str], now: datetime) -> list[tuple[int, str]]:
        """Make the categories that are not there; return the ids and names of those made."""
        rows = await self._session.execute(_ADD_CATEGORIES, {"names": list(names), "now": now})
        return [(row.id, row.name) for row in rows]

    async def hold_categories(self, names: Sequence[str]) -> dict[str, int]:
        """Return the ids of categories by the names given, in any case, and keep them from going away."""
        rows = await self._session.execute(_HOLD_CATEGORIES, {"names": list(names)})
        return {row.given: row.id for row in rows}

    async def lock(self, skus: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Lock the sweets of these SKUs in order of id; return each by the position of its SKU."""
        rows = await self._session.execute(_LOCK, {"skus": list(skus)})
        return {row.position - 1: dict(row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's public name.

    async def frozen(self, sweet_ids: Sequence[int]) -> set[int]:
        """Return which of the sweets have moved, are counted, recalled, or on an open order: their unit stays."""
        return set((await self._session.execute(_FROZEN, {"ids": list(sweet_ids)})).scalars())

    async def add(self, sweets: Sequence[Mapping[str, Any]], now: datetime) -> list[int]:
        """Insert sweets and return their ids in the same order."""
        ids = list((await self._session.execute(_DRAW, {"count": len(sweets)})).scalars())
        await self._session.execute(_ADD, _arrays(sweets) | {"ids": ids, "now": now})
        return ids

    async def update(self, sweets: Mapping[int, Mapping[str, Any]], now: datetime) -> None:
        """Write the new columns of locked sweets, by id; each is another version of itself then."""
        await self._session.execute(_UPDATE, _arrays(list(sweets.values())) | {"ids": list(sweets), "now": now})


def _arrays(sweets: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {column: [sweet[column] for sweet in sweets] for column in SWEET_COLUMNS}


_NAMES = ", ".join(SWEET_COLUMNS)
_UNNESTED = ", ".join(f"CAST(:{column} AS {_TYPES[column]}[])" for column in SWEET_COLUMNS)

# In order of name, so that two imports wait for one another instead of each for the other.
_ADD_CATEGORIES = text(
    """
    INSERT INTO categories (name, created_at, updated_at)
    SELECT name, CAST(:now AS timestamptz), CAST(:now AS timestamptz)
    FROM unnest(CAST(:names AS text[])) AS input (name)
    WHERE NOT EXISTS (SELECT FROM categories WHERE lower(categories.name) = lower(input.name))
    ORDER BY lower(name)
    ON CONFLICT DO NOTHING RETURNING id, name
    """
)
_HOLD_CATEGORIES = text(
    """
    SELECT given, categories.id FROM unnest(CAST(:names AS text[])) AS input (given)
    JOIN categories ON lower(categories.name) = lower(given)
    ORDER BY categories.id FOR KEY SHARE OF categories
    """
)
_LOCK = text(
    f"""
    SELECT position, id, {", ".join(f"sweets.{column}" for column in SWEET_COLUMNS)}
    FROM unnest(CAST(:skus AS text[])) WITH ORDINALITY AS input (given, position)
    JOIN sweets ON lower(sweets.sku) = lower(given)
    ORDER BY id FOR NO KEY UPDATE OF sweets
    """  # noqa: S608 - names of our own columns.
)
_FROZEN = text(
    """
    SELECT id FROM unnest(CAST(:ids AS bigint[])) AS input (id)
    WHERE EXISTS (SELECT FROM stock_movements WHERE sweet_id = input.id)
       OR EXISTS (SELECT FROM stocktake_counts WHERE sweet_id = input.id)
       OR EXISTS (SELECT FROM history_lines WHERE sweet_id = input.id)
       OR EXISTS (
           SELECT FROM purchase_order_lines AS line JOIN purchase_orders ON purchase_orders.id = line.purchase_order_id
           WHERE line.sweet_id = input.id AND purchase_orders.status NOT IN ('received', 'cancelled')
       )
    """
)
_DRAW = text("SELECT nextval(pg_get_serial_sequence('sweets', 'id')) FROM generate_series(1, CAST(:count AS integer))")
_ADD = text(
    f"""
    INSERT INTO sweets (id, created_at, updated_at, {_NAMES}) OVERRIDING SYSTEM VALUE
    SELECT id, CAST(:now AS timestamptz), CAST(:now AS timestamptz), {_NAMES}
    FROM unnest(CAST(:ids AS bigint[]), {_UNNESTED}) AS input (id, {_NAMES})
    """  # noqa: S608 - names of our own columns.
)
_UPDATE = text(
    f"""
    UPDATE sweets SET version = version + 1, updated_at = :now,
        {", ".join(f"{column} = input.{column}" for column in SWEET_COLUMNS)}
    FROM unnest(CAST(:ids AS bigint[]), {_UNNESTED}) AS input (id, {_NAMES})
    WHERE sweets.id = input.id
    """  # noqa: S608 - names of our own columns.
)
