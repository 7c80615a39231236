"""Queries over kept mappings."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, func, select

from app.core.pagination import Page, Slice
from app.models import ImportKind, ImportMapping
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_text


class ImportMappingRepository(Repository[ImportMapping]):
    """Reads and writes kept mappings."""

    _model = ImportMapping

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of mappings as JSON."""
        return await _LIST.fetch(self._session, page, filters)

    async def get_json(self, mapping_id: int) -> str | None:
        """Return a mapping's JSON."""
        return (await self._session.execute(_ONE, {"id": mapping_id})).scalar_one_or_none()

    async def named(self, kind: ImportKind, name: str) -> ImportMapping | None:
        """Return the mapping of a name, in any case, for a kind of file."""
        named = select(ImportMapping).where(
            ImportMapping.kind == kind, func.lower(ImportMapping.name) == func.lower(name)
        )
        return (await self._session.scalars(named)).one_or_none()


_JSON = json_object(
    id=ImportMapping.id,
    kind=ImportMapping.kind,
    name=ImportMapping.name,
    columns=ImportMapping.columns,
    created_at=moment_text(ImportMapping.created_at),
)
_ALL = select(ImportMapping.id)
_LIST = KeysetList(
    _ALL,
    item=_JSON,
    row_id=ImportMapping.id,
    sorts={"name": SortColumn(ImportMapping.name, parse_text)},
    filters={"kind": ImportMapping.kind == bindparam("kind", type_=Text)},
)
_ONE = _ALL.with_only_columns(_JSON).where(ImportMapping.id == bindparam("id", type_=BigInteger))
