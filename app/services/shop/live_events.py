"""Live events: each worker reads new events once and hands them to all its listeners."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from app.core.background import in_background
from app.core.clock import Clock
from app.core.errors import Unauthenticated, Unavailable
from app.core.security import AccessClaims
from app.database.unit_of_work import Database
from app.repositories.shop.events import EventRepository
from app.services.common.access import AccessService
from app.services.shop.feed import Feed, LiveEvent

MAX_FEEDS = 1000
"""How many feeds a worker may have."""
MAX_FEEDS_OF_LOGIN = 5
MAX_FEEDS_OF_USER = 20
"""How many of them one login, and one user, may have. Each worker counts for itself."""
MAX_READ = 1000
"""How many events are read at once; beyond that a listener is told to fetch everything again."""
KEEP_ALIVE_SECONDS = 15.0
_TRY_AGAIN_SECONDS = 1.0

_log = structlog.get_logger("live_events")


class LiveEvents:
    """Reads new events when they are announced, and hands them to its feeds. Without feeds it reads nothing."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._feeds: dict[Feed, None] = {}
        """In order of age, the oldest first."""
        self._read_up_to: int | None = None
        """The id of the last event offered to the feeds; None without feeds."""
        self._starting = asyncio.Lock()
        self._news = asyncio.Event()
        self._is_closed = False

    def hear(self) -> None:
        """Note that there may be new events."""
        self._news.set()

    @asynccontextmanager
    async def joined(self, feed: Feed) -> AsyncIterator[None]:
        """Fill a feed while the block runs: with the events after the last one its listener saw, or from now on."""
        await self._join(feed)
        try:
            yield
        finally:
            self._leave(feed)

    async def _join(self, feed: Feed) -> None:
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
            # Read after it has joined: events that happen in between are offered to it too, and it skips them.
            await self._catch_up(feed)
        except BaseException:
            self._leave(feed)
            raise
        # Nobody read the events that were announced while there were no feeds.
        self._news.set()

    def _leave(self, feed: Feed) -> None:
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
        """End every feed and refuse new ones."""
        self._is_closed = True
        for feed in self._feeds:
            feed.end()

    def _make_room_for(self, claims: AccessClaims) -> None:
        """Replace the oldest feeds of a login and a user that have too many.

        The newest feed is not refused, or a browser that lost its connection would be kept out by its own dead feeds.
        """
        of_user = [feed for feed in self._feeds if feed.caller.claims.user_id == claims.user_id]
        of_login = [feed for feed in of_user if feed.caller.claims.session_id == claims.session_id]
        for feed in {*of_user[:-MAX_FEEDS_OF_USER], *of_login[:-MAX_FEEDS_OF_LOGIN]}:
            _log.info("surplus_listener_replaced", user_id=claims.user_id)
            self._leave(feed)
            feed.replace()

    async def _start(self) -> None:
        if self._read_up_to is None:
            async with self._database.reading() as session:
                self._read_up_to = await EventRepository(session).newest()

    async def _catch_up(self, feed: Feed) -> None:
        claims = feed.caller.claims
        async with self._database.reading() as session:
            backlog = await EventRepository(session).backlog(feed.after, claims.user_id, claims.role, MAX_READ + 1)
        if feed.after is None:
            first = [LiveEvent(backlog.newest, "ready")]
        elif backlog.oldest - 1 <= feed.after <= backlog.newest and len(backlog.events) <= MAX_READ:
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
            except Exception as error:  # noqa: BLE001 - the events are still there to be read.
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
            # At every keep-alive too, in case an announcement was lost.
            events = EventRepository(session)
            found = [
                LiveEvent(event.id, event.kind, event.data, event.roles)
                for event in await events.after(self._read_up_to, MAX_READ + 1)
            ]
            if len(found) > MAX_READ:
                found = [LiveEvent(await events.newest(), "reset")]
            if found or is_due:
                await self._end_feeds_of_the_refused(AccessService(session))
        if not found or self._read_up_to is None:
            return
        self._read_up_to = max(self._read_up_to, found[-1].id)
        for feed in self._feeds:
            feed.offer(found)

    async def _end_feeds_of_the_refused(self, access: AccessService) -> None:
        """End the feeds of callers whose login has ended or changed, or whose token has expired."""
        now = self._clock().timestamp()
        feeds = list(self._feeds)
        for feed, actor in zip(feeds, await access.confirm_all([feed.caller for feed in feeds]), strict=True):
            if isinstance(actor, Unauthenticated) or feed.caller.claims.expires_at <= now:
                feed.end()
