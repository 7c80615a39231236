"""A feed: the events that wait for one listener."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

import structlog

from app.services.common.access import Caller

MAX_WAITING = 1000
"""How many events may wait for one listener."""
FAREWELL_SECONDS = 5.0
"""How long the listener of a replaced feed has to read the rest."""

_log = structlog.get_logger("live_events")


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """An event as it is sent, with its data as JSON text.

    Two kinds do not come from the books: `ready` gives the position of a listener who has missed nothing, and `reset`
    tells one who has missed events that are no longer kept, or too many to send, to fetch everything again.
    """

    id: int
    kind: str
    data: str = "{}"
    roles: Sequence[str] | None = None
    """The roles that may see it; None for every listener."""


class Feed:
    """The events for one listener: in order, each once, none left out, and at most MAX_WAITING waiting.

    `batches` ends when the feed does.
    """

    def __init__(self, caller: Caller, after: int | None) -> None:
        self.caller = caller
        self.after = after
        self.on_drop: Callable[[float], None] = lambda _: None
        """Called with the seconds after which to leave the listener, who may be too slow to see the end."""
        self.is_replaced = False
        """Whether it ended to make room for a newer feed of the same login or user."""
        self._waiting: list[LiveEvent] = []
        self._sent_up_to = 0
        self._stirred = asyncio.Event()
        self._is_over = False

    async def batches(self) -> AsyncIterator[list[LiveEvent]]:
        """Yield the waiting events until the feed ends; an empty list keeps the connection alive."""
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            batch, self._waiting = self._waiting, []
            if batch or not self._is_over:
                yield batch
            if self._is_over:
                return

    def begin(self, first: Sequence[LiveEvent], newest: int) -> None:
        """Put the missed events, up to the newest, before those that have happened since."""
        self._sent_up_to = newest
        self._waiting = [*first, *(event for event in self._waiting if event.id > newest)]
        self._stirred.set()

    def offer(self, events: Sequence[LiveEvent]) -> None:
        """Add events; a listener who has left too many unread is dropped."""
        role = self.caller.claims.role
        new = [
            event for event in events if event.id > self._sent_up_to and (event.roles is None or role in event.roles)
        ]
        if self._is_over or not new:
            return
        if len(self._waiting) + len(new) > MAX_WAITING:
            _log.info("slow_listener_dropped", user_id=self.caller.claims.user_id)
            self.drop()
            return
        self._waiting += new
        self._stirred.set()

    def keep_alive(self) -> None:
        """Show the listener that the shop is still there."""
        self._stirred.set()

    def end(self) -> None:
        """End after the waiting events."""
        self._is_over = True
        self._stirred.set()

    def drop(self) -> None:
        """End at once, without the waiting events; the listener may never see the end."""
        self._waiting = []
        self.end()
        self.on_drop(0)

    def replace(self) -> None:
        """End after the waiting events and say that a newer feed took the place; leave a listener who is slow."""
        self.is_replaced = True
        self.end()
        self.on_drop(FAREWELL_SECONDS)
