"""Categories: kept by admins, read by all."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.core.pagination import Page, Slice
from app.models import Category
from app.repositories.catalogue.categories import CategoryRepository
from app.schemas.category import CategoryCreate, CategoryQuery, CategoryUpdate
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.stock.alerts import AlertService


class CategoryService:
    """Keeps the categories."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._alerts = AlertService(session, context)
        self._audit = AuditService(session, context)
        self._categories = CategoryRepository(session)

    async def list_categories(self, query: CategoryQuery, page: Page) -> Slice:
        """Return one page of categories."""
        return await self._categories.list_json(query.name, page)

    async def get(self, category_id: int) -> str:
        """Return a category as JSON."""
        category = await self._categories.get_json(category_id)
        if category is None:
            raise category_not_found()
        return category

    async def create(self, actor: Actor, new: CategoryCreate) -> tuple[int, str]:
        """Add a category; return its id and JSON. Names are unique regardless of case."""
        category = Category(**new.model_dump())
        await self._categories.add(category)
        await self._audit.record(actor, "category.created", category.id, after=category.snapshot())
        return category.id, await self.get(category.id)

    async def replace(self, actor: Actor, category_id: int, new: CategoryCreate) -> str:
        """Replace all fields of a category; return its JSON."""
        return await self._change(actor, category_id, new.model_dump())

    async def update(self, actor: Actor, category_id: int, changes: CategoryUpdate) -> str:
        """Change the given fields of a category; return its JSON."""
        return await self._change(actor, category_id, changes.model_dump(exclude_unset=True))

    async def delete(self, actor: Actor, category_id: int) -> None:
        """Delete a category; rejected while sweets are in it."""
        category = await self._for_update(category_id)
        await self._audit.record(actor, "category.deleted", category_id, before=category.snapshot())
        await self._categories.delete(category)

    async def _change(self, actor: Actor, category_id: int, columns: dict[str, Any]) -> str:
        category = await self._for_update(category_id)
        before = category.snapshot()
        for name, value in columns.items():
            setattr(category, name, value)
        await self._categories.flush()
        if category.low_stock_threshold != before["low_stock_threshold"]:
            await self._alerts.reevaluate_category(category_id)
        await self._audit.record(actor, "category.updated", category_id, before=before, after=category.snapshot())
        return await self.get(category_id)

    async def _for_update(self, category_id: int) -> Category:
        category = await self._categories.get_exclusive(category_id)
        if category is None:
            raise category_not_found()
        return category


def category_not_found() -> NotFound:
    """Return the error for a category that does not exist."""
    return NotFound("category_not_found", "There is no such category.")
