"""Changing many sweets at once: all or nothing, each in the version that its editor saw."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import FieldError, Invalid, Stale
from app.core.money import MAX_MONEY, changed_by_percent
from app.repositories.catalogue.categories import CategoryRepository
from app.repositories.catalogue.sweet_edits import EditableSweet, LockedForEdit, SweetEditRepository
from app.repositories.catalogue.tax_classes import TaxClassRepository
from app.repositories.common.base import Repository
from app.schemas.sweet_edit import SweetEdit, SweetsUpdate, SweetsUpdateRead
from app.services.common.access import Actor
from app.services.common.audit import AuditEntry, AuditService
from app.services.common.context import ShopContext
from app.services.stock.alerts import AlertService

_UNDONE = ("price", "category_id", "tax_class_id", "low_stock_threshold")


class SweetEditService:
    """Changes many sweets with a fixed number of statements."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._context = context
        self._alerts = AlertService(session, context)
        self._audit = AuditService(session, context)
        self._sweets = SweetEditRepository(session)
        self._categories = CategoryRepository(session)
        self._tax_classes = TaxClassRepository(session)

    async def update(self, actor: Actor, update: SweetsUpdate) -> str:
        """Change all the sweets or none; return as JSON how many were changed, and how to undo it.

        A sweet that has the values already keeps its version and gets no audit entry.
        """
        edits = {edit.sweet_id: (update.changes or edit).given() for edit in update.sweets}
        # Before the sweets are locked, as for the change of a single one.
        await self._keep(update, "category_id", self._categories, "unknown_category", "There is no such category.")
        await self._keep(update, "tax_class_id", self._tax_classes, "unknown_tax_class", "There is no such tax class.")
        sweets = await self._sweets.lock(list(edits))
        await self._refuse_stale(update, sweets)
        now = self._clock()
        after = {sweet_id: _changed(sweets[sweet_id].values, edits[sweet_id], now) for sweet_id in edits}
        _refuse_prices(update, sweets, after)
        changed = {sweet_id: values for sweet_id, values in after.items() if values != sweets[sweet_id].values}
        if not changed:
            return SweetsUpdateRead(changed=0, undo=None).model_dump_json()
        await self._sweets.update(changed, now)
        await self._alerts.reevaluate(changed)
        await self._audit.record_all(
            [
                AuditEntry(
                    "sweet.updated",
                    sweet_id,
                    actor.origin,
                    actor.user_id,
                    actor.role,
                    before=asdict(sweets[sweet_id].values),
                    after=asdict(values),
                )
                for sweet_id, values in changed.items()
            ]
        )
        undo = SweetsUpdate(
            sweets=[_undone(sweet_id, sweets[sweet_id], values) for sweet_id, values in changed.items()]
        )
        return SweetsUpdateRead(changed=len(changed), undo=undo).model_dump_json(exclude_unset=True)

    async def _keep(
        self, update: SweetsUpdate, field: str, repository: Repository[Any], code: str, detail: str
    ) -> None:
        named = (
            {"/changes": update.changes.given()}
            if update.changes is not None
            else {f"/sweets/{index}": edit.given() for index, edit in enumerate(update.sweets)}
        )
        wanted = {pointer: given[field] for pointer, given in named.items() if given.get(field) is not None}
        if not wanted:
            return
        kept = await repository.keep_all(set(wanted.values()))
        errors = [FieldError(f"{pointer}/{field}", code, detail) for pointer, one in wanted.items() if one not in kept]
        if errors:
            raise Invalid(code, detail, errors)

    async def _refuse_stale(self, update: SweetsUpdate, sweets: Mapping[int, LockedForEdit]) -> None:
        missing = [edit.sweet_id for edit in update.sweets if edit.sweet_id not in sweets]
        stale = [
            edit.sweet_id
            for edit in update.sweets
            if edit.sweet_id in sweets and edit.version != sweets[edit.sweet_id].version
        ]
        if missing or stale:
            today = self._context.today()
            present = await self._sweets.present(stale, today, self._context.start_of(today))
            detail = "Somebody changed some of these sweets meanwhile, and nothing was changed now."
            raise Stale("stale_sweets", detail, extra={"sweets": present, "missing": missing})


def _changed(sweet: EditableSweet, given: Mapping[str, Any], now: datetime) -> EditableSweet:
    """Return a sweet's values after the given changes."""
    columns = {name: value for name, value in given.items() if name in _UNDONE}
    if "price_change" in given:
        columns["price"] = sweet.price + given["price_change"]
    if "price_change_percent" in given:
        columns["price"] = changed_by_percent(sweet.price, given["price_change_percent"])
    if "archived" in given:
        columns["archived_at"] = (sweet.archived_at or now) if given["archived"] else None
    return replace(sweet, **columns)


def _refuse_prices(
    update: SweetsUpdate, sweets: Mapping[int, LockedForEdit], after: Mapping[int, EditableSweet]
) -> None:
    errors = [
        FieldError(
            f"/sweets/{index}",
            "price_out_of_range",
            f"{sweets[edit.sweet_id].name} would cost {after[edit.sweet_id].price}.",
        )
        for index, edit in enumerate(update.sweets)
        if not Decimal(0) < after[edit.sweet_id].price <= MAX_MONEY
    ]
    if errors:
        detail = "A price is more than nothing and at most 9,999,999,999.99; some would not be. Nothing was changed."
        raise Invalid("price_out_of_range", detail, errors)


def _undone(sweet_id: int, sweet: LockedForEdit, after: EditableSweet) -> SweetEdit:
    """Return the edit that brings a changed sweet back to its values."""
    before = sweet.values
    back = {name: getattr(before, name) for name in _UNDONE if getattr(before, name) != getattr(after, name)}
    if before.archived_at != after.archived_at:
        back["archived"] = before.archived_at is not None
    return SweetEdit(sweet_id=sweet_id, version=sweet.version + 1, **back)
