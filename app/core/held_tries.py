"""Login attempts from unknown devices that wait before their password is verified."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from app.core.errors import Throttled

HELD_PER_ADDRESS = 8
HELD_PER_WORKER = 512
QUEUED_PER_ADDRESS = 64

Pause = Callable[[float], Awaitable[None]]


class HeldTries:
    """Delays attempts in this worker and lets one per address through at a time. They wait without a connection."""

    def __init__(self, pause: Pause = asyncio.sleep) -> None:
        self._pause = pause
        self._held: Counter[str] = Counter()
        self._queued: Counter[str] = Counter()
        self._turns: dict[str, asyncio.Lock] = {}

    def refuse_if_full(self, address: str, *, is_held: bool) -> None:
        """Reject an attempt if its address or the worker has no place left; addresses have separate places."""
        has_no_place = self._queued[address] >= QUEUED_PER_ADDRESS
        if is_held:
            has_no_place |= self._held[address] >= HELD_PER_ADDRESS or self._held.total() >= HELD_PER_WORKER
        if has_no_place:
            raise Throttled("too_many_attempts", "Too many logins are failing here. Try again in 1 s.", retry_after=1)

    @asynccontextmanager
    async def turn(self, address: str, hold_seconds: float) -> AsyncIterator[None]:
        """Delay an attempt for some seconds, then wait until no other attempt of its address is being verified.

        A delayed attempt keeps its place until it is verified, so that whoever gets one waits for few others.
        """
        if not hold_seconds:
            async with self._queue(address):
                yield
            return
        self.refuse_if_full(address, is_held=True)
        self._held[address] += 1
        try:
            await self._pause(hold_seconds)
            async with self._queue(address):
                yield
        finally:
            self._held[address] -= 1
            if not self._held[address]:
                del self._held[address]

    @asynccontextmanager
    async def _queue(self, address: str) -> AsyncIterator[None]:
        # The hashing threads' queue has at most one attempt per address: an owner elsewhere waits for as many attempts
        # as there are addresses, however many each of them sends.
        self.refuse_if_full(address, is_held=False)
        self._queued[address] += 1
        try:
            async with self._turns.setdefault(address, asyncio.Lock()):
                yield
        finally:
            self._queued[address] -= 1
            if not self._queued[address]:
                del self._queued[address], self._turns[address]
