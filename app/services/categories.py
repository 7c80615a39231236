"""Categories: kept by admins, read by all."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.core.pagination import Page, Slice
from app.models import Category
from app.repositories.categories import CategoryRepository
from app.schemas.category import CategoryCreate, CategoryQuery, CategoryUpdate


class CategoryService:
    """Keeps the categories."""

    def __init__(self, session: AsyncSession) -> None:
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

    async def create(self, new: CategoryCreate) -> tuple[int, str]:
        """Add a category; return its id and JSON. A name that is taken, in any case, is refused."""
        category = Category(**new.model_dump())
        await self._categories.add(category)
        return category.id, await self.get(category.id)

    async def replace(self, category_id: int, new: CategoryCreate) -> str:
        """Change the whole of a category; return its JSON."""
        return await self._change(category_id, new.model_dump())

    async def update(self, category_id: int, changes: CategoryUpdate) -> str:
        """Change what is given of a category; return its JSON."""
        return await self._change(category_id, changes.model_dump(exclude_unset=True))

    async def delete(self, category_id: int) -> None:
        """Remove a category; refused while sweets are in it."""
        await self._categories.delete(await self._for_update(category_id))

    async def _change(self, category_id: int, columns: dict[str, Any]) -> str:
        category = await self._for_update(category_id)
        for name, value in columns.items():
            setattr(category, name, value)
        await self._categories.flush()
        return await self.get(category_id)

    async def _for_update(self, category_id: int) -> Category:
        category = await self._categories.get_for_update(category_id)
        if category is None:
            raise category_not_found()
        return category


def category_not_found() -> NotFound:
    """Return the refusal of a category that is not there."""
    return NotFound("category_not_found", "There is no such category.")
