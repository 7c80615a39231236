"""A connection that only listens: it is not of the pool, and when it is lost another takes its place."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import structlog

from app.core.background import in_background

PROVE_ALIVE_EVERY_SECONDS = 15.0
_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 0.1, 5.0

_log = structlog.get_logger("listener")


class Listener:
    """Calls `hear` whenever something was announced on a channel, and whenever something may have been missed."""

    def __init__(self, connect: Callable[[], Awaitable[Any]], channel: str, hear: Callable[[], None]) -> None:
        self._connect = connect
        self._channel = channel
        self._hear = hear

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen in the background while the block runs."""
        async with in_background(self._listen_for_ever()):
            yield

    async def _listen_for_ever(self) -> None:
        wait = _FIRST_WAIT_SECONDS
        while True:
            try:
                connection = await self._connect()
                try:
                    lost = asyncio.Event()
                    connection.add_termination_listener(lambda _, lost=lost: lost.set())
                    await connection.add_listener(self._channel, lambda *_: self._hear())
                    self._hear()
                    wait = _FIRST_WAIT_SECONDS
                    await self._stay_until(lost, connection)
                finally:
                    connection.terminate()
                _log.warning("listener_lost")
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                _log.info("listener_not_connected", reason=type(error).__name__)
            except Exception:  # noqa: BLE001 - whatever it was, nobody is told anything until it listens again.
                _log.warning("listener_not_connected", exc_info=True)
            # Not all workers at once, when the database has just come back.
            await asyncio.sleep(wait * random.uniform(0.5, 1))  # noqa: S311 - jitter, not a secret.
            wait = min(wait * 2, _LONGEST_WAIT_SECONDS)

    async def _stay_until(self, lost: asyncio.Event, connection: Any) -> None:  # noqa: ANN401 - asyncpg has no types.
        # A vanished server sends nothing, and the listener would wait for ever.
        while not lost.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(PROVE_ALIVE_EVERY_SECONDS):
                    await lost.wait()
                    return
            await connection.execute("SELECT 1")
