"""Queries over suppliers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Boolean, bindparam, exists, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.pagination import Page, Slice
from app.models import Lot, PurchaseOrder, Supplier, SupplierReturn
from app.repositories.common.json_columns import json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment, parse_text
from app.repositories.common.search import has_part

SUPPLIER_JSON = json_object(
    id=Supplier.id,
    name=Supplier.name,
    contact_name=Supplier.contact_name,
    phone=Supplier.phone,
    email=Supplier.email,
    address=Supplier.address,
    note=Supplier.note,
    lead_time_days=Supplier.lead_time_days,
    archived_at=moment_text(Supplier.archived_at),
    created_at=moment_text(Supplier.created_at),
    updated_at=moment_text(Supplier.updated_at),
)

SUPPLIER_NAME = func.json_build_object("id", Supplier.id, "name", Supplier.name)
"""A supplier as documents name them."""

SORTS: Mapping[str, SortColumn] = {
    "name": SortColumn(Supplier.name, parse_text),
    "created_at": SortColumn(Supplier.created_at, parse_moment),
}

_ALL = select(Supplier.id)
_LIST = KeysetList(
    _ALL,
    item=SUPPLIER_JSON,
    row_id=Supplier.id,
    sorts=SORTS,
    filters={
        "q": has_part(Supplier.search_text, "q"),
        "name": has_part(Supplier.search_text, "name"),
        "archived": Supplier.archived_at.is_not(None) == bindparam("archived", type_=Boolean),
    },
)
_ONE = _ALL.with_only_columns(SUPPLIER_JSON).where(Supplier.id == bindparam("id", type_=BigInteger))


@dataclass(frozen=True, slots=True)
class SupplierToOrder:
    """What an order has to know of a supplier."""

    id: int
    name: str
    archived: bool


class SupplierRepository:
    """Reads and writes suppliers."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of suppliers as JSON."""
        return await _LIST.fetch(self._session, page, filters)

    async def get_json(self, supplier_id: int) -> str | None:
        """Return a supplier's JSON."""
        return (await self._session.execute(_ONE, {"id": supplier_id})).scalar_one_or_none()

    async def get_for_update(self, supplier_id: int) -> Supplier | None:
        """Wait for those who order from a supplier, return it, and keep new ones out until the transaction ends."""
        return await self._session.get(Supplier, supplier_id, with_for_update=True)

    async def hold(self, supplier_id: int) -> SupplierToOrder | None:
        """Return a supplier, who neither changes nor goes away until the transaction ends."""
        row = (await self._session.execute(_HOLD, {"id": supplier_id})).one_or_none()
        return None if row is None else SupplierToOrder(*row)

    async def is_named(self, supplier_id: int) -> bool:
        """Tell whether an order, a lot or a return names a supplier."""
        named = or_(*(exists().where(one.supplier_id == supplier_id) for one in (PurchaseOrder, Lot, SupplierReturn)))
        return bool((await self._session.execute(select(named))).scalar())

    async def add(self, supplier: Supplier) -> None:
        """Insert a supplier."""
        self._session.add(supplier)
        await self._session.flush()

    async def flush(self) -> None:
        """Send what was changed on a supplier to the database."""
        await self._session.flush()

    async def delete(self, supplier: Supplier) -> None:
        """Remove a supplier that nothing names."""
        await self._session.delete(supplier)
        await self._session.flush()


_HOLD = text("SELECT id, name, archived_at IS NOT NULL FROM suppliers WHERE id = CAST(:id AS bigint) FOR KEY SHARE")
