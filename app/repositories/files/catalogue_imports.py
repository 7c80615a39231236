"""Queries of the catalogue import: one statement for each batch of sweets."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Sweet
from app.repositories.common.json_columns import json_rows

_NOT_IN_FILES = {
    *("id", "on_hand", "stock_value", "version", "created_at", "updated_at", "search_text", "sort_name"),
    *("picture_small", "picture_large", "picture_width", "picture_height"),
}
SWEET_COLUMNS = tuple(column.name for column in Sweet.__table__.columns if column.name not in _NOT_IN_FILES)
"""The columns of a sweet that a file can set."""


class CatalogueImportRepository:
    """Reads and writes batches of sweets."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_categories(self, names: Sequence[str], now: datetime) -> list[tuple[int, str]]:
        """Insert the missing categories and return the id and name of each one inserted."""
        rows = await self._session.execute(_ADD_CATEGORIES, {"names": list(names), "now": now})
        return [(row.id, row.name) for row in rows]

    async def keep_categories(self, names: Sequence[str]) -> dict[str, int]:
        """Return the ids of categories by name, in any case, which nobody can delete until the transaction ends."""
        rows = await self._session.execute(_KEEP_CATEGORIES, {"names": list(names)})
        return {row.given: row.id for row in rows}

    async def add_tax_classes(self, names: Sequence[str], now: datetime) -> list[tuple[int, str]]:
        """Insert the missing tax classes, without rates, and return the id and name of each one inserted."""
        rows = await self._session.execute(_ADD_TAX_CLASSES, {"names": list(names), "now": now})
        return [(row.id, row.name) for row in rows]

    async def keep_tax_classes(self, names: Sequence[str]) -> dict[str, int]:
        """Return the ids of tax classes by name, in any case, which nobody can delete until the transaction ends."""
        rows = await self._session.execute(_KEEP_TAX_CLASSES, {"names": list(names)})
        return {row.given: row.id for row in rows}

    async def lock(self, skus: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Lock the sweets with these SKUs in order of id and return each by the position of its SKU."""
        rows = await self._session.execute(_LOCK, {"skus": list(skus)})
        return {row.position - 1: dict(row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's public name.

    async def barcode_owners(self, barcodes: Sequence[str]) -> dict[str, int]:
        """Return the ids of the sweets that have these barcodes, by barcode."""
        rows = await self._session.execute(_BARCODE_OWNERS, {"barcodes": list(barcodes)})
        return {row.barcode: row.id for row in rows}

    async def frozen(self, sweet_ids: Sequence[int]) -> set[int]:
        """Return the sweets whose unit may not change: they moved, were counted or sold before, or are on order."""
        return set((await self._session.execute(_FROZEN, {"ids": list(sweet_ids)})).scalars())

    async def add(self, sweets: Sequence[Mapping[str, Any]], now: datetime) -> list[int]:
        """Insert sweets and return their ids in the same order."""
        return list((await self._session.execute(_ADD, {"rows": json_rows(sweets), "now": now})).scalars())

    async def update(self, sweets: Mapping[int, Mapping[str, Any]], now: datetime) -> None:
        """Overwrite the columns of locked sweets, by id, and raise their versions."""
        rows = json_rows({**sweet, "id": sweet_id} for sweet_id, sweet in sweets.items())
        await self._session.execute(_UPDATE, {"rows": rows, "now": now})


_NAMES = ", ".join(SWEET_COLUMNS)

# Sorted by name, so that two imports queue instead of deadlocking.
_ADD_NAMED = """
    INSERT INTO {table} (name, created_at, updated_at)
    SELECT name, CAST(:now AS timestamptz), CAST(:now AS timestamptz)
    FROM unnest(CAST(:names AS text[])) AS input (name)
    WHERE NOT EXISTS (SELECT FROM {table} AS known WHERE text_key(known.name) = text_key(input.name))
    ORDER BY text_key(name)
    ON CONFLICT DO NOTHING RETURNING id, name
"""
_KEEP_NAMED = """
    SELECT given, known.id FROM unnest(CAST(:names AS text[])) AS input (given)
    JOIN {table} AS known ON text_key(known.name) = text_key(given)
    ORDER BY known.id FOR KEY SHARE OF known
"""
_ADD_CATEGORIES, _ADD_TAX_CLASSES = (text(_ADD_NAMED.format(table=table)) for table in ("categories", "tax_classes"))
_KEEP_CATEGORIES, _KEEP_TAX_CLASSES = (text(_KEEP_NAMED.format(table=table)) for table in ("categories", "tax_classes"))
_LOCK = text(
    f"""
    SELECT position, id, {", ".join(f"sweets.{column}" for column in SWEET_COLUMNS)}
    FROM unnest(CAST(:skus AS text[])) WITH ORDINALITY AS input (given, position)
    JOIN sweets ON text_key(sweets.sku) = text_key(given)
    ORDER BY id FOR NO KEY UPDATE OF sweets
    """  # noqa: S608 - our own column names.
)
_BARCODE_OWNERS = text("SELECT barcode, id FROM sweets WHERE barcode = ANY(CAST(:barcodes AS text[]))")
_FROZEN = text(
    """
    SELECT id FROM unnest(CAST(:ids AS bigint[])) AS input (id)
    WHERE EXISTS (SELECT FROM stock_movements WHERE sweet_id = input.id)
       OR EXISTS (SELECT FROM stocktake_counts WHERE sweet_id = input.id)
       OR EXISTS (
           SELECT FROM history_lines AS line WHERE line.sweet_id = input.id
               AND NOT EXISTS (SELECT FROM import_take_backs AS taken WHERE taken.import_id = line.import_id)
       )
       OR EXISTS (
           SELECT FROM purchase_order_lines AS line JOIN purchase_orders ON purchase_orders.id = line.purchase_order_id
           WHERE line.sweet_id = input.id AND purchase_orders.status IN ('draft', 'ordered', 'partially_received')
       )
    """
)
# RETURNING promises no order, but the ids are drawn in the order of the rows.
_ADD = text(
    f"""
    WITH added AS (
        INSERT INTO sweets (created_at, updated_at, {_NAMES})
        SELECT CAST(:now AS timestamptz), CAST(:now AS timestamptz), {_NAMES}
        FROM json_populate_recordset(NULL::sweets, CAST(:rows AS json)) WITH ORDINALITY
        ORDER BY ordinality RETURNING id
    )
    SELECT id FROM added ORDER BY id
    """  # noqa: S608 - our own column names.
)
_UPDATE = text(
    f"""
    UPDATE sweets SET version = sweets.version + 1, updated_at = :now,
        {", ".join(f"{column} = input.{column}" for column in SWEET_COLUMNS)}
    FROM json_populate_recordset(NULL::sweets, CAST(:rows AS json)) AS input
    WHERE sweets.id = input.id
    """  # noqa: S608 - our own column names.
)
