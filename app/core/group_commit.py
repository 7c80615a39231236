"""Group commit: calls that arrive while one batch is being committed form the next batch.

Nobody waits on a timer. A lone call runs at once as a batch of one; under load the batch grows to whatever
arrived during the last commit, so the cost of a commit is shared by all who wait for it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from app.core.errors import Unavailable

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

Runner = Callable[[Sequence[Item]], Awaitable[Sequence[Outcome | Exception]]]
"""Decides a batch and commits it; returns one outcome an item, in order. An exception is that item's refusal."""


class GroupCommit(Generic[Item, Outcome]):
    """Runs items in batches, one batch at a time, in the order of arrival.

    A batch that raises is run again item by item, so that one poisoned item cannot hurt its neighbours.
    `Unavailable` is passed on to all instead: the commit may have happened, and running it again could repeat it.
    """

    def __init__(self, run: Runner[Item, Outcome], *, max_batch: int = 128, max_waiting: int = 4096) -> None:
        self._run = run
        self._max_batch = max_batch
        self._max_waiting = max_waiting
        self._waiting: list[tuple[Item, asyncio.Future[Outcome]]] = []
        self._batches: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many items wait for a batch."""
        return len(self._waiting)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is waiting or running."""
        return self._batches is None

    async def submit(self, item: Item) -> Outcome:
        """Return the item's outcome once its batch is committed, or raise its refusal.

        A caller that is cancelled stops waiting, but the item may be committed all the same.
        """
        if self._closed or len(self._waiting) >= self._max_waiting:
            raise Unavailable("too_busy", "The shop is too busy to take this now. Try again shortly.", retry_after=1)
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._batches is None:
            self._batches = asyncio.create_task(self._run_batches())
        return await future

    async def close(self) -> None:
        """Refuse new items, and return once every waiting one has its outcome."""
        self._closed = True
        if self._batches is not None:
            await asyncio.shield(self._batches)

    async def _run_batches(self) -> None:
        try:
            while self._waiting:
                batch = self._waiting[: self._max_batch]
                del self._waiting[: self._max_batch]
                await self._run_batch(batch)
        finally:
            self._batches = None

    async def _run_batch(self, batch: list[tuple[Item, asyncio.Future[Outcome]]]) -> None:
        try:
            outcomes = await self._run([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - whatever it was belongs to the callers, not to this loop.
            if len(batch) == 1 or isinstance(error, Unavailable):
                for _, future in batch:
                    _settle(future, error)
            else:
                for entry in batch:
                    await self._run_batch([entry])
            return
        if len(outcomes) != len(batch):
            # The missing outcome cannot be told, and a committed batch must not run again.
            outcomes = [RuntimeError(f"{len(outcomes)} outcomes of {len(batch)} items")] * len(batch)
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            _settle(future, outcome)


def _settle(future: asyncio.Future[Outcome], outcome: Outcome | Exception) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
