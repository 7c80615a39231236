"""The storefront: the catalogue as every visitor sees it."""

from typing import Any

from app.core.pagination import Page, Slice
from app.core.shared_reads import SharedReads
from app.database.unit_of_work import Database
from app.schemas.sweet import SweetQuery
from app.services.catalogue.sweets import SweetService
from app.services.common.context import ShopContext
from app.services.shop.settings import CurrentSettings

Filters = tuple[tuple[str, Any], ...]
"""The filters of a list by name, as a key that equal requests share."""


class Storefront:
    """Shows sweets. Identical reads that arrive together share one query."""

    def __init__(self, database: Database, current_settings: CurrentSettings[ShopContext]) -> None:
        self._database = database
        self._current_settings = current_settings
        self._pages: SharedReads[tuple[Filters, Page], Slice] = SharedReads(self._read_page)
        self._sweets: SharedReads[int, tuple[int, str]] = SharedReads(self._read_sweet)

    async def list_sweets(self, query: SweetQuery) -> Slice:
        """Return one page of sweets."""
        return await self._pages.get((tuple(query.filters().items()), query.page()))

    async def get(self, sweet_id: int) -> tuple[int, str]:
        """Return a sweet's version and its JSON."""
        return await self._sweets.get(sweet_id)

    async def _read_page(self, wanted: tuple[Filters, Page]) -> Slice:
        filters, page = wanted
        context = self._current_settings.context
        async with self._database.looking() as session:
            return await SweetService(session, context).list_sweets(dict(filters), page)

    async def _read_sweet(self, sweet_id: int) -> tuple[int, str]:
        context = self._current_settings.context
        async with self._database.looking() as session:
            return await SweetService(session, context).get(sweet_id)
