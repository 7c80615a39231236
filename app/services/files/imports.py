"""Imports over HTTP: the worker that receives the files imports them in order, and every worker shows them."""

import asyncio
import io
import tempfile
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.background import in_background
from app.core.csv.lines import CsvRefused
from app.core.errors import DomainError, Invalid, Throttled, Unavailable
from app.core.pagination import Page, Slice
from app.database.unit_of_work import Database
from app.models import ImportKind
from app.repositories.files.imports import ImportRepository
from app.schemas.import_job import ImportCreate, ImportHeader, ImportQuery
from app.services.common.access import AccessService, Actor, Caller
from app.services.common.context import ShopContext
from app.services.files.import_mappings import ImportMappingService
from app.services.files.import_record import ImportRecord, begin
from app.services.files.import_run import ImportRun, header_of, open_import
from app.services.files.take_backs import SILENT_FOR, import_not_found
from app.services.shop.settings import CurrentSettings

BEAT_EVERY_SECONDS = 15.0
MOST_WAITING = 8
_SHUT = "The shop was closed meanwhile. Import the file again: what it stored already is left alone."
_BROKEN = "Something went wrong on our side. Import the file again: what it stored already is left alone."

_log = structlog.get_logger("imports")


class ImportService:
    """Shows imports."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._clock = context.clock
        self._imports = ImportRepository(session)

    async def find_header(self, kind: ImportKind, beginning: bytes) -> ImportHeader:
        """Return the header of a file that begins so. A file that is no CSV is rejected."""
        try:
            rows = header_of(self._context, kind, io.BytesIO(beginning))
        except CsvRefused as error:
            raise Invalid("csv_refused", str(error)) from error
        return ImportHeader(line=rows.header_line, titles=[title.strip() for title in rows.header if title.strip()])

    async def list_imports(self, query: ImportQuery, page: Page) -> Slice:
        """Return one page of imports."""
        return await self._imports.list_json(query.filters(), page, self._clock() - SILENT_FOR)

    async def get(self, import_id: int) -> str:
        """Return an import as JSON."""
        found = await self._imports.get_json(import_id, self._clock() - SILENT_FOR)
        if found is None:
            raise import_not_found()
        return found


@dataclass(slots=True)
class _Waiting:
    """A file that is waiting or being imported."""

    record: ImportRecord
    file: IO[bytes]
    run: ImportRun


class Imports:
    """Receives files and imports them in the background, one at a time on this worker."""

    def __init__(self, database: Database, current_settings: CurrentSettings[ShopContext]) -> None:
        self._database = database
        self._current_settings = current_settings
        self._clock = current_settings.context.clock
        self._waiting: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()

    async def take(self, caller: Caller, wanted: ImportCreate, chunks: AsyncIterator[bytes]) -> tuple[int, str]:
        """Receive a file and queue it; return the import's id and JSON. A file that is no such CSV is rejected."""
        async with self._database.reading() as session:
            await AccessService(session).confirm(caller)
        self._refuse_if_full()
        # Nobody else can open a temporary file, and it disappears with this worker.
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it stays open until it is imported.
        try:
            async for chunk in chunks:
                file.write(chunk)
            size = file.tell()
            file.seek(0)
            return await self._enqueue(caller, wanted, file, size)
        except BaseException:
            file.close()
            raise

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Import the waiting files while the block runs."""
        async with in_background(self._beat_for_ever()), in_background(self._import_for_ever()):
            yield
        for one in self._waiting:
            one.file.close()
            try:
                await one.record.finish(_SHUT)
            except DomainError as error:
                _log.warning("not_written_down", import_id=one.record.id, reason=error.code)

    async def refused_rows(self, import_id: int) -> AsyncGenerator[tuple[int, str | None, str], None]:
        """Yield every refused row of an import as (line, column, reason)."""
        async with self._database.reading() as session:
            imports = ImportRepository(session)
            if not await imports.exists(import_id):
                raise import_not_found()
            async for row in imports.refusals(import_id):
                yield row

    async def _enqueue(self, caller: Caller, wanted: ImportCreate, file: IO[bytes], size: int) -> tuple[int, str]:
        async with self._database.unit_of_work() as session:
            actor = await AccessService(session).confirm(caller)
            titles = await ImportMappingService(session, self._current_settings.context).titles(wanted)
            run = self._open(wanted, titles, actor, file)
            import_id = await begin(session, self._current_settings.context, wanted, run, size, actor)
            self._refuse_if_full()
            body = await ImportService(session, self._current_settings.context).get(import_id)
        record = ImportRecord(self._database, self._current_settings.context, import_id, wanted, actor)
        self._waiting.append(_Waiting(record, file, run))
        self._arrived.set()
        return import_id, body

    def _open(self, wanted: ImportCreate, titles: Mapping[str, str], actor: Actor, file: IO[bytes]) -> ImportRun:
        try:
            return open_import(self._database, self._current_settings.context, wanted, titles, file, actor)
        except CsvRefused as error:
            raise Invalid("csv_refused", str(error)) from error

    def _refuse_if_full(self) -> None:
        if len(self._waiting) >= MOST_WAITING:
            raise Throttled("too_many_imports", "Other files wait to be imported. Try again later.", retry_after=30)

    async def _import_for_ever(self) -> None:
        while True:
            while self._waiting:
                one = self._waiting[0]
                with one.file:
                    await self._import(one)
                self._waiting.popleft()
            self._arrived.clear()
            await self._arrived.wait()

    async def _import(self, one: _Waiting) -> None:
        failure = None

        try:
            await one.record.start()
            await one.run.run(one.record.add)
        except CsvRefused as error:
            failure = str(error)
        except Unavailable as error:
            failure = error.detail
        except Exception:  # noqa: BLE001 - the waiting files must not fail with this one.
            _log.exception("import_failed", import_id=one.record.id)
            failure = _BROKEN
        try:
            await one.record.finish(failure)
        except Exception:  # noqa: BLE001 - without heartbeats the import will count as failed.
            _log.exception("not_written_down", import_id=one.record.id)

    async def _beat_for_ever(self) -> None:
        while True:
            await asyncio.sleep(BEAT_EVERY_SECONDS)
            for one in list(self._waiting):
                try:
                    async with self._database.unit_of_work() as session:
                        await ImportRepository(session).beat(one.record.id, self._clock())
                except Unavailable as error:
                    _log.warning("not_written_down", import_id=one.record.id, reason=error.code)
