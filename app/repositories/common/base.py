"""The base class of repositories."""

from collections.abc import Collection
from typing import Generic, TypeVar

from sqlalchemy import ARRAY, BigInteger, any_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Base

Row = TypeVar("Row", bound=Base)


class Repository(Generic[Row]):
    """Adds, finds, locks and deletes rows of one table. A lock lasts until the transaction ends."""

    _model: type[Row]

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, row_id: int) -> Row | None:
        """Return a row."""
        return await self._session.get(self._model, row_id)

    async def keep(self, row_id: int) -> Row | None:
        """Return a row that nobody can delete."""
        return await self._session.get(self._model, row_id, with_for_update={"read": True, "key_share": True})

    async def keep_all(self, row_ids: Collection[int]) -> set[int]:
        """Return the ids of the rows that exist and that nobody can delete until the transaction ends."""
        row_id = self._model.__table__.c.id
        wanted = row_id == any_(bindparam("ids", type_=ARRAY(BigInteger)))
        found = select(row_id).where(wanted).order_by(row_id).with_for_update(read=True, key_share=True)
        return set((await self._session.scalars(found, {"ids": list(row_ids)})).all())

    async def get_for_update(self, row_id: int) -> Row | None:
        """Return a row that nobody else can change; new rows may still refer to it."""
        return await self._session.get(self._model, row_id, with_for_update={"key_share": True})

    async def get_exclusive(self, row_id: int) -> Row | None:
        """Return a row that nobody else can change, keep or refer to."""
        return await self._session.get(self._model, row_id, with_for_update=True)

    async def add(self, row: Row) -> None:
        """Insert a row."""
        self._session.add(row)
        await self._session.flush()

    async def flush(self) -> None:
        """Write the changes of loaded rows."""
        await self._session.flush()

    async def delete(self, row: Row) -> None:
        """Delete a row; the database refuses one that others refer to."""
        await self._session.delete(row)
        await self._session.flush()
