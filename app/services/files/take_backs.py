"""Taking an import back: its rows leave the books, and stay in the database with a mark."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, NotFound
from app.models import ImportKind
from app.repositories.files.imports import ImportRepository
from app.repositories.insight.demand_forecasts import DemandForecastRepository
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.files.import_rows import audit_entry

SILENT_FOR = timedelta(minutes=1)
"""An import that gave no sign for so long has failed."""


class TakeBackService:
    """Takes imports of a till's history back, as long as nothing stands on them."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._today = context.today
        self._audit = AuditService(session, context)
        self._idempotency = IdempotencyService(session, context)
        self._imports = ImportRepository(session)
        self._forecasts = DemandForecastRepository(session)

    async def take_back(self, actor: Actor, import_id: int, request_key: RequestKey | None) -> Answer:
        """Take an import back, once per key."""

        async def work() -> Answer:
            return Answer(import_id, await self._take_back(actor, import_id))

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def take_back_from_here(self, import_id: int) -> None:
        """Take an import back from the command line."""
        await self._take_back(None, import_id)

    async def _take_back(self, actor: Actor | None, import_id: int) -> str:
        now = self._clock()
        job = await self._imports.get_for_update(import_id)
        if job is None:
            raise import_not_found()
        if job.kind is not ImportKind.TILL_HISTORY:
            raise _refused(
                "An import of sweets or customers is not taken back: others may have sold or changed them since. "
                "Archive what it added, or import a file with the values as they were; the audit log has them."
            )
        if job.dry_run:
            raise _refused("This was a dry run: it changed nothing.")
        if job.finished_at is None and job.heartbeat_at > now - SILENT_FOR:
            raise _refused("This import is still running. Take it back when it is finished.")
        last_day = await self._imports.last_day(import_id)
        if last_day is None:
            raise _refused("The books have no rows of this import: all of them were there before, or were refused.")
        await self._imports.take_back(import_id, None if actor is None else actor.user_id, now)
        await self._forecasts.forget_since(last_day, self._today())
        entry = audit_entry(actor, "import.taken_back", import_id, None, {"kind": job.kind, "rows": job.added})
        await self._audit.record_all([entry])
        body = await self._imports.get_json(import_id, now - SILENT_FOR)
        assert body is not None  # noqa: S101 - its row is locked.
        return body


def import_not_found() -> NotFound:
    """Return the error for an import that does not exist."""
    return NotFound("import_not_found", "There is no such import.")


def _refused(detail: str) -> Conflict:
    return Conflict("import_cannot_be_taken_back", detail)
