"""Queries over suppliers."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Boolean, bindparam, exists, func, or_, select

from app.core.pagination import Page, Slice
from app.models import Lot, PurchaseOrder, Supplier, SupplierReturn
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment, parse_text
from app.repositories.common.search import has_part


class SupplierRepository(Repository[Supplier]):
    """Reads and writes suppliers."""

    _model = Supplier

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of suppliers as JSON."""
        return await _LIST.fetch(self._session, page, filters)

    async def get_json(self, supplier_id: int) -> str | None:
        """Return a supplier's JSON."""
        return (await self._session.execute(_ONE, {"id": supplier_id})).scalar_one_or_none()

    async def is_named(self, supplier_id: int) -> bool:
        """Tell whether an order, a lot or a return names a supplier."""
        named = or_(*(exists().where(one.supplier_id == supplier_id) for one in (PurchaseOrder, Lot, SupplierReturn)))
        return bool((await self._session.execute(select(named))).scalar())


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
    "name": SortColumn(Supplier.sort_name, parse_text),
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
