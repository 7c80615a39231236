"""The run of an import: it stores the rows in batches, each in its own transaction, in constant memory."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.csv.lines import ByteSource, CsvRefused
from app.core.csv.reader import CsvRows
from app.core.csv.seen_keys import SeenKeys
from app.core.errors import Conflict, DomainError, Unavailable
from app.database.unit_of_work import Database
from app.models import ImportKind
from app.schemas.import_job import ImportCreate
from app.services.common.access import Actor
from app.services.common.context import ShopContext
from app.services.files.catalogue_import import CatalogueImporter
from app.services.files.customer_import import CustomerImporter
from app.services.files.import_rows import BatchResult, Cancelled, Candidate, Ignored, Importer, Reading, Refusal
from app.services.files.till.importer import TillHistoryImporter

BATCH_ROWS = 500
"""The rows of a batch, or a few more: rows that belong together stay together."""

TRIES_WHEN_BUSY = 6
_WAIT_SECONDS = 0.25

OnBatch = Callable[[BatchResult, int], Awaitable[None]]
"""Called after each batch with its result and the number of bytes read so far."""


class _OnlyTried(Exception):
    """Rolls back the transaction of a dry run."""


class ImportRun:
    """Reads a file and stores its valid rows; a dry run counts the outcomes and stores nothing."""

    def __init__(self, database: Database, importer: Importer, source: ByteSource, *, dry_run: bool) -> None:
        rows = CsvRows(source, importer.is_header)
        columns = importer.columns(rows)
        columns.check(rows)
        known = {*columns.required, *columns.optional}
        self.ignored = [title for title, name in zip(rows.header, rows.names, strict=True) if name not in known]
        self.notices = [*_skipped(rows), *importer.notices(rows)]
        self._database = database
        self._importer = importer
        self._rows = rows
        self._dry_run = dry_run

    def belong_to(self, import_id: int) -> None:
        """Mark the rows of a till's history as those of an import."""
        if isinstance(self._importer, TillHistoryImporter):
            self._importer.import_id = import_id

    async def run(self, on_batch: OnBatch) -> BatchResult:
        """Import the file. An error in the file itself raises `CsvRefused`, once the rows before it are stored."""
        total = BatchResult()
        with SeenKeys() as seen_keys:
            read = self._read(seen_keys)
            while batch := await asyncio.to_thread(_take, read):
                broken = [one for one in batch if isinstance(one, CsvRefused)]
                result = await self._store([one for one in batch if isinstance(one, Candidate)])
                result.read = sum(map(_rows, batch))
                result.ignored = sum(isinstance(one, Ignored) for one in batch)
                result.cancelled = sum(isinstance(one, Cancelled) for one in batch)
                result.refuse([one for one in batch if isinstance(one, Refusal)])
                result.refusals.sort(key=lambda one: one.line)
                total.add(result)
                await on_batch(result, self._rows.bytes_read)
                for error in broken:
                    raise error
        return total

    def _read(self, seen_keys: SeenKeys) -> Iterator[Reading | CsvRefused]:
        rows = self._importer.read(self._rows)
        while True:
            try:
                row = next(rows, None)
            except CsvRefused as error:
                yield error
                return
            if row is None:
                return
            if isinstance(row, Candidate):
                yield from _unless_repeated(row, seen_keys)
            else:
                yield row

    async def _store(self, batch: Sequence[Candidate], *, once_more: bool = True) -> BatchResult:
        if not batch:
            return BatchResult()
        try:
            return await self._patiently(batch)
        except (DomainError, IntegrityError, DataError) as error:
            if isinstance(error, Unavailable):
                raise
            if len(batch) == 1 and once_more and isinstance(error, Conflict):
                # Another transaction may have added it a moment ago; now it can be compared.
                return await self._store(batch, once_more=False)
            if len(batch) == 1:
                reason = error.detail if isinstance(error, DomainError) else "The shop's books do not take it."
                result = BatchResult()
                result.refuse(batch[0].refused(None, reason))
                return result
        # One candidate spoils the batch: each is stored by itself, so that the others are not lost with it.
        result = BatchResult()
        for one in batch:
            result.join(await self._store([one]))
        return result

    async def _patiently(self, batch: Sequence[Candidate]) -> BatchResult:
        # The shop keeps selling meanwhile, and may hold locks on the same sweets.
        for attempt in range(TRIES_WHEN_BUSY):
            try:
                return await self._transaction(batch)
            except Unavailable:
                if attempt == TRIES_WHEN_BUSY - 1:
                    raise
            await asyncio.sleep(_WAIT_SECONDS * 2**attempt)
        raise AssertionError("unreachable")

    async def _transaction(self, batch: Sequence[Candidate]) -> BatchResult:
        if not self._dry_run:
            return await self._database.run(lambda session: self._importer.apply(session, batch))
        tried: list[BatchResult] = []

        async def try_out(session: AsyncSession) -> BatchResult:
            tried.append(await self._importer.apply(session, batch))
            raise _OnlyTried

        with suppress(_OnlyTried):
            await self._database.run(try_out)
        return tried[-1]


def open_import(
    database: Database,
    context: ShopContext,
    wanted: ImportCreate,
    titles: Mapping[str, str],
    source: ByteSource,
    actor: Actor | None,
) -> ImportRun:
    """Open a file for an import, or raise `CsvRefused`. `titles` are the columns that were chosen, by field."""
    return ImportRun(database, _importer(context, wanted, titles, actor), source, dry_run=wanted.dry_run)


def header_of(context: ShopContext, kind: ImportKind, source: ByteSource) -> CsvRows:
    """Find the header of a file as an import would, or raise `CsvRefused`."""
    return CsvRows(source, _importer(context, ImportCreate(kind=kind), {}, None).is_header)


def _importer(context: ShopContext, wanted: ImportCreate, titles: Mapping[str, str], actor: Actor | None) -> Importer:
    match wanted.kind:
        case ImportKind.CATALOGUE:
            return CatalogueImporter(context, wanted, titles, actor)
        case ImportKind.CUSTOMERS:
            return CustomerImporter(context, titles, actor)
        case ImportKind.TILL_HISTORY:
            return TillHistoryImporter(context, wanted, titles, actor, wanted.preset)


def _skipped(rows: CsvRows) -> list[str]:
    return [f"Line {line} stands before the header and was skipped: {text}" for line, text in rows.skipped]


def _take(rows: Iterator[Reading | CsvRefused]) -> list[Reading | CsvRefused]:
    batch: list[Reading | CsvRefused] = []
    taken = 0
    for row in rows:
        batch.append(row)
        taken += _rows(row)
        if taken >= BATCH_ROWS:
            break
    return batch


def _rows(one: Reading | CsvRefused) -> int:
    if isinstance(one, Candidate):
        return len(one.lines)
    return 0 if isinstance(one, CsvRefused) else 1


def _unless_repeated(row: Candidate, seen_keys: SeenKeys) -> Iterator[Candidate | Refusal]:
    first = min(seen_keys.first(key, row.line) for key in row.keys)
    if first == row.line:
        yield row
    else:
        yield from row.refused(row.key_column, f"This is in the file twice: line {first} has it already.")
