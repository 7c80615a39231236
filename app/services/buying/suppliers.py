"""Suppliers: kept by admins, and archived instead of deleted once the books name them."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.pagination import Page, Slice
from app.core.phone import normalise_phone_field
from app.models import Supplier
from app.repositories.buying.suppliers import SupplierRepository
from app.schemas.supplier import SupplierCreate, SupplierQuery, SupplierUpdate
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext


class SupplierService:
    """Keeps the suppliers. Phone numbers without a country code belong to `phone_region`."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._phone_region = context.settings.phone_region
        self._audit = AuditService(session, context)
        self._suppliers = SupplierRepository(session)

    async def list_suppliers(self, query: SupplierQuery, page: Page) -> Slice:
        """Return one page of suppliers."""
        return await self._suppliers.list_json(query.filters(), page)

    async def get(self, supplier_id: int) -> str:
        """Return a supplier as JSON."""
        supplier = await self._suppliers.get_json(supplier_id)
        if supplier is None:
            raise _not_found()
        return supplier

    async def create(self, actor: Actor, new: SupplierCreate) -> tuple[int, str]:
        """Add a supplier; return the id and JSON. Names are unique regardless of case."""
        supplier = Supplier(**self._columns(new.model_dump()))
        await self._suppliers.add(supplier)
        await self._audit.record(actor, "supplier.created", supplier.id, after=supplier.snapshot())
        return supplier.id, await self.get(supplier.id)

    async def replace(self, actor: Actor, supplier_id: int, new: SupplierCreate) -> str:
        """Replace all fields of a supplier but whether it is archived; return its JSON."""
        return await self._change(actor, await self._for_update(supplier_id), new.model_dump())

    async def update(self, actor: Actor, supplier_id: int, changes: SupplierUpdate) -> str:
        """Change the given fields of a supplier; return its JSON."""
        supplier = await self._for_update(supplier_id)
        columns = changes.model_dump(exclude_unset=True, exclude={"archived"})
        if changes.archived is not None:
            columns["archived_at"] = (supplier.archived_at or self._clock()) if changes.archived else None
        return await self._change(actor, supplier, columns)

    async def delete(self, actor: Actor, supplier_id: int) -> None:
        """Delete a supplier that no document names; archive any other."""
        supplier = await self._for_update(supplier_id)
        before = supplier.snapshot()
        if await self._suppliers.is_named(supplier_id):
            supplier.archived_at = supplier.archived_at or self._clock()
            await self._suppliers.flush()
            await self._audit.record(actor, "supplier.archived", supplier_id, before=before, after=supplier.snapshot())
        else:
            await self._suppliers.delete(supplier)
            await self._audit.record(actor, "supplier.deleted", supplier_id, before=before)

    async def _change(self, actor: Actor, supplier: Supplier, columns: dict[str, Any]) -> str:
        before = supplier.snapshot()
        for name, value in self._columns(columns).items():
            setattr(supplier, name, value)
        await self._suppliers.flush()
        await self._audit.record(actor, "supplier.updated", supplier.id, before=before, after=supplier.snapshot())
        return await self.get(supplier.id)

    async def _for_update(self, supplier_id: int) -> Supplier:
        supplier = await self._suppliers.get_exclusive(supplier_id)
        if supplier is None:
            raise _not_found()
        return supplier

    def _columns(self, columns: dict[str, Any]) -> dict[str, Any]:
        if columns.get("phone") is None:
            return columns
        return columns | {"phone": normalise_phone_field(columns["phone"], self._phone_region, "/phone")}


def known_supplier(supplier: Supplier | None) -> Supplier:
    """Return the supplier a request names; raise `Invalid` if there is none."""
    if supplier is None:
        detail = "There is no such supplier."
        raise Invalid("unknown_supplier", detail, [FieldError("/supplier_id", "unknown_supplier", detail)])
    return supplier


def orderable(supplier: Supplier | None) -> Supplier:
    """Return the supplier a request names; raise an error if it is missing or archived."""
    supplier = known_supplier(supplier)
    if supplier.archived_at is not None:
        detail = f"The shop no longer buys from {supplier.name}. Choose another, or take them out of the archive."
        raise Conflict("supplier_archived", detail)
    return supplier


def _not_found() -> NotFound:
    return NotFound("supplier_not_found", "There is no such supplier.")
