"""Admission: a worker that has as much to do as it can answer in time refuses the rest at once."""

from prometheus_client import Gauge
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.bounds import BODY_IS_HERE
from app.api.errors import problem
from app.api.paths import PATHS_OF_MACHINES

UNANSWERED = Gauge("http_requests_unanswered", "Requests that wait for their answers.", multiprocess_mode="livesum")


class Admission:
    """Lets in so many requests at once.

    Counted are those that have arrived whole and whose answers have not begun: neither slow clients nor open streams
    take a place.
    """

    def __init__(self, app: ASGIApp, at_once: int) -> None:
        self._app = app
        self._at_once = at_once
        self._unanswered = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 503."""
        if BODY_IS_HERE not in scope or scope["path"] in PATHS_OF_MACHINES:
            await self._app(scope, receive, send)
            return
        if self._unanswered >= self._at_once:
            detail = "The shop is too busy to take this now. Try again shortly."
            await problem(scope, 503, "too_busy", detail, headers={"Retry-After": "1"})(scope, receive, send)
            return
        is_unanswered = True
        self._count(1)

        async def send_and_leave(message: Message) -> None:
            nonlocal is_unanswered
            if is_unanswered:
                is_unanswered = False
                self._count(-1)
            await send(message)

        try:
            await self._app(scope, receive, send_and_leave)
        finally:
            if is_unanswered:
                self._count(-1)

    def _count(self, change: int) -> None:
        self._unanswered += change
        UNANSWERED.set(self._unanswered)
