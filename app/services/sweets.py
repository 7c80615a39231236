"""The catalogue: kept by admins, read by all."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock, shop_date
from app.core.errors import Conflict, FieldError, Invalid, NotFound, PreconditionRequired, Stale
from app.core.pagination import Page, Slice
from app.models import Sweet
from app.repositories.categories import CategoryRepository
from app.repositories.purchase_orders import PurchaseOrderRepository
from app.repositories.sweets import SweetFilter, SweetRepository
from app.repositories.tax_classes import TaxClassRepository
from app.schemas.sweet import SweetCreate, SweetUpdate
from app.services.access import Actor
from app.services.alerts import AlertService
from app.services.audit import AuditService


class SweetService:
    """Keeps the catalogue. Every change names the version it is made to."""

    def __init__(self, session: AsyncSession, clock: Clock, time_zone: ZoneInfo) -> None:
        self._clock = clock
        self._time_zone = time_zone
        self._alerts = AlertService(session, clock, time_zone)
        self._audit = AuditService(session, clock)
        self._sweets = SweetRepository(session)
        self._categories = CategoryRepository(session)
        self._tax_classes = TaxClassRepository(session)
        self._purchase_orders = PurchaseOrderRepository(session)

    async def list_sweets(self, wanted: SweetFilter, page: Page) -> Slice:
        """Return one page of sweets."""
        today = shop_date(self._clock(), self._time_zone)
        return await self._sweets.list_json(wanted, page, today)

    async def get(self, sweet_id: int) -> tuple[int, str]:
        """Return a sweet's version and its JSON."""
        found = await self._sweets.get_json(sweet_id, shop_date(self._clock(), self._time_zone))
        if found is None:
            raise _not_found()
        return found

    async def create(self, actor: Actor, new: SweetCreate) -> tuple[int, int, str]:
        """Add a sweet; return its id, version and JSON. A SKU that is taken, in any case, is refused."""
        sweet, columns = Sweet(), new.columns()
        await self._hold_named(columns)
        await self._apply(sweet, columns)
        await self._sweets.add(sweet)
        await self._audit.record(actor, "sweet.created", sweet.id, after=sweet.snapshot())
        return (sweet.id, *await self.get(sweet.id))

    async def replace(self, actor: Actor, sweet_id: int, new: SweetCreate, if_match: str | None) -> tuple[int, str]:
        """Change the whole of a sweet; return its version and JSON."""
        columns = new.columns()
        await self._hold_named(columns)
        return await self._change(actor, await self._for_update(sweet_id, if_match), columns)

    async def update(self, actor: Actor, sweet_id: int, changes: SweetUpdate, if_match: str | None) -> tuple[int, str]:
        """Change what is given of a sweet; return its version and JSON."""
        columns = changes.columns()
        await self._hold_named(columns)
        sweet = await self._for_update(sweet_id, if_match)
        if changes.archived is not None:
            columns["archived_at"] = (sweet.archived_at or self._clock()) if changes.archived else None
        return await self._change(actor, sweet, columns)

    async def delete(self, actor: Actor, sweet_id: int, if_match: str | None) -> None:
        """Remove a sweet that never moved, sold or was ordered; archive any other, because the books name it."""
        sweet = await self._for_update(sweet_id, if_match)
        before = sweet.snapshot()
        if await self._sweets.has_moved(sweet_id) or await self._purchase_orders.names(sweet_id):
            sweet.archived_at = sweet.archived_at or self._clock()
            sweet.version += 1
            await self._sweets.flush()
            await self._alerts.reevaluate([sweet_id])
            await self._audit.record(actor, "sweet.archived", sweet_id, before=before, after=sweet.snapshot())
        else:
            await self._sweets.delete(sweet)
            await self._audit.record(actor, "sweet.deleted", sweet_id, before=before)

    async def _change(self, actor: Actor, sweet: Sweet, columns: dict[str, Any]) -> tuple[int, str]:
        before = sweet.snapshot()
        await self._apply(sweet, columns)
        sweet.version += 1
        await self._sweets.flush()
        await self._alerts.reevaluate([sweet.id])
        await self._audit.record(actor, "sweet.updated", sweet.id, before=before, after=sweet.snapshot())
        return await self.get(sweet.id)

    async def _hold_named(self, columns: dict[str, Any]) -> None:
        # Before the sweet is locked: who changes the threshold of a category locks it first, and then its sweets.
        if "category_id" in columns and await self._categories.get_for_share(columns["category_id"]) is None:
            raise _invalid("/category_id", "unknown_category", "There is no such category.")
        tax_class_id = columns.get("tax_class_id")
        if tax_class_id is not None and await self._tax_classes.get_for_share(tax_class_id) is None:
            raise _invalid("/tax_class_id", "unknown_tax_class", "There is no such tax class.")

    async def _apply(self, sweet: Sweet, columns: dict[str, Any]) -> None:
        if sweet.id is not None and columns.get("unit", sweet.unit) != sweet.unit:
            await self._check_unit_may_change(sweet.id)
        for name, value in columns.items():
            setattr(sweet, name, value)
        if sweet.min_quantity % sweet.quantity_step != 0:
            detail = "min_quantity has to be a whole number of quantity_step."
            raise Invalid(
                "min_quantity_off_step", detail, [FieldError("/min_quantity", "min_quantity_off_step", detail)]
            )

    async def _check_unit_may_change(self, sweet_id: int) -> None:
        if await self._sweets.has_moved(sweet_id):
            raise Conflict(
                "unit_frozen",
                "This sweet has moved or was sold before, so its unit stays. Make a new sweet for another unit.",
            )
        if await self._purchase_orders.names_in_open_order(sweet_id):
            raise Conflict(
                "unit_frozen", "This sweet is on an open order to a supplier, so its unit stays. Cancel that first."
            )

    async def _for_update(self, sweet_id: int, if_match: str | None) -> Sweet:
        sweet = await self._sweets.get_for_update(sweet_id)
        if sweet is None:
            raise _not_found()
        if if_match is None:
            raise PreconditionRequired("if_match_required", "Send If-Match with the ETag of the sweet you change.")
        if if_match.strip() != "*" and etag(sweet.version) not in [tag.strip() for tag in if_match.split(",")]:
            raise Stale("stale_version", "Somebody changed this sweet meanwhile. Fetch it and change it again.")
        return sweet


def etag(version: int) -> str:
    """Return the strong entity tag of a version."""
    return f'"{version}"'


def _not_found() -> NotFound:
    return NotFound("sweet_not_found", "There is no such sweet.")


def _invalid(pointer: str, code: str, detail: str) -> Invalid:
    return Invalid(code, detail, [FieldError(pointer, code, detail)])
