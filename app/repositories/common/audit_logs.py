"""Queries over the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Text, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.pagination import Page, Slice
from app.models import AuditLog, RefusalCount, User
from app.repositories.common.json_columns import json_object, json_rows, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment


@dataclass(frozen=True, slots=True)
class NewAuditLog:
    """An entry to be written; `before` and `after` are JSON."""

    occurred_at: datetime
    actor_id: int | None
    actor_role: str | None
    action: str
    entity: str
    entity_id: int | None
    outcome: str
    before: str | None
    after: str | None
    address: str | None
    request_id: str | None


class AuditLogRepository:
    """Writes the audit log at its end, and reads it."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, entries: Sequence[NewAuditLog]) -> None:
        """Write entries: one statement however many."""
        await self._session.execute(_ADD, {"rows": json_rows(entries)})

    async def add_refusal(self, entry: NewAuditLog, subject: str, minute: datetime) -> None:
        """Write an entry unless the subject has one of this minute, and count it: one statement."""
        await self._session.execute(_ADD_REFUSAL, asdict(entry) | {"subject": subject, "minute": minute})

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of the audit log as JSON; a filter that is None is ignored."""
        return await _LIST.fetch(self._session, page, filters)

    async def get_json(self, audit_log_id: int) -> str | None:
        """Return an entry's JSON."""
        return (await self._session.execute(_ONE, {"id": audit_log_id})).scalar_one_or_none()


_ACTOR_EMAIL = select(User.email).where(User.id == AuditLog.actor_id).scalar_subquery()
_COUNT = func.coalesce(select(RefusalCount.count).where(RefusalCount.audit_log_id == AuditLog.id).scalar_subquery(), 1)

AUDIT_LOG_JSON = json_object(
    id=AuditLog.id,
    occurred_at=moment_text(AuditLog.occurred_at),
    actor_id=AuditLog.actor_id,
    actor_email=_ACTOR_EMAIL,
    actor_role=AuditLog.actor_role,
    action=AuditLog.action,
    entity=AuditLog.entity,
    entity_id=AuditLog.entity_id,
    outcome=AuditLog.outcome,
    count=_COUNT,
    before=AuditLog.before,
    after=AuditLog.after,
    address=AuditLog.address,
    request_id=AuditLog.request_id,
)

SORTS: Mapping[str, SortColumn] = {"occurred_at": SortColumn(AuditLog.occurred_at, parse_moment)}

_ALL = select(AuditLog.id)
_ONE = _ALL.with_only_columns(AUDIT_LOG_JSON).where(AuditLog.id == bindparam("id", type_=BigInteger))

_LIST = KeysetList(
    _ALL,
    item=AUDIT_LOG_JSON,
    row_id=AuditLog.id,
    sorts=SORTS,
    filters={
        "actor_id": AuditLog.actor_id == bindparam("actor_id", type_=BigInteger),
        "action": AuditLog.action == bindparam("action", type_=Text),
        "entity": AuditLog.entity == bindparam("entity", type_=Text),
        "entity_id": AuditLog.entity_id == bindparam("entity_id", type_=BigInteger),
        "outcome": AuditLog.outcome == bindparam("outcome", type_=Text),
        "request_id": AuditLog.request_id == bindparam("request_id", type_=Text),
        "occurred_from": AuditLog.occurred_at >= bindparam("occurred_from", type_=DateTime(timezone=True)),
        "occurred_to": AuditLog.occurred_at < bindparam("occurred_to", type_=DateTime(timezone=True)),
    },
)

# `before` and `after` arrive as texts that are JSON themselves.
_ADD = text(
    """
    INSERT INTO audit_logs (
        occurred_at, actor_id, actor_role, action, entity, entity_id, outcome, before, after, address, request_id
    )
    SELECT occurred_at, actor_id, actor_role, action, entity, entity_id, outcome, CAST(before #>> '{}' AS jsonb),
        CAST(after #>> '{}' AS jsonb), address, request_id
    FROM json_populate_recordset(NULL::audit_logs, CAST(:rows AS json)) WITH ORDINALITY
    ORDER BY ordinality
    """
)

# Concurrent refusals of one subject queue on its count. An id drawn for a refusal that is only counted leaves a gap.
_ADD_REFUSAL = text(
    """
    WITH counted AS (
        INSERT INTO refusal_counts AS counts (subject, minute, audit_log_id, count)
        VALUES (
            CAST(:subject AS text), CAST(:minute AS timestamptz), nextval(pg_get_serial_sequence('audit_logs', 'id')), 1
        )
        ON CONFLICT (subject, minute) DO UPDATE SET count = counts.count + 1
        RETURNING audit_log_id, count
    )
    INSERT INTO audit_logs (
        id, occurred_at, actor_id, actor_role, action, entity, entity_id, outcome, before, after, address, request_id
    )
    SELECT audit_log_id, CAST(:occurred_at AS timestamptz), CAST(:actor_id AS bigint), CAST(:actor_role AS text),
        CAST(:action AS text), CAST(:entity AS text), CAST(:entity_id AS bigint), CAST(:outcome AS text),
        CAST(:before AS jsonb), CAST(:after AS jsonb), CAST(:address AS text), CAST(:request_id AS text)
    FROM counted WHERE count = 1
    """
)
