"""Queries over categories."""

from collections.abc import Mapping

from sqlalchemy import BigInteger, Text, bindparam, func, select

from app.core.pagination import Page, Slice
from app.models import Category
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import decimal_text, json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment, parse_text


class CategoryRepository(Repository[Category]):
    """Reads and writes categories."""

    _model = Category

    async def list_json(self, name: str | None, page: Page) -> Slice:
        """Return one page of categories as JSON, only the one of that name if a name is given."""
        return await _LIST.fetch(self._session, page, {"name": name})

    async def get_json(self, category_id: int) -> str | None:
        """Return a category's JSON."""
        return (await self._session.execute(_ONE, {"id": category_id})).scalar_one_or_none()

    async def keep_named(self, name: str) -> Category | None:
        """Return the category with a name, in any case, that nobody can delete until the transaction ends."""
        named = select(Category).where(func.text_key(Category.name) == func.text_key(name))
        return (await self._session.scalars(named.with_for_update(read=True, key_share=True))).one_or_none()


CATEGORY_JSON = json_object(
    id=Category.id,
    name=Category.name,
    description=Category.description,
    low_stock_threshold=decimal_text(Category.low_stock_threshold),
    created_at=moment_text(Category.created_at),
    updated_at=moment_text(Category.updated_at),
)

SORTS: Mapping[str, SortColumn] = {
    "name": SortColumn(Category.sort_name, parse_text),
    "created_at": SortColumn(Category.created_at, parse_moment),
}

_ALL = select(Category.id)
_LIST = KeysetList(
    _ALL,
    item=CATEGORY_JSON,
    row_id=Category.id,
    sorts=SORTS,
    filters={"name": func.text_key(Category.name) == func.text_key(bindparam("name", type_=Text))},
)
_ONE = _ALL.with_only_columns(CATEGORY_JSON).where(Category.id == bindparam("id", type_=BigInteger))
