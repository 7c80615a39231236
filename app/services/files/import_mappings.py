"""Mappings of columns: which column of a file is which field, kept by name for files that come again."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.pagination import Page, Slice
from app.models import ImportKind, ImportMapping
from app.repositories.files.import_mappings import ImportMappingRepository
from app.schemas.import_job import TILL_FIELDS, ImportCreate
from app.schemas.import_mapping import ImportMappingCreate, ImportMappingQuery
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.files import catalogue_rows, customer_import
from app.services.files.import_rows import audit_entry
from app.services.files.till.presets import PLAIN, PRESETS

_FIELDS: Mapping[ImportKind, tuple[str, ...]] = {
    ImportKind.CATALOGUE: (*catalogue_rows.COLUMNS.required, *catalogue_rows.COLUMNS.optional),
    ImportKind.CUSTOMERS: (*customer_import.COLUMNS.required, *customer_import.COLUMNS.optional),
    ImportKind.TILL_HISTORY: TILL_FIELDS,
}
"""The fields that a column can be mapped to."""


class ImportMappingService:
    """Keeps mappings, and finds the columns that an import chose."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._audit = AuditService(session, context)
        self._idempotency = IdempotencyService(session, context)
        self._mappings = ImportMappingRepository(session)

    async def list_mappings(self, query: ImportMappingQuery, page: Page) -> Slice:
        """Return one page of mappings."""
        return await self._mappings.list_json(query.filters(), page)

    async def get(self, mapping_id: int) -> str:
        """Return a mapping as JSON."""
        mapping = await self._mappings.get_json(mapping_id)
        if mapping is None:
            raise _not_found()
        return mapping

    async def create(self, actor: Actor, new: ImportMappingCreate, request_key: RequestKey | None) -> Answer:
        """Keep a mapping, once per key. Its name is new among those of its kind."""
        check_fields(new.kind, new.columns)
        if is_built_in(new.kind, new.name):
            raise Conflict("import_mapping_name_taken", f"{new.name} is the name of a layout that is built in.")

        async def work() -> Answer:
            mapping = ImportMapping(**new.model_dump())
            await self._mappings.add(mapping)
            await self._audit.record(actor, "import_mapping.created", mapping.id, after=mapping.snapshot())
            return Answer(mapping.id, await self.get(mapping.id))

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def delete(self, actor: Actor, mapping_id: int) -> None:
        """Delete a mapping. Imports that used it stay as they are."""
        mapping = await self._mappings.get_for_update(mapping_id)
        if mapping is None:
            raise _not_found()
        await self._audit.record(actor, "import_mapping.deleted", mapping_id, before=mapping.snapshot())
        await self._mappings.delete(mapping)

    async def keep(self, kind: ImportKind, name: str, titles: Mapping[str, str]) -> None:
        """Keep the columns of an import from the command line; a mapping of the same name is replaced."""
        new = ImportMappingCreate(kind=kind, name=name, columns=dict(titles))
        mapping = await self._mappings.named(kind, name)
        before = None if mapping is None else mapping.snapshot()
        if mapping is None:
            mapping = ImportMapping(**new.model_dump())
            await self._mappings.add(mapping)
        else:
            mapping.columns = dict(new.columns)
            await self._mappings.flush()
        action = "import_mapping.created" if before is None else "import_mapping.updated"
        await self._audit.record_all([audit_entry(None, action, mapping.id, before, mapping.snapshot())])

    async def titles(self, wanted: ImportCreate) -> dict[str, str]:
        """Return the titles of the columns that an import names, by itself or by a kept mapping, by field."""
        chosen = wanted.titles()
        check_fields(wanted.kind, chosen)
        if wanted.preset is None or is_built_in(wanted.kind, wanted.preset):
            return chosen
        mapping = await self._mappings.named(wanted.kind, wanted.preset)
        if mapping is None:
            detail = f"No mapping for this kind of file is kept as {wanted.preset}. See GET /api/import-mappings."
            if wanted.kind is ImportKind.TILL_HISTORY:
                detail += f" The layouts that are built in are {', '.join((*PRESETS, PLAIN))}."
            raise NotFound("import_mapping_not_found", detail)
        return {**mapping.columns, **chosen}


def is_built_in(kind: ImportKind, name: str) -> bool:
    """Tell whether a name is that of a layout that is built in."""
    return kind is ImportKind.TILL_HISTORY and name in {PLAIN, *PRESETS}


def check_fields(kind: ImportKind, columns: Mapping[str, str]) -> None:
    """Raise `Invalid` if a column is mapped to a field that this kind of file does not have."""
    unknown = [field for field in columns if field not in _FIELDS[kind]]
    if unknown:
        detail = f"A file of {kind} has no field {', '.join(unknown)}. Its fields are {', '.join(_FIELDS[kind])}."
        raise Invalid("invalid_request", detail, [FieldError("columns", "unknown_field", detail)])


def _not_found() -> NotFound:
    return NotFound("import_mapping_not_found", "There is no such mapping.")
