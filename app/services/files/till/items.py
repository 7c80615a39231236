"""The items of a previous till: the sweets they stand for, and sweets made for those that are unknown."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import smallest_amount
from app.models import Unit
from app.repositories.files.catalogue_imports import CatalogueImportRepository
from app.repositories.files.till_history_imports import MADE_SKU, ItemToFind, KnownSweet, TillHistoryImportRepository
from app.schemas.import_job import TillHistoryOptions, UnknownItems
from app.schemas.sweet import SweetReplace
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.files.import_rows import audit_entry
from app.services.files.till.rows import Sold, TillLine, bare
from app.services.files.till.units import misfit, unit_named

MAX_UNKNOWN = 5000
"""With more unknown items than this, the column is probably not the one of items."""

_NOT_IN_SKU = re.compile(r"[^A-Z0-9]+")
_MAX_SLUG = 40


class UnknownSoFar:
    """The unknown items of an import, with the line on which each first appeared."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}

    def first(self, item: str, line: int) -> int | None:
        """Return the line on which an item first appeared; None once there are too many items."""
        if item not in self._lines and len(self._lines) >= MAX_UNKNOWN:
            return None
        # A batch that is stored a second time has the same items on the same lines.
        return self._lines.setdefault(item, line)


@dataclass(frozen=True, slots=True)
class FoundItems:
    """The sweets of what was sold, the reasons why other items have none, and the newly unknown items."""

    sweets: Mapping[Sold, KnownSweet]
    refused: Mapping[Sold, str]
    unknown: Sequence[str]

    def refusal(self, line: TillLine) -> str | None:
        """Return why a line cannot be booked; None if it can."""
        sweet = self.sweets.get(line.sold)
        if line.sold in self.refused or sweet is None:
            return self.refused.get(line.sold, "No sweet was found for it.")
        if sweet.was_made and not line.sold.unit:
            # The till's own item: what it counted in is what the options of the import say.
            return None
        return misfit(sweet.unit, sweet.name, line.quantity, line.sold.variant, line.sold.unit)


class TillItems:
    """Finds sweets by SKU or name, and if the options say so makes archived sweets for unknown items."""

    def __init__(
        self,
        session: AsyncSession,
        context: ShopContext,
        options: TillHistoryOptions,
        actor: Actor | None,
        so_far: UnknownSoFar,
    ) -> None:
        self._now = context.clock()
        self._options = options
        self._actor = actor
        self._so_far = so_far
        self._audit = AuditService(session, context)
        self._catalogue = CatalogueImportRepository(session)
        self._history = TillHistoryImportRepository(session)

    async def find(self, lines: Sequence[TillLine]) -> FoundItems:
        """Return the sweets of what was sold on some lines."""
        first: dict[Sold, TillLine] = {}
        prices: dict[str, Decimal] = {}
        for line in lines:
            first.setdefault(line.sold, line)
            if line.unit_price:
                prices[bare(line.sold.full_name)] = line.unit_price
        sweets = await self._look_up(list(first))
        unknown, refused = [], {}
        for sold, line in first.items():
            if sold in sweets:
                continue
            met = self._so_far.first(bare(sold.full_name), line.line)
            if met == line.line:
                unknown.append(sold.full_name)
            if met is None:
                refused[sold] = f"More than {MAX_UNKNOWN:,} items are unknown; perhaps this is not the column of items."
            elif self._options.unknown is UnknownItems.SKIP:
                refused[sold] = f"No sweet has the SKU or the name {sold.full_name}."
        made = [sold for sold in first if sold not in sweets and sold not in refused]
        if made:
            await self._make(made, prices)
            sweets |= await self._look_up(made)
        return FoundItems(sweets, refused, unknown)

    async def _look_up(self, items: Sequence[Sold]) -> dict[Sold, KnownSweet]:
        found = await self._history.sweets([ItemToFind(one.sku, _names(one), _made_sku(one)) for one in items])
        return {items[position]: sweet for position, sweet in found.items()}

    async def _make(self, items: Sequence[Sold], prices: Mapping[str, Decimal]) -> None:
        category = self._options.category
        entries = [
            audit_entry(self._actor, "category.created", category_id, None, {"id": category_id, "name": name})
            for category_id, name in await self._catalogue.add_categories([category], self._now)
        ]
        category_id = (await self._catalogue.keep_categories([category]))[category]
        by_sku = {_made_sku(sold): sold for sold in reversed(items)}
        sweets = [self._sweet(sku, sold, prices.get(bare(sold.full_name)), category_id) for sku, sold in by_sku.items()]
        ids = await self._history.add_sweets(sweets, self._now)
        entries += [
            audit_entry(self._actor, "sweet.created", ids[sweet["sku"]], None, sweet | {"id": ids[sweet["sku"]]})
            for sweet in sweets
            if sweet["sku"] in ids
        ]
        if entries:
            await self._audit.record_all(entries)

    def _sweet(self, sku: str, sold: Sold, price: Decimal | None, category_id: int) -> dict[str, Any]:
        known = "Its price is what it cost there." if price else "Its price was not told: set one before selling it."
        unit: Unit | None = unit_named(sold.unit) if sold.unit else None
        sweet = SweetReplace(
            sku=sku,
            name=sold.full_name,
            description=f"Sold by the previous till. {known}",
            category_id=category_id,
            price=price or smallest_amount(),
            unit=unit or self._options.unit,
        )
        return sweet.columns() | {"archived_at": self._now}


def _names(sold: Sold) -> list[str]:
    """Return the names by which a sweet may be known: an item with its variant is written in several ways."""
    if not sold.variant:
        return [sold.item]
    item, variant = sold.item, sold.variant
    return [sold.full_name, f"{item} {variant}", f"{item} ({variant})", f"{item} - {variant}"]


def _made_sku(sold: Sold) -> str:
    """Return the SKU of the sweet made for an item. It finds the sweet again even after a change of name."""
    digest = hashlib.sha256(bare(sold.full_name).encode()).hexdigest()[:8].upper()
    slug = _NOT_IN_SKU.sub("-", sold.full_name.upper())[:_MAX_SLUG].strip("-")
    return f"{MADE_SKU}{slug}-{digest}" if slug else f"{MADE_SKU}{digest}"
