"""Queries of what is printed on labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class LabelledSweet:
    """What a label says of a sweet, and of the lot it is of."""

    name: str
    sku: str
    barcode: str | None
    price: Decimal
    unit: str
    diet: str | None
    shelf_life_days: int | None
    lot_id: int | None = None
    best_before: date | None = None


class LabelRepository:
    """Reads sweets and lots for their labels."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def sweets(self, sweet_ids: Sequence[int]) -> dict[int, LabelledSweet]:
        """Return the sweets that exist, by id."""
        rows = await self._session.execute(_SWEETS, {"ids": list(sweet_ids)})
        return {row[0]: LabelledSweet(*row[1:]) for row in rows}

    async def lots(self, lot_ids: Sequence[int]) -> dict[int, LabelledSweet]:
        """Return the sweets of the lots that exist, by the id of the lot."""
        rows = await self._session.execute(_LOTS, {"ids": list(lot_ids)})
        return {row[0]: LabelledSweet(*row[1:]) for row in rows}


_PRINTED = "name, sku, barcode, price, unit, diet, shelf_life_days"
_SWEETS = text(f"SELECT id, {_PRINTED} FROM sweets WHERE id = ANY(CAST(:ids AS bigint[]))")  # noqa: S608 - our columns.
_LOTS = text(
    f"""
    SELECT lots.id, {_PRINTED}, lots.id, best_before FROM lots JOIN sweets ON sweets.id = sweet_id
    WHERE lots.id = ANY(CAST(:ids AS bigint[]))
    """  # noqa: S608 - our own column names.
)
