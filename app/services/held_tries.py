"""Logins that wait before their password is verified, because too many failed before them."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from app.core.errors import Throttled

HELD_PER_ADDRESS = 8
HELD_PER_WORKER = 64

Pause = Callable[[float], Awaitable[None]]


class HeldTries:
    """Holds tries of this worker. They wait without a connection, and only so many at once."""

    def __init__(self, pause: Pause = asyncio.sleep) -> None:
        self._pause = pause
        self._held: Counter[str | None] = Counter()

    def refuse_if_full(self, address: str | None) -> None:
        """Refuse a try that could not be held; the address that fills its own places fills nobody else's."""
        if self._held[address] >= HELD_PER_ADDRESS or self._held.total() >= HELD_PER_WORKER:
            raise Throttled("too_many_attempts", "Too many logins are failing here. Try again in 1 s.", retry_after=1)

    async def hold(self, address: str | None, seconds: float) -> None:
        """Wait for some seconds, or refuse to when too many do."""
        self.refuse_if_full(address)
        self._held[address] += 1
        try:
            await self._pause(seconds)
        finally:
            self._held[address] -= 1
            if not self._held[address]:
                del self._held[address]
