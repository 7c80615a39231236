"""Queries of the change of many sweets: one statement each, however many there are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, BigInteger, any_, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Sweet
from app.repositories.catalogue.sweets import SWEET_JSON
from app.repositories.common.json_columns import json_rows
from app.repositories.stock.stock_state import SWEET_ROWS


@dataclass(frozen=True, slots=True)
class EditableSweet:
    """What can be changed of many sweets at once."""

    price: Decimal
    category_id: int
    tax_class_id: int | None
    low_stock_threshold: Decimal | None
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class LockedForEdit:
    """A sweet that nobody else changes until the transaction ends."""

    name: str
    version: int
    values: EditableSweet


class SweetEditRepository:
    """Locks and changes many sweets."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, sweet_ids: Sequence[int]) -> dict[int, LockedForEdit]:
        """Lock sweets in order of id and return those that exist."""
        rows = await self._session.execute(_LOCK, {"ids": list(sweet_ids)})
        return {row[0]: LockedForEdit(row[1], row[2], EditableSweet(*row[3:])) for row in rows}

    async def update(self, sweets: Mapping[int, EditableSweet], now: datetime) -> None:
        """Write the values of locked sweets and raise their versions."""
        rows = json_rows({"id": sweet_id, **asdict(one)} for sweet_id, one in sweets.items())
        await self._session.execute(_UPDATE, {"rows": rows, "now": now})

    async def present(self, sweet_ids: Sequence[int], today: date, day_start: datetime) -> list[Any]:
        """Return sweets as they are now, in order of id."""
        values = {"ids": list(sweet_ids), "today": today, "day_start": day_start}
        return [json.loads(body) for body in (await self._session.execute(_PRESENT, values)).scalars()]


_LOCK = text(
    """
    SELECT id, name, version, price, category_id, tax_class_id, low_stock_threshold, archived_at
    FROM sweets WHERE id = ANY(CAST(:ids AS bigint[]))
    ORDER BY id FOR NO KEY UPDATE
    """
)
_UPDATE = text(
    """
    UPDATE sweets SET version = sweets.version + 1, updated_at = :now, price = input.price,
        category_id = input.category_id, tax_class_id = input.tax_class_id,
        low_stock_threshold = input.low_stock_threshold, archived_at = input.archived_at
    FROM json_populate_recordset(NULL::sweets, CAST(:rows AS json)) AS input
    WHERE sweets.id = input.id
    """
)
_PRESENT = (
    SWEET_ROWS.with_only_columns(SWEET_JSON)
    .where(Sweet.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
    .order_by(Sweet.id)
)
