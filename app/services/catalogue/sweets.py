"""The catalogue: kept by admins, read by all."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, FieldError, Invalid, NotFound, PreconditionRequired, Stale
from app.core.pagination import Page, Slice
from app.core.pictures import Picture
from app.models import AdjustmentReason, Sweet
from app.repositories.buying.purchase_orders import PurchaseOrderRepository
from app.repositories.catalogue.categories import CategoryRepository
from app.repositories.catalogue.pictures import PictureRepository
from app.repositories.catalogue.sweets import SweetRepository
from app.repositories.catalogue.tax_classes import TaxClassRepository
from app.schemas.adjustment import AdjustmentCreate
from app.schemas.sweet import SweetCreate, SweetReplace, SweetUpdate
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.stock.adjustments import AdjustmentService
from app.services.stock.alerts import AlertService

ANY_VERSION = "*"
"""The If-Match of a client that changes a sweet whatever its version."""

FIRST_VERSION = 1

_PICTURE = ("picture_small", "picture_large", "picture_width", "picture_height")
_NOT_IN_SLUG = re.compile("[^A-Z0-9]+")
_MAX_SLUG = 40


class SweetService:
    """Keeps the catalogue. Every change names the version that it is based on."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._session = session
        self._clock = context.clock
        self._context = context
        self._alerts = AlertService(session, context)
        self._audit = AuditService(session, context)
        self._idempotency = IdempotencyService(session, context)
        self._sweets = SweetRepository(session)
        self._categories = CategoryRepository(session)
        self._tax_classes = TaxClassRepository(session)
        self._purchase_orders = PurchaseOrderRepository(session)

    async def list_sweets(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of sweets."""
        today = self._context.today()
        return await self._sweets.list_json(filters, page, today, self._context.start_of(today))

    async def get(self, sweet_id: int) -> tuple[int, str]:
        """Return a sweet's version and its JSON."""
        today = self._context.today()
        found = await self._sweets.get_json(sweet_id, today, self._context.start_of(today))
        if found is None:
            raise _not_found()
        return found

    async def create(self, actor: Actor, new: SweetCreate, request_key: RequestKey | None) -> Answer:
        """Add a sweet with its opening stock, once per key. SKUs are unique regardless of case."""

        async def work() -> Answer:
            sweet_id = await self.add(actor, new)
            if new.opening_stock is not None:
                opening = AdjustmentCreate(
                    sweet_id=sweet_id, quantity=new.opening_stock, reason=AdjustmentReason.OPENING
                )
                # Built here, because every read of the catalogue builds a SweetService and few create a sweet.
                adjustments = AdjustmentService(self._session, self._context)
                await adjustments.create(actor, opening, None, pointer="/opening_stock")
            _, body = await self.get(sweet_id)
            return Answer(sweet_id, body)

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def add(self, actor: Actor, new: SweetCreate) -> int:
        """Add a sweet without stock; return its id. A missing SKU is made from the name and the id."""
        sweet, columns = Sweet(), new.columns()
        await self._hold_named(columns, new.category)
        await self._apply(sweet, columns)
        if new.sku is None:
            sweet.id = await self._sweets.next_id()
            sweet.sku = f"{_slug(new.name)}-{sweet.id}"
        await self._sweets.add(sweet)
        await self._audit.record(actor, "sweet.created", sweet.id, after=sweet.snapshot())
        return sweet.id

    async def replace(self, actor: Actor, sweet_id: int, new: SweetReplace, if_match: str | None) -> tuple[int, str]:
        """Replace all fields of a sweet; return its version and JSON."""
        columns = new.columns()
        await self._hold_named(columns, new.category)
        return await self._change(actor, await self._for_update(sweet_id, if_match), columns)

    async def update(self, actor: Actor, sweet_id: int, changes: SweetUpdate, if_match: str | None) -> tuple[int, str]:
        """Change the given fields of a sweet; return its version and JSON."""
        columns = changes.columns()
        await self._hold_named(columns, changes.category)
        sweet = await self._for_update(sweet_id, if_match)
        if changes.archived is not None:
            columns["archived_at"] = (sweet.archived_at or self._clock()) if changes.archived else None
        return await self._change(actor, sweet, columns)

    async def delete(self, actor: Actor, sweet_id: int, if_match: str | None) -> None:
        """Delete a sweet that never moved, sold or was ordered; archive any other, because the books name it.

        If-Match is optional, because an archived sweet can be restored.
        """
        sweet = await self._for_update(sweet_id, ANY_VERSION if if_match is None else if_match)
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

    async def restore(self, actor: Actor, sweet_id: int) -> tuple[int, str]:
        """Restore an archived sweet; return its version and JSON. A sweet that is not archived stays unchanged."""
        sweet = await self._for_update(sweet_id, ANY_VERSION)
        if sweet.archived_at is not None:
            before = sweet.snapshot()
            sweet.archived_at = None
            sweet.version += 1
            await self._sweets.flush()
            await self._alerts.reevaluate([sweet_id])
            await self._audit.record(actor, "sweet.restored", sweet_id, before=before, after=sweet.snapshot())
        return await self.get(sweet_id)

    async def set_picture(self, actor: Actor, sweet_id: int, picture: Picture, if_match: str | None) -> tuple[int, str]:
        """Give a sweet a picture in place of the one it has; return its version and JSON."""
        sweet = await self._for_update(sweet_id, if_match)
        small, large = picture.small, picture.large
        contents = {small.hash: small.content, large.hash: large.content}
        await PictureRepository(self._session).put(contents, self._clock())
        columns = dict(zip(_PICTURE, (small.hash, large.hash, large.width, large.height), strict=True))
        return await self._change(actor, sweet, columns)

    async def remove_picture(self, actor: Actor, sweet_id: int, if_match: str | None) -> int:
        """Leave a sweet without a picture; return its version, which is as before if it had none."""
        sweet = await self._for_update(sweet_id, ANY_VERSION if if_match is None else if_match)
        if sweet.picture_small is None:
            return sweet.version
        version, _ = await self._change(actor, sweet, dict.fromkeys(_PICTURE))
        return version

    async def _change(self, actor: Actor, sweet: Sweet, columns: dict[str, Any]) -> tuple[int, str]:
        before = sweet.snapshot()
        await self._apply(sweet, columns)
        sweet.version += 1
        await self._sweets.flush()
        await self._alerts.reevaluate([sweet.id])
        await self._audit.record(actor, "sweet.updated", sweet.id, before=before, after=sweet.snapshot())
        return await self.get(sweet.id)

    async def _hold_named(self, columns: dict[str, Any], category_name: str | None) -> None:
        # Before the sweet is locked: a change of a category's threshold locks the category first, then its sweets.
        if category_name is not None:
            category = await self._categories.keep_named(category_name)
            if category is None:
                detail = "There is no category of this name. GET /api/categories lists them, POST makes one."
                raise _invalid("/category", "unknown_category", detail)
            columns["category_id"] = category.id
        elif "category_id" in columns and await self._categories.keep(columns["category_id"]) is None:
            raise _invalid("/category_id", "unknown_category", "There is no such category.")
        tax_class_id = columns.get("tax_class_id")
        if tax_class_id is not None and await self._tax_classes.keep(tax_class_id) is None:
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
        if await self._sweets.is_counted(sweet_id):
            raise Conflict(
                "unit_frozen",
                "This sweet has moved or was sold before, so its unit stays. Make a new sweet for another unit.",
            )
        if await self._purchase_orders.names_in_open_order(sweet_id):
            raise Conflict(
                "unit_frozen",
                "This sweet is on an open order to a supplier, so its unit stays. Receive, close or cancel that first.",
            )

    async def _for_update(self, sweet_id: int, if_match: str | None) -> Sweet:
        sweet = await self._sweets.get_for_update(sweet_id)
        if sweet is None:
            raise _not_found()
        if if_match is None:
            raise PreconditionRequired(
                "if_match_required",
                "Send If-Match with the ETag of the sweet you change, or If-Match: * for whatever version it has.",
            )
        if if_match.strip() != ANY_VERSION and etag(sweet.version) not in [tag.strip() for tag in if_match.split(",")]:
            raise Stale("stale_version", "Somebody changed this sweet meanwhile. Fetch it and change it again.")
        return sweet


def etag(version: int) -> str:
    """Return the strong entity tag of a version."""
    return f'"{version}"'


def _slug(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    return _NOT_IN_SLUG.sub("-", letters)[:_MAX_SLUG].strip("-") or "SWEET"


def _not_found() -> NotFound:
    return NotFound("sweet_not_found", "There is no such sweet.")


def _invalid(pointer: str, code: str, detail: str) -> Invalid:
    return Invalid(code, detail, [FieldError(pointer, code, detail)])
