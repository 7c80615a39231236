"""Bounds on a request before it is parsed: its address, its body, and the time its body takes."""

import asyncio

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.body_limits import PICTURES, STREAMED, limit_of
from app.api.errors import Refused, operation_of, problem
from app.api.json_bounds import check_json

MAX_PATH_BYTES = 1024
MAX_QUERY_BYTES = 8 * 1024
MAX_PARAMETERS = 50

PATIENCE_SECONDS = 15.0
SLOWEST_BYTES_PER_SECOND = 8 * 1024
"""A body may take PATIENCE_SECONDS, and longer for as long as it comes at this rate."""

BODY_IS_HERE = "sweetshop.body_is_here"
"""The key of a scope whose whole body has arrived, so that no timer is needed."""

_NO_BODY = (b"", b"0")


class Bounds:
    """Refuses requests that are too large or too slow.

    A body is read to its end before the route sees any of it, except for those in STREAMED.
    """

    def __init__(self, app: ASGIApp, max_body_bytes: int, max_import_bytes: int) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._max_import_bytes = max_import_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless it is out of bounds; raise `ClientDisconnect` if the client leaves within it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        error = _refused_address(scope)
        if error is not None:
            await _answer(error, scope)(scope, receive, send)
            return
        length, content_type, has_body = _body_headers(scope)
        if not has_body:
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(self, scope, receive, send, length, content_type)
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except Exception:
            if not exchange.is_left:
                raise
        if exchange.is_left:
            raise ClientDisconnect

    def max_bytes(self, scope: Scope) -> int:
        """Return the largest body a request may have."""
        if operation_of(scope) in STREAMED:
            return self._max_import_bytes
        if operation_of(scope) in PICTURES:
            return limit_of(scope).size
        return min(limit_of(scope).size, self._max_body_bytes)


class _Exchange:
    """One request with a body, and its answer."""

    def __init__(
        self, bounds: Bounds, scope: Scope, receive: Receive, send: Send, length: bytes, content_type: bytes
    ) -> None:
        self._bounds = bounds
        self._scope = scope
        self._receive = receive
        self._send = send
        self._length = length
        self._content_type = content_type
        self._max_bytes = -1
        self._size = 0
        self._waited = 0.0
        self._is_complete = False
        self._is_refused = False
        self.is_left = False

    async def receive(self) -> Message:
        """Return the whole body, or the next piece if the route streams it; then the server's own messages."""
        if self._is_complete or self._is_refused:
            return await self._receive()
        try:
            return await self._receive_body()
        except Refused:
            self._is_refused = True
            raise

    async def send(self, message: Message) -> None:
        """Send a part of the answer. A connection with an unread body is closed after it."""
        if self.is_left:
            return
        if message["type"] == "http.response.start" and not self._is_complete:
            MutableHeaders(scope=message)["Connection"] = "close"
        await self._send(message)

    async def _receive_body(self) -> Message:
        if self._max_bytes < 0:
            # The route is known by now.
            self._max_bytes = self._bounds.max_bytes(self._scope)
            if self._length.isdigit() and int(self._length) > self._max_bytes:
                raise _too_large()
        message = await self._next()
        if operation_of(self._scope) in STREAMED:
            return message
        body: bytes = message.get("body", b"")
        if not self._is_complete:
            pieces = [body]
            while not self._is_complete:
                pieces.append((await self._next()).get("body", b""))
            body = b"".join(pieces)
        if b"json" in self._content_type:
            check_json(body, limit_of(self._scope).values)
        return {"type": "http.request", "body": body, "more_body": False}

    async def _next(self) -> Message:
        message = await (self._receive() if BODY_IS_HERE in self._scope else self._receive_in_time())
        if message["type"] != "http.request":
            self.is_left = True
            raise ClientDisconnect
        self._size += len(message.get("body", b""))
        if self._size > self._max_bytes:
            raise _too_large()
        self._is_complete = not message.get("more_body", False)
        return message

    async def _receive_in_time(self) -> Message:
        loop = asyncio.get_running_loop()
        began = loop.time()
        patience = PATIENCE_SECONDS + self._size / SLOWEST_BYTES_PER_SECOND - self._waited
        try:
            async with asyncio.timeout(patience):
                message = await self._receive()
        except TimeoutError:
            raise Refused(408, "request_timeout", "The body came too slowly. Send it again.") from None
        self._waited += loop.time() - began
        return message


def _refused_address(scope: Scope) -> Refused | None:
    query = scope["query_string"]
    if len(query) > MAX_QUERY_BYTES or len(scope["path"]) > MAX_PATH_BYTES:
        return Refused(414, "address_too_long", "The address is longer than any the shop has. Ask for less at once.")
    if query.count(b"&") >= MAX_PARAMETERS:
        return Refused(422, "too_many_parameters", f"Give at most {MAX_PARAMETERS} parameters.")
    return None


def _answer(error: Refused, scope: Scope) -> ASGIApp:
    return problem(scope, error.status_code, error.code, error.detail, headers={"Connection": "close"})


def _body_headers(scope: Scope) -> tuple[bytes, bytes, bool]:
    """Return the declared length and type of a body, and whether there is a body at all."""
    length = content_type = b""
    is_chunked = False
    for name, value in scope["headers"]:
        if name == b"content-length":
            length = value
        elif name == b"content-type":
            content_type = value.lower()
        elif name == b"transfer-encoding":
            is_chunked = True
    return length, content_type, is_chunked or length not in _NO_BODY


def _too_large() -> Refused:
    return Refused(413, "body_too_large", "The body is larger than the shop takes here. Send less at once.")
