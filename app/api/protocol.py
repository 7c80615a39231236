"""uvicorn's HTTP/1.1, with bounds on the heads of requests: their bytes, their fields, and their time."""

import asyncio
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import structlog
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.api.admission import PLACES, Places
from app.api.bounds import BODY_IS_HERE
from app.api.busy import busy_answer, is_plain
from app.api.envelope import SAFE_HEADERS
from app.api.errors import Refused, problem
from app.api.paths import PATHS_OF_MACHINES

MAX_HEADERS = 100
MAX_HEADER_BYTES = 16 * 1024
MAX_HEAD_BYTES = 32 * 1024
"""The most bytes before the parser reports anything: a request line, headers, trailers, extensions."""
MAX_PIPELINED = 16
MAX_HELD_BYTES = 16 * 1024
"""The most of a body that is waited for before its request is started."""
HEAD_SECONDS = 10.0
LINGER_SECONDS = 2.0
"""The time for a client that still sends to read its error, which a reset would discard."""
SHUTDOWN_GRACE_SECONDS = 0.5
"""The time for requests that were on their way when the worker began to shut down."""

_READ_AT_ONCE = tuple(f"GET {path}".encode() for path in PATHS_OF_MACHINES)

_MALFORMED = Refused(400, "malformed", "This is no HTTP/1.1 request.")
_TOO_LARGE = Refused(431, "headers_too_large", f"Send at most {MAX_HEADERS} headers, of 16 KiB together.")
_TOO_SLOW = Refused(408, "request_timeout", f"The headers have to come within {HEAD_SECONDS:.0f} seconds.")

_log = structlog.get_logger("http")


class BoundedProtocol(HttpToolsProtocol):
    """One connection. A head that is too large or too slow is refused, and the connection closed."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - uvicorn's own arguments.
        super().__init__(*args, **options)
        self._refusal = _MALFORMED
        self._untold = 0
        self._header_bytes = 0
        self._is_in_head = False
        self._is_in_body = False
        self._is_left = False
        self._is_last = False
        self._is_unread = False
        self._head_timer: asyncio.TimerHandle | None = None
        self._places: Places | None = self.app_state.get(PLACES)
        self._held: Any = None
        self._is_arriving = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for the first request."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer. The application counts and logs a client that leaves within its request."""
        self._stop_waiting()
        if self._held is not None:
            self._start_held()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, at once or, while every place is taken, in turn."""
        if self._is_left:
            return
        places, is_waiting = self._places, self._held is not None or not self._is_answering
        if places is not None and places.are_taken and is_waiting and not data.startswith(_READ_AT_ONCE):
            self.flow.pause_reading()
            self._unset_keepalive_if_required()
            self._is_unread = True
            places.read_later(partial(self._read, data))
        else:
            self._feed(data)

    def _read(self, data: bytes) -> None:
        self._is_unread = False
        if not self.transport.is_closing():
            self.flow.resume_reading()
            self._feed(data)

    def _feed(self, data: bytes) -> None:
        self._untold += len(data)
        super().data_received(data)
        if self._held is not None and len(self.cycle.body) > MAX_HELD_BYTES:
            self._start_held()
        if self._is_left or self.transport.is_closing():
            self._stop_waiting()
        elif self._untold > MAX_HEAD_BYTES:
            self._refuse(_TOO_LARGE)
        elif self._is_in_head or self._held is not None or (self._untold and not self._is_in_body):
            if self._head_timer is None:
                self._wait_for_head()
        else:
            self._stop_waiting()
            self._linger_in_body()

    def on_message_begin(self) -> None:
        """Begin a request."""
        if len(self.pipeline) >= MAX_PIPELINED:
            msg = "too many requests without an answer"
            raise ValueError(msg)
        self._is_in_head = True
        self._header_bytes = 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one header, or one trailer after a chunked body."""
        self._header_bytes += len(name) + len(value)
        if len(self.headers) >= MAX_HEADERS or self._header_bytes > MAX_HEADER_BYTES:
            self._refusal = _TOO_LARGE
            raise ValueError(_TOO_LARGE.code)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hand on the request."""
        self._untold = 0
        self._is_in_head = False
        self._is_in_body = True
        self._is_arriving = True
        super().on_headers_complete()
        self._is_arriving = False
        if self._is_last:
            self.cycle.keep_alive = False

    def on_chunk_header(self) -> None:
        """Note that a chunked body goes on."""
        self._untold = 0

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body."""
        self._untold = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        self._untold = 0
        self._is_in_body = False
        self.scope[BODY_IS_HERE] = True  # type: ignore[literal-required]
        super().on_message_complete()
        if self._held is not None:
            # The way through the application costs several times as much, and takes its time from those let in.
            if self._places is not None and self._places.are_taken and is_plain(self.scope, self.cycle):
                self._refuse_held()
            else:
                self._start_held()

    def on_response_complete(self) -> None:
        """End an answer. An incomplete request is not waited for."""
        super().on_response_complete()
        if self._is_in_body and not self.pipeline and not self._is_left:
            self._leave()

    def shutdown(self) -> None:
        """End with the answer under way, or else with that to a request that is just coming, or after the grace."""
        self._is_last = True
        if self._is_answering:
            self.cycle.keep_alive = False
        else:
            self.loop.call_later(SHUTDOWN_GRACE_SECONDS, self._close_idle)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - ASGI's own type.
        # A small request is started once it is whole: then it is known whether there is a place for it.
        if self._is_arriving and self._places is not None and not self._is_last and _is_small(cycle):
            self._held = app
        else:
            super()._start_asgi_task(cycle, app)

    def _start_held(self) -> None:
        app, self._held = self._held, None
        super()._start_asgi_task(self.cycle, app)
        self._linger_in_body()

    def _refuse_held(self) -> None:
        self._held = None
        self.cycle.response_started = self.cycle.response_complete = True
        self.transport.write(busy_answer(self.scope))
        self.on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse a request that the parser or a bound has rejected."""
        self._refuse(self._refusal)

    def _wait_for_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        if self._held is not None and not self._is_unread:
            self._start_held()
        elif self._is_answering or self._is_unread:
            self._wait_for_head()
        elif self._is_in_head or self._untold:
            self._refuse(_TOO_SLOW)
        else:
            self.transport.close()

    def _close_idle(self) -> None:
        if not self._is_answering and not self._is_in_head and not self._is_unread:
            self.transport.close()

    def _refuse(self, error: Refused) -> None:
        _log.info("connection_refused", code=error.code, status=error.status_code)
        if self._is_answering:
            self.transport.close()
            return
        request_id = uuid4().hex
        headers = {**SAFE_HEADERS, "X-Request-ID": request_id, "Connection": "close"}
        scope = {"path": "", "state": {"request_id": request_id}}
        answer = problem(scope, error.status_code, error.code, error.detail, headers=headers)
        head = b"".join(b"%s: %s\r\n" % header for header in answer.raw_headers)
        self.transport.write(STATUS_LINE[error.status_code] + head + b"\r\n" + bytes(answer.body))
        self._is_in_body = True
        self._leave()

    def _linger_in_body(self) -> None:
        # The answer may come before the end of the body, and close the connection.
        if self._is_in_body:
            write, is_closing = self.transport.write, self.transport.is_closing
            transport = SimpleNamespace(write=write, is_closing=is_closing, close=self._leave)
            self.cycle.transport = transport  # type: ignore[assignment]

    def _leave(self) -> None:
        self._stop_waiting()
        if not self._is_in_body or not self.transport.can_write_eof():
            self.transport.close()
            return
        self._is_left = True
        self.transport.write_eof()
        self.flow.resume_reading()
        self.loop.call_later(LINGER_SECONDS, self.transport.close)

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete


def _is_small(cycle: RequestResponseCycle) -> bool:
    length = next((value for name, value in cycle.scope["headers"] if name == b"content-length"), b"0")
    return int(length) <= MAX_HELD_BYTES and not cycle.waiting_for_100_continue
