"""The items of a previous till: the sweets they stand for, and sweets made for those that are unknown."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.files.catalogue_imports import CatalogueImportRepository
from app.repositories.files.till_history_imports import TillHistoryImportRepository
from app.schemas.import_job import TillHistoryOptions, UnknownItems
from app.schemas.sweet import SweetReplace
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.files.import_rows import audit_entry
from app.services.files.till.tickets import TillLine, bare

MAX_UNKNOWN = 5000
"""With more unknown items than this, the column is probably not the one of items."""

PLACEHOLDER_PRICE = Decimal("0.01")
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
    """The sweets of items by bare name, the reasons why others have none, and the newly unknown items."""

    sweets: Mapping[str, int]
    refused: Mapping[str, str]
    unknown: Sequence[str]


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
        """Return the sweets of the items on some lines."""
        first: dict[str, TillLine] = {}
        prices: dict[str, Decimal] = {}
        for line in lines:
            name = bare(line.item)
            first.setdefault(name, line)
            if line.unit_price:
                prices[name] = line.unit_price
        sweets = await self._look_up(first)
        unknown, refused = [], {}
        for name, line in first.items():
            if name in sweets:
                continue
            met = self._so_far.first(name, line.line)
            if met == line.line:
                unknown.append(line.item)
            if met is None:
                refused[name] = f"More than {MAX_UNKNOWN:,} items are unknown; perhaps this is not the column of items."
            elif self._options.unknown is UnknownItems.SKIP:
                refused[name] = f"No sweet has the SKU or the name {line.item}."
        made = {name: line for name, line in first.items() if name not in sweets and name not in refused}
        if made:
            await self._make(made, prices)
            sweets |= await self._look_up(made)
        return FoundItems(sweets, refused, unknown)

    async def _look_up(self, items: Mapping[str, TillLine]) -> dict[str, int]:
        found = await self._history.sweets({line.item: made_sku(name, line.item) for name, line in items.items()})
        return {bare(item): sweet_id for item, sweet_id in found.items()}

    async def _make(self, items: Mapping[str, TillLine], prices: Mapping[str, Decimal]) -> None:
        category = self._options.category
        entries = [
            audit_entry(self._actor, "category.created", category_id, None, {"id": category_id, "name": name})
            for category_id, name in await self._catalogue.add_categories([category], self._now)
        ]
        category_id = (await self._catalogue.keep_categories([category]))[category]
        sweets = [self._sweet(name, line, prices.get(name), category_id) for name, line in items.items()]
        ids = await self._history.add_sweets(sweets, self._now)
        entries += [
            audit_entry(self._actor, "sweet.created", ids[sweet["sku"]], None, sweet | {"id": ids[sweet["sku"]]})
            for sweet in sweets
            if sweet["sku"] in ids
        ]
        if entries:
            await self._audit.record_all(entries)

    def _sweet(self, name: str, line: TillLine, price: Decimal | None, category_id: int) -> dict[str, Any]:
        known = "Its price is what it cost there." if price else "Its price was not told: set one before selling it."
        sweet = SweetReplace(
            sku=made_sku(name, line.item),
            name=line.item,
            description=f"Sold by the previous till. {known}",
            category_id=category_id,
            price=price or PLACEHOLDER_PRICE,
            unit=self._options.unit,
        )
        return sweet.columns() | {"archived_at": self._now}


def made_sku(name: str, item: str) -> str:
    """Return the SKU of the sweet made for an item. It finds the sweet again even after a change of name."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:8].upper()
    slug = _NOT_IN_SKU.sub("-", item.upper())[:_MAX_SLUG].strip("-")
    return f"TILL-{slug}-{digest}" if slug else f"TILL-{digest}"
