"""A pool of connections in which nobody is overtaken."""

import asyncio
from collections import deque
from typing import TypeVar

from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import await_only
from sqlalchemy.util.queue import AsyncAdaptedQueue, Empty

T = TypeVar("T")


class _FairQueue(AsyncAdaptedQueue[T]):
    """Hands what is put back to the one who has waited longest.

    SQLAlchemy's own lets a newcomer take it first and sends the one who waited to the end of the line, so that under
    load some wait many times longer than others.
    """

    def __init__(self, maxsize: int = 0, use_lifo: bool = False) -> None:
        super().__init__(maxsize, use_lifo)
        self._waiting: deque[asyncio.Future[T]] = deque()

    def put_nowait(self, item: T) -> None:
        if self._waiting:
            self._waiting.popleft().set_result(item)
        else:
            super().put_nowait(item)

    def get(self, block: bool = True, timeout: float | None = None) -> T:
        if not block or not self.empty():
            return self.get_nowait()
        given: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(given)
        try:
            await_only(asyncio.wait([given], timeout=timeout))
        except asyncio.CancelledError:
            self._give_up(given)
            raise
        if not given.done():
            self._give_up(given)
            raise Empty
        return given.result()

    def _give_up(self, given: asyncio.Future[T]) -> None:
        if given.done():
            self.put_nowait(given.result())
        else:
            self._waiting.remove(given)


class FairPool(AsyncAdaptedQueuePool):
    """SQLAlchemy's pool for asyncio, with a fair queue."""

    _queue_class = _FairQueue  # type: ignore[assignment]
