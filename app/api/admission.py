"""Admission: a worker that has as much to do as it can answer in time refuses the rest at once."""

import asyncio
import time
from collections import deque
from collections.abc import Callable

from prometheus_client import Gauge
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.bounds import BODY_IS_HERE
from app.api.errors import Refused, problem
from app.api.paths import PATHS_OF_MACHINES

UNANSWERED = Gauge("http_requests_unanswered", "Requests that wait for their answers.", multiprocess_mode="livesum")


PLACES = "places"
"""The name by which the server knows them."""


LEAST_READS = 16
READING_SHARE = 0.5
"""A full worker reads this many requests in each turn of its loop, and more for half as long as the rest took."""
LONGEST_TURN_SECONDS = 0.1
"""The most that counts as the rest of a turn: the loop may have slept for hours."""


class Places:
    """The places of a worker, one for each request that waits for its answer.

    A burst may take all of them. From then on new requests get only two thirds, until two thirds are free: a crowd that
    stays would otherwise keep all of them taken, and everybody would wait for longer.
    """

    def __init__(self, at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once
        self._taken = 0
        self._is_crowd = False
        self._reads: deque[Callable[[], None]] = deque()
        self._clock = clock
        self._read_until = 0.0

    @property
    def are_taken(self) -> bool:
        """Whether the next request has to be refused."""
        return self._taken >= (max(1, self._at_once * 2 // 3) if self._is_crowd else self._at_once)

    def read_later(self, read: Callable[[], None]) -> None:
        """Call `read` in its turn, so that refusing a crowd does not keep the requests that were let in waiting."""
        self._reads.append(read)
        if len(self._reads) == 1:
            asyncio.get_running_loop().call_soon(self._read_some)

    def _read_some(self) -> None:
        loop, began, number = asyncio.get_running_loop(), self._clock(), 0
        budget = min(began - self._read_until, LONGEST_TURN_SECONDS) * READING_SHARE
        while self._reads and (number < LEAST_READS or self._clock() - began < budget):
            number += 1
            try:
                self._reads.popleft()()
            except Exception as error:  # noqa: BLE001 - one connection's, as if the loop itself had read it.
                loop.call_exception_handler({"message": "Fatal error: reading failed.", "exception": error})
        self._read_until = self._clock()
        if self._reads:
            loop.call_soon(self._read_some)

    def count(self, change: int) -> None:
        """Take a place, or give one back."""
        self._taken += change
        if self._taken >= self._at_once:
            self._is_crowd = True
        elif self._taken <= self._at_once // 3:
            self._is_crowd = False
        UNANSWERED.set(self._taken)


TOO_BUSY = "The shop is too busy to take this now. Try again shortly."
COME_AGAIN = {"Retry-After": "1"}


class Admission:
    """Lets in as many requests as there are places.

    Counted are those that have arrived whole and whose answers have not begun: neither slow clients nor open streams
    take a place. A body that comes late takes one at its end, or its request is refused then. A server that does not
    know the places, as the transport of tests, lets everything in.
    """

    def __init__(self, app: ASGIApp, places: Places) -> None:
        self._app = app
        self._places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 503."""
        if scope["type"] != "http" or scope["path"] in PATHS_OF_MACHINES:
            await self._app(scope, receive, send)
            return
        visit = _Visit(self._places, receive, send)
        if BODY_IS_HERE in scope:
            if self._places.are_taken:
                await problem(scope, 503, "too_busy", TOO_BUSY, headers=COME_AGAIN)(scope, receive, send)
                return
            visit.enter()
        elif PLACES in scope.get("state", {}):
            receive = visit.receive
        try:
            await self._app(scope, receive, visit.send)
        finally:
            visit.leave()


class _Visit:
    """One request, which has its place from the end of its body to the beginning of its answer."""

    def __init__(self, places: Places, receive: Receive, send: Send) -> None:
        self._places = places
        self._receive = receive
        self._send = send
        self._has_place = False

    def enter(self) -> None:
        """Take a place."""
        self._has_place = True
        self._places.count(1)

    def leave(self) -> None:
        """Give the place back, if it is not given back yet."""
        if self._has_place:
            self._has_place = False
            self._places.count(-1)

    async def receive(self) -> Message:
        """Return a part of the body; raise `Refused` if it is the last, and there is no place for its request."""
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body", False):
            if self._places.are_taken:
                raise Refused(503, "too_busy", TOO_BUSY, headers=COME_AGAIN)
            self.enter()
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer."""
        self.leave()
        await self._send(message)
