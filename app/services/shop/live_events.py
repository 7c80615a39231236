"""Live events: each worker reads what happened once, and hands it to all who listen to it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Self

import structlog

from app.core.background import in_background
from app.core.clock import Clock
from app.core.errors import Unauthenticated, Unavailable
from app.core.security import AccessClaims
from app.database.unit_of_work import Database
from app.repositories.shop.events import EventRepository
from app.services.common.access import AccessService, Caller

MAX_FEEDS = 1000
"""How many may listen to one worker."""
MAX_FEEDS_OF_LOGIN = 5
MAX_FEEDS_OF_USER = 20
"""How many of those may be one login's, and all of one user's. They are counted by each worker for itself."""
MAX_WAITING = 1000
"""How many events may wait for one reader, and how many at once are told one by one."""
KEEP_ALIVE_SECONDS = 15.0
FAREWELL_SECONDS = 5.0
"""How long a replaced reader may take to read the rest."""
_TRY_AGAIN_SECONDS = 1.0

_log = structlog.get_logger("live_events")


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """What a listener is sent, its data as JSON text.

    Besides what happened there is `ready`, which says where somebody begins who has missed nothing, and `reset`, which
    says that what was missed is no longer kept or too much to tell: look at everything again.
    """

    id: int
    kind: str
    data: str = "{}"
    roles: Sequence[str] | None = None
    """Who may see it; None for everybody who listens."""


class Feed:
    """What one listener is sent: in order, nothing twice, nothing left out, and never more waiting than MAX_WAITING.

    It is fed while it is entered; `batches` ends when the listener has to go.
    """

    def __init__(self, live: "LiveEvents", caller: Caller, after: int | None) -> None:
        self.caller = caller
        self.after = after
        self.on_drop: Callable[[float], None] = lambda _: None
        """Called with the seconds after which to leave the reader, who may be too slow to see the end."""
        self.is_replaced = False
        """Whether it ended to make room for a newer feed of the same login or user."""
        self._live = live
        self._waiting: list[LiveEvent] = []
        self._sent_up_to = 0
        self._stirred = asyncio.Event()
        self._is_over = False

    async def __aenter__(self) -> Self:
        await self._live.join(self)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._live.leave(self)

    async def batches(self) -> AsyncIterator[list[LiveEvent]]:
        """Yield the events that wait, again and again; an empty list keeps the connection alive."""
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            batch, self._waiting = self._waiting, []
            if batch or not self._is_over:
                yield batch
            if self._is_over:
                return

    def begin(self, first: Sequence[LiveEvent], newest: int) -> None:
        """Put what was missed, up to the newest event, before what has happened since."""
        self._sent_up_to = newest
        self._waiting = [*first, *(event for event in self._waiting if event.id > newest)]
        self._stirred.set()

    def offer(self, events: Sequence[LiveEvent]) -> None:
        """Add events for the reader; one who has left too many unread is dropped."""
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
        """Let the reader see that the shop is still there."""
        self._stirred.set()

    def end(self) -> None:
        """Send what waits, and no more."""
        self._is_over = True
        self._stirred.set()

    def drop(self) -> None:
        """Send no more, not even what waits, although the reader may never see the end."""
        self._waiting = []
        self.end()
        self.on_drop(0)

    def replace(self) -> None:
        """Send what waits and that a newer feed took the place; leave a reader who does not take it soon."""
        self.is_replaced = True
        self.end()
        self.on_drop(FAREWELL_SECONDS)


class LiveEvents:
    """Reads new events when it is told that there are some, and hands them to its feeds.

    While nobody listens it reads nothing.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._feeds: dict[Feed, None] = {}
        """The oldest first."""
        self._read_up_to: int | None = None
        """The last event that the feeds were offered; None while there are no feeds."""
        self._starting = asyncio.Lock()
        self._news = asyncio.Event()
        self._is_closed = False

    def hear(self) -> None:
        """Take note that something may have happened."""
        self._news.set()

    def feed(self, caller: Caller, after: int | None) -> Feed:
        """Return what a caller listens to, from after an event they have seen, or from now on."""
        return Feed(self, caller, after)

    async def join(self, feed: Feed) -> None:
        """Let a feed have all that happens from now on, and what its reader has missed before that."""
        if len(self._feeds) >= MAX_FEEDS:
            raise Unavailable("too_many_streams", "Too many are listening already. Try again later.", retry_after=30)
        if self._read_up_to is None:
            async with self._starting:
                await self._start()
        if self._is_closed:
            raise Unavailable("draining", "This worker is shutting down. Connect again.", retry_after=1)
        self._feeds[feed] = None
        self._make_room_for(feed.caller.claims)
        try:
            # Read after it joined: what happens in between is offered to it as well, and is left out there.
            await self._catch_up(feed)
        except BaseException:
            self.leave(feed)
            raise
        # What happened while nobody listened was heard by nobody.
        self._news.set()

    def leave(self, feed: Feed) -> None:
        """Let go of a feed."""
        self._feeds.pop(feed, None)
        if not self._feeds:
            self._read_up_to = None

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Serve the feeds in the background while the block runs."""
        async with in_background(self._serve_for_ever()):
            try:
                yield
            finally:
                self.close()

    def close(self) -> None:
        """End every feed, and let nobody join any more."""
        self._is_closed = True
        for feed in self._feeds:
            feed.end()

    def _make_room_for(self, claims: AccessClaims) -> None:
        """Replace the oldest feeds beyond those that one login and one user may have.

        The newest is not refused: a browser that lost its connection would be kept out by what is left of it here.
        """
        of_user = [feed for feed in self._feeds if feed.caller.claims.user_id == claims.user_id]
        of_login = [feed for feed in of_user if feed.caller.claims.session_id == claims.session_id]
        for feed in {*of_user[:-MAX_FEEDS_OF_USER], *of_login[:-MAX_FEEDS_OF_LOGIN]}:
            _log.info("surplus_listener_replaced", user_id=claims.user_id)
            self.leave(feed)
            feed.replace()

    async def _start(self) -> None:
        if self._read_up_to is None:
            async with self._database.reading() as session:
                self._read_up_to = await EventRepository(session).newest()

    async def _catch_up(self, feed: Feed) -> None:
        claims = feed.caller.claims
        async with self._database.reading() as session:
            backlog = await EventRepository(session).backlog(feed.after, claims.user_id, claims.role, MAX_WAITING + 1)
        if feed.after is None:
            first = [LiveEvent(backlog.newest, "ready")]
        elif backlog.oldest - 1 <= feed.after <= backlog.newest and len(backlog.events) <= MAX_WAITING:
            first = [LiveEvent(event.id, event.kind, event.data) for event in backlog.events]
        else:
            first = [LiveEvent(backlog.newest, "reset")]
        feed.begin(first, backlog.newest)

    async def _serve_for_ever(self) -> None:
        loop = asyncio.get_running_loop()
        kept_alive_at = loop.time()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(kept_alive_at + KEEP_ALIVE_SECONDS):
                    await self._news.wait()
            self._news.clear()
            is_due = loop.time() >= kept_alive_at + KEEP_ALIVE_SECONDS
            if is_due:
                kept_alive_at = loop.time()
            try:
                await self._look(is_due=is_due)
            except Exception as error:  # noqa: BLE001 - whatever it was, the events are still there to be read.
                _log.warning("events_not_read", reason=getattr(error, "code", None) or repr(error))
                await asyncio.sleep(_TRY_AGAIN_SECONDS)
                self._news.set()
            if is_due:
                for feed in self._feeds:
                    feed.keep_alive()

    async def _look(self, *, is_due: bool) -> None:
        if self._read_up_to is None:
            return
        async with self._database.reading() as session:
            # When it is due even if nothing was announced, in case an announcement was lost.
            events = EventRepository(session)
            found = [
                LiveEvent(event.id, event.kind, event.data, event.roles)
                for event in await events.after(self._read_up_to, MAX_WAITING + 1)
            ]
            if len(found) > MAX_WAITING:
                found = [LiveEvent(await events.newest(), "reset")]
            if found or is_due:
                await self._end_those_who_may_not_listen(AccessService(session))
        if not found or self._read_up_to is None:
            return
        self._read_up_to = max(self._read_up_to, found[-1].id)
        for feed in self._feeds:
            feed.offer(found)

    async def _end_those_who_may_not_listen(self, access: AccessService) -> None:
        """End the feeds of those whose login is over or has changed, and of those whose token has expired."""
        now = self._clock().timestamp()
        feeds = list(self._feeds)
        for feed, actor in zip(feeds, await access.confirm_all([feed.caller for feed in feeds]), strict=True):
            if isinstance(actor, Unauthenticated) or feed.caller.claims.expires_at <= now:
                feed.end()
