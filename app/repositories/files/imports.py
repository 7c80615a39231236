"""Queries over imports. An import whose worker has been silent for too long counts as failed."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, Numeric, Text, and_, bindparam, case, cast, func, select, text
from sqlalchemy.dialects.postgresql import JSONB

from app.core.pagination import Page, Slice
from app.models import ImportJob, ImportRefusal, ImportStatus, ImportTakeBack
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import json_object, json_rows, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment

LOST = "The worker that had the file went away. Import it again: what it stored already is left alone."
REFUSALS_SHOWN = 100
UNKNOWN_ITEMS_SHOWN = 20
NOTICES_SHOWN = 100


class ImportRepository(Repository[ImportJob]):
    """Reads and writes imports and the rows they refused."""

    _model = ImportJob

    async def list_json(self, filters: Mapping[str, Any], page: Page, silent_since: datetime) -> Slice:
        """Return one page of imports as JSON."""
        return await _LIST.fetch(self._session, page, filters, {"silent_since": silent_since})

    async def get_json(self, import_id: int, silent_since: datetime) -> str | None:
        """Return an import's JSON, with the first of the rows it refused."""
        parameters = {"id": import_id, "silent_since": silent_since}
        return (await self._session.execute(_ONE, parameters)).scalar_one_or_none()

    async def exists(self, import_id: int) -> bool:
        """Tell whether an import exists."""
        return await self._session.scalar(_ALL.where(ImportJob.id == import_id)) is not None

    async def start(self, import_id: int, now: datetime) -> None:
        """Mark an import as running."""
        await self._session.execute(_START, {"id": import_id, "now": now})

    async def beat(self, import_id: int, now: datetime) -> None:
        """Record a heartbeat of the import's worker."""
        await self._session.execute(_BEAT, {"id": import_id, "now": now})

    async def count(
        self,
        import_id: int,
        counts: Mapping[str, int],
        unknown_items: Sequence[str],
        notices: Sequence[str],
        now: datetime,
    ) -> None:
        """Record the progress of an import, further unknown items and further notices."""
        values = {
            "id": import_id,
            "now": now,
            "shown": UNKNOWN_ITEMS_SHOWN,
            "items": list(unknown_items),
            "notices_shown": NOTICES_SHOWN,
            "notices": list(notices),
            **counts,
        }
        await self._session.execute(_COUNT, values)

    async def refuse(self, import_id: int, refusals: Sequence[tuple[int, str | None, str]]) -> None:
        """Write refused rows in one statement."""
        if refusals:
            rows = json_rows(dict(zip(("line", "column_name", "reason"), one, strict=True)) for one in refusals)
            await self._session.execute(_REFUSE, {"id": import_id, "rows": rows})

    async def finish(
        self, import_id: int, failure: str | None, brought: Mapping[str, Any] | None, now: datetime
    ) -> None:
        """Mark an import as done, or as failed with its reason; keep what it brought."""
        status = ImportStatus.DONE if failure is None else ImportStatus.FAILED
        values = {"id": import_id, "status": status.value, "failure": failure, "now": now}
        await self._session.execute(_FINISH, values | {"brought": brought})

    async def books_of(self, first_day: date, last_day: date) -> dict[str, Any]:
        """Return what the books have on the days from one to another."""
        row = (await self._session.execute(_BOOKS, {"first_day": first_day, "last_day": last_day})).one()
        return {"days": row.days, "tickets": row.tickets, "total": str(row.total)}

    async def last_day(self, import_id: int) -> date | None:
        """Return the last business day that an import has a row of in the books; None if it has no row."""
        last: date | None = (await self._session.execute(_LAST_DAY, {"id": import_id})).scalar_one()
        return last

    async def take_back(self, import_id: int, taken_back_by: int | None, now: datetime) -> None:
        """Mark the rows of an import as taken back. The database takes them out of the books with it."""
        await self._session.execute(_NO_TIMEOUT)
        self._session.add(ImportTakeBack(import_id=import_id, taken_back_by=taken_back_by, taken_back_at=now))
        await self._session.flush()

    async def refusals(self, import_id: int) -> AsyncGenerator[tuple[int, str | None, str], None]:
        """Yield every refused row in order, in constant memory."""
        after = 0
        while rows := (await self._session.execute(_REFUSALS, {"id": import_id, "after": after})).all():
            for row in rows:
                yield row.line, row.column_name, row.reason
            after = rows[-1].id

    async def delete_before(self, moment: datetime) -> None:
        """Delete imports created before a moment, but not those whose rows the books name, nor what they refused."""
        await self._session.execute(_DELETE_BEFORE, {"moment": moment})


_IS_LOST = and_(
    ImportJob.finished_at.is_(None), ImportJob.heartbeat_at < bindparam("silent_since", type_=DateTime(timezone=True))
)
_STATUS = case((_IS_LOST, ImportStatus.FAILED.value), else_=cast(ImportJob.status, Text))
_PROGRESS = case(
    (ImportJob.status == ImportStatus.DONE, cast(1, Numeric)),
    else_=func.coalesce(func.round(cast(ImportJob.bytes_read, Numeric) / func.nullif(ImportJob.bytes_total, 0), 4), 0),
)
_TAKEN_BACK_AT = (
    select(moment_text(ImportTakeBack.taken_back_at))
    .where(ImportTakeBack.import_id == ImportJob.id)
    .correlate(ImportJob)
    .scalar_subquery()
)
_MEMBERS: dict[str, Any] = {
    "id": ImportJob.id,
    "kind": ImportJob.kind,
    "dry_run": ImportJob.dry_run,
    "options": ImportJob.options,
    "status": _STATUS,
    "progress": _PROGRESS,
    "rows_read": ImportJob.rows_read,
    "added": ImportJob.added,
    "updated": ImportJob.updated,
    "unchanged": ImportJob.unchanged,
    "ignored": ImportJob.ignored,
    "cancelled": ImportJob.cancelled,
    "refused": ImportJob.refused,
    "unknown_items": ImportJob.unknown_items,
    "first_unknown_items": ImportJob.first_unknown_items,
    "ignored_columns": ImportJob.ignored_columns,
    "notices": ImportJob.notices,
    "failure": case((_IS_LOST, LOST), else_=ImportJob.failure),
    "brought": ImportJob.brought,
    "taken_back_at": _TAKEN_BACK_AT,
    "created_by": ImportJob.created_by,
    "created_at": moment_text(ImportJob.created_at),
    "started_at": moment_text(ImportJob.started_at),
    "finished_at": moment_text(ImportJob.finished_at),
}

SORTS: Mapping[str, SortColumn] = {"created_at": SortColumn(ImportJob.created_at, parse_moment)}

_ALL = select(ImportJob.id)
_LIST = KeysetList(
    _ALL,
    item=json_object(**_MEMBERS),
    row_id=ImportJob.id,
    sorts=SORTS,
    filters={
        "kind": ImportJob.kind == bindparam("kind", type_=Text),
        "status": bindparam("status", type_=Text) == _STATUS,
        "dry_run": ImportJob.dry_run == bindparam("dry_run", type_=Boolean),
    },
)
_first_refusals = (
    select(ImportRefusal.line, ImportRefusal.column_name.label("column"), ImportRefusal.reason)
    .where(ImportRefusal.import_id == ImportJob.id)
    .order_by(ImportRefusal.id)
    .limit(REFUSALS_SHOWN)
    .correlate(ImportJob)
    .subquery()
)
_REFUSED_ROWS = select(
    func.coalesce(func.json_agg(func.row_to_json(_first_refusals.table_valued())), func.json_build_array())
).scalar_subquery()
_ONE = _ALL.with_only_columns(json_object(**_MEMBERS, refused_rows=_REFUSED_ROWS)).where(
    ImportJob.id == bindparam("id", type_=BigInteger)
)

_START = text("UPDATE imports SET status = 'running', started_at = :now, heartbeat_at = :now WHERE id = :id")
_BEAT = text("UPDATE imports SET heartbeat_at = :now WHERE id = :id")
_COUNT = text(
    """
    UPDATE imports SET bytes_read = :bytes_read, rows_read = :read, added = :added, updated = :updated,
        unchanged = :unchanged, ignored = :ignored, cancelled = :cancelled, refused = :refused,
        unknown_items = :unknown_items,
        first_unknown_items = (first_unknown_items || CAST(:items AS text[]))[1:CAST(:shown AS integer)],
        notices = (notices || CAST(:notices AS text[]))[1:CAST(:notices_shown AS integer)],
        heartbeat_at = :now
    WHERE id = :id
    """
)
_REFUSE = text(
    """
    INSERT INTO import_refusals (import_id, line, column_name, reason)
    SELECT :id, line, column_name, reason
    FROM json_populate_recordset(NULL::import_refusals, CAST(:rows AS json)) WITH ORDINALITY
    ORDER BY ordinality
    """
)
_FINISH = text(
    """
    UPDATE imports SET status = :status, failure = CAST(:failure AS text), brought = :brought, finished_at = :now,
        heartbeat_at = :now
    WHERE id = :id
    """
).bindparams(bindparam("brought", type_=JSONB(none_as_null=True)))
_BOOKS = text(
    """
    SELECT count(*) AS days, coalesce(sum(sale_count), 0) AS tickets, coalesce(sum(total), 0.00) AS total
    FROM daily_sales WHERE day BETWEEN :first_day AND :last_day
    """
)
_LAST_DAY = text(
    """
    SELECT max(business_day) FROM history_lines AS line JOIN history_tickets AS ticket ON ticket.id = line.ticket_id
    WHERE line.import_id = :id
    """
)
# A long history is summed up in one statement.
_NO_TIMEOUT = text("SET LOCAL statement_timeout = 0")
_DELETE_BEFORE = text(
    """
    DELETE FROM imports WHERE created_at < :moment
        AND NOT EXISTS (SELECT FROM history_tickets WHERE import_id = imports.id)
        AND NOT EXISTS (SELECT FROM history_lines WHERE import_id = imports.id)
    """
)
_REFUSALS = text(
    """
    SELECT id, line, column_name, reason FROM import_refusals WHERE import_id = :id AND id > :after
    ORDER BY id LIMIT 1000
    """
)
