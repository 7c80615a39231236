"""The record of an import: that it began, how far it is, what it refused and how it ended."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.database.unit_of_work import Database
from app.models import ImportJob, ImportStatus
from app.repositories.files.imports import NOTICES_SHOWN, ImportRepository
from app.schemas.import_job import ImportCreate
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.files.import_rows import BatchResult, audit_entry
from app.services.files.import_run import ImportRun

COLUMNS_SHOWN = 100


class ImportRecord:
    """Writes down one import, batch by batch. From the command line it has no actor."""

    def __init__(
        self, database: Database, context: ShopContext, import_id: int, wanted: ImportCreate, actor: Actor | None
    ) -> None:
        self.id = import_id
        self.total = BatchResult()
        self._database = database
        self._context = context
        self._wanted = wanted
        self._actor = actor

    async def start(self) -> None:
        """Write down that the import runs."""
        async with self._database.unit_of_work() as session:
            await ImportRepository(session).start(self.id, self._context.clock())

    async def add(self, result: BatchResult, bytes_read: int) -> None:
        """Write down what became of a batch."""
        self.total.add(result)
        async with self._database.unit_of_work() as session:
            imports = ImportRepository(session)
            await imports.refuse(self.id, [(row.line, row.column, row.reason) for row in result.refusals])
            counts = {**self.total.counts(), "bytes_read": bytes_read}
            await imports.count(self.id, counts, result.new_unknown, result.notices, self._context.clock())

    async def finish(self, failure: str | None) -> None:
        """Write down how the import ended, and what it brought."""
        dry_run = self._wanted.dry_run
        async with self._database.unit_of_work() as session:
            brought = await brought_by(session, self.total, dry_run=dry_run)
            await ImportRepository(session).finish(self.id, failure, brought, self._context.clock())
            after = {"kind": self._wanted.kind, "dry_run": dry_run, "failure": failure, **self.total.counts()}
            await AuditService(session, self._context).record_all(
                [audit_entry(self._actor, "import.finished", self.id, None, after)]
            )


async def begin(
    session: AsyncSession, context: ShopContext, wanted: ImportCreate, run: ImportRun, size: int, actor: Actor | None
) -> int:
    """Write down that a file of this size waits to be imported; return the id of its import."""
    now = context.clock()
    job = ImportJob(
        kind=wanted.kind,
        dry_run=wanted.dry_run,
        options=wanted.options(),
        status=ImportStatus.QUEUED,
        bytes_total=size,
        ignored_columns=run.ignored[:COLUMNS_SHOWN],
        notices=run.notices[:NOTICES_SHOWN],
        created_by=None if actor is None else actor.user_id,
        created_at=now,
        heartbeat_at=now,
    )
    await ImportRepository(session).add(job)
    after = {"kind": wanted.kind, "dry_run": wanted.dry_run}
    await AuditService(session, context).record_all([audit_entry(actor, "import.started", job.id, None, after)])
    run.belong_to(job.id)
    return job.id


async def brought_by(session: AsyncSession, total: BatchResult, *, dry_run: bool) -> dict[str, Any] | None:
    """Return what an import of a till's history brought; a dry run shows it beside what the books have."""
    brought = total.brought.as_json()
    if brought is None:
        return None
    days = total.brought.days
    return brought | {"books": await ImportRepository(session).books_of(min(days), max(days)) if dry_run else None}
