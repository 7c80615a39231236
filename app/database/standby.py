"""Reading from a standby, which answers only while it knows everything that the primary has acknowledged."""

import asyncio
import time
from dataclasses import dataclass

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.core.shared_reads import SharedReads

CATCHES_UP_WITHIN_SECONDS = 0.3
"""How long a request waits for a standby; after that it asks the primary."""
RESTS_SECONDS = 5.0
"""How long a standby that failed is left alone; then one request tries it again."""
_LOOK_EVERY_SECONDS = 0.003

_log = structlog.get_logger("standby")


@dataclass(frozen=True, slots=True)
class _Position:
    """How far the primary had written its log down when it was asked, and on which timeline."""

    written: int
    timeline: int


class Standby:
    """Opens connections to a standby that has replayed what the primary had acknowledged when it was asked.

    So whoever reads there sees their own writes, and everybody else's, as on the primary.
    """

    def __init__(self, engine: AsyncEngine, primary: AsyncEngine) -> None:
        self.engine = engine
        self._reads = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._primary = primary.execution_options(isolation_level="AUTOCOMMIT")
        # Who asks while the primary is being asked waits for the next answer: it counts from their own beginning.
        self._positions: SharedReads[None, _Position] = SharedReads(self._ask_primary)
        self._rests_until = 0.0
        self._is_resting = False

    async def connect(self) -> AsyncConnection | None:
        """Return a connection to a standby that has caught up, or None: then the primary has to answer."""
        if self._is_resting:
            if time.monotonic() < self._rests_until:
                return None
            self._rests_until = time.monotonic() + RESTS_SECONDS  # Others stay with the primary while this one tries.
        try:
            async with asyncio.timeout(CATCHES_UP_WITHIN_SECONDS):
                connection = await self._caught_up(await self._positions.get(None))
        except Exception as error:  # noqa: BLE001 - whatever it is, the primary answers.
            self.rest(error)
            return None
        if self._is_resting:
            _log.info("standby_is_back")
        self._is_resting = False
        return connection

    def rest(self, error: Exception) -> None:
        """Leave the standby alone for a while."""
        if not self._is_resting:
            _log.warning("standby_left_alone", reason=type(error).__name__)
        self._is_resting = True
        self._rests_until = time.monotonic() + RESTS_SECONDS

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()

    async def _ask_primary(self, _: None) -> _Position:
        async with self._primary.connect() as connection:
            row = (await connection.execute(_WRITTEN)).one()
            return _Position(row.written, int(row.timeline, 16))

    async def _caught_up(self, position: _Position) -> AsyncConnection:
        connection = await self._reads.connect()
        values = {"written": position.written, "timeline": position.timeline}
        try:
            while not await connection.scalar(_HAS_REPLAYED, values):  # noqa: ASYNC110 - another server is asked.
                await asyncio.sleep(_LOOK_EVERY_SECONDS)
            await connection.rollback()  # What reads next begins anew, and may want the books of one moment.
        except BaseException:
            await connection.close()
            raise
        return connection


# An acknowledged commit is on the primary's disk, and its standbys are sent what is.
_WRITTEN = text(
    """
    SELECT CAST(pg_current_wal_flush_lsn() - '0/0' AS bigint) AS written,
        left(pg_walfile_name(pg_current_wal_flush_lsn()), 8) AS timeline
    """
)

# Positions of two timelines cannot be compared: a primary that was replaced may have written more than its successor.
_HAS_REPLAYED = text(
    """
    SELECT (pg_control_checkpoint()).timeline_id = :timeline AND :written <= CAST(
        CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END - '0/0'
        AS bigint
    )
    """
)
