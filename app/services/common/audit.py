"""The audit log: who did what, written in the transaction of the change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic_core import to_json
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.core.origin import Origin
from app.core.pagination import Page, Slice
from app.models import AuditOutcome, audit_marks
from app.repositories.common.audit_logs import AuditLogRepository, NewAuditLog
from app.services.common.access import Actor
from app.services.common.context import ShopContext

Values = Mapping[str, Any]

_DERIVED = {"search_text", "sort_name", "updated_at", "version"}


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry: an action that was done or refused, named `entity.verb`."""

    action: str
    entity_id: int | None
    origin: Origin
    actor_id: int | None = None
    actor_role: str | None = None
    before: Values | None = None
    after: Values | None = None
    outcome: AuditOutcome = AuditOutcome.DONE


class AuditService:
    """Writes and lists audit entries."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._logs = AuditLogRepository(session)

    async def record(
        self,
        actor: Actor,
        action: str,
        entity_id: int | None,
        *,
        before: Values | None = None,
        after: Values | None = None,
    ) -> None:
        """Write an entry for an actor. Of two snapshots only the fields that differ are kept.

        A secret or personal field is shown as changed, without its values.
        """
        entry = AuditEntry(action, entity_id, actor.origin, actor.user_id, actor.role, before, after)
        await self.record_all([entry])

    async def record_all(self, entries: Sequence[AuditEntry]) -> None:
        """Write entries in the given order, in one statement."""
        now = self._clock()
        await self._logs.add([_entry(entry, now) for entry in entries])

    async def record_refusal(self, entry: AuditEntry, subject: str) -> None:
        """Write a refusal, or count it if `subject` was refused within this minute already.

        The count is exact across all workers.
        """
        now = self._clock()
        refusal = replace(entry, outcome=AuditOutcome.REFUSED)
        await self._logs.add_refusal(_entry(refusal, now), subject, now.replace(second=0, microsecond=0))

    async def list_logs(self, filters: Values, page: Page) -> Slice:
        """Return one page of the audit log."""
        return await self._logs.list_json(filters, page)

    async def get(self, audit_log_id: int) -> str:
        """Return one entry as JSON."""
        entry = await self._logs.get_json(audit_log_id)
        if entry is None:
            raise NotFound("audit_log_not_found", "There is no such entry in the audit log.")
        return entry


def _entry(entry: AuditEntry, now: datetime) -> NewAuditLog:
    entity = entry.action.partition(".")[0]
    before, after = _difference(entry.before, entry.after)
    return NewAuditLog(
        occurred_at=now,
        actor_id=entry.actor_id,
        actor_role=entry.actor_role,
        action=entry.action,
        entity=entity,
        entity_id=entry.entity_id,
        outcome=entry.outcome,
        before=_json(entity, before),
        after=_json(entity, after),
        address=entry.origin.address,
        request_id=entry.origin.request_id,
    )


def _difference(before: Values | None, after: Values | None) -> tuple[Values | None, Values | None]:
    if before is None or after is None:
        return before, after
    changed = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in changed}, {name: after.get(name) for name in changed}


def _json(entity: str, values: Values | None) -> str | None:
    if values is None:
        return None
    marks = audit_marks().get(entity, {})
    shown = {
        name: marks[name] if name in marks and value is not None else value
        for name, value in sorted(values.items())
        if name not in _DERIVED
    }
    return to_json(shown).decode()
