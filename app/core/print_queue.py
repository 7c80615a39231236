"""Printing: in a thread, one document at a time."""

import asyncio
from collections.abc import Callable

from app.core.errors import Unavailable


class PrintQueue:
    """Prints one document after the other, so that printing never takes more CPU than serving requests."""

    def __init__(self, max_waiting: int) -> None:
        self._max_waiting = max_waiting
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def print(self, work: Callable[[], bytes]) -> bytes:
        """Return what `work` prints; raise `Unavailable` if too many wait."""
        if self._waiting >= self._max_waiting:
            raise Unavailable("too_busy", "Too much is being printed. Try again in a second.", retry_after=1)
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
