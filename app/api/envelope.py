"""The outermost ASGI wrapper, which sees every request and every answer, errors included."""

import asyncio
import re
import time
from collections.abc import Sequence
from functools import cache
from secrets import token_hex

import structlog
from opentelemetry import trace
from prometheus_client import Counter, Histogram
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import METHODS, operation_of, problem, route_of
from app.api.paths import METRICS_PATH, PATHS_OF_MACHINES
from app.api.proxies import ProxyCheck

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
CLIENT_LEFT = 499
"""The recorded status of a request whose client did not wait for the answer."""

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    # Pages that show or run anything send a policy of their own.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}
_HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}

RawHeaders = Sequence[tuple[bytes, bytes]]


def _raw(headers: dict[str, str]) -> RawHeaders:
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


_OVER_HTTP, _OVER_HTTPS = _raw(SAFE_HEADERS), _raw(SAFE_HEADERS | _HTTPS_ONLY)

REQUESTS = Counter("http_requests", "Requests answered.", ["method", "route", "operation", "status"])
DURATIONS = Histogram("http_request_duration_seconds", "Time to answer.", ["method", "route", "operation"])
REPLAYS = Counter("idempotent_replays", "Requests answered with the kept answer of their Idempotency-Key.")

_log = structlog.get_logger("http")


class Envelope:
    """Gives each request an id, security headers, and a line in the log."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        self._is_https = is_https
        self._proxies = ProxyCheck()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        _strip_trailing_slash(scope)
        headers = dict(scope["headers"])
        self._proxies.look(scope, headers)
        request_id = token_hex(16)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id, **_client_request_id(headers), **_trace())
        started = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                defaults = _OVER_HTTPS if self._is_https or scope["scheme"] == "https" else _OVER_HTTP
                _add_headers(message, scope["path"], request_id, defaults)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            status = status or CLIENT_LEFT
        except asyncio.CancelledError:
            # Only the server does that, to what is not done in time as it stops. It may have been committed.
            if status != 0:
                raise
            detail = "This worker is shutting down, and may have done this. Ask again, with the same Idempotency-Key."
            answer = problem(scope, 503, "draining", detail, headers={"Retry-After": "1"})
            await answer(scope, receive, send_with_headers)
        except Exception:  # noqa: BLE001 - the last place that can log it; the app has already answered.
            _log.exception("unhandled_error", method=scope["method"], path=scope["path"])
            if status == 0:
                await problem(scope, 500, "internal_error", "Something went wrong on our side.")(
                    scope, receive, send_with_headers
                )
        finally:
            _record(scope, status, time.perf_counter() - started)
            structlog.contextvars.unbind_contextvars("request_id", "client_request_id", "trace_id")


def _strip_trailing_slash(scope: Scope) -> None:
    path = scope["path"].rstrip("/") or "/"
    # A proxy that keeps strangers from the figures goes by their exact path.
    if path != METRICS_PATH:
        scope["path"] = path


def _client_request_id(headers: dict[bytes, bytes]) -> dict[str, str]:
    # Kept apart from our own id, by which the audit log finds a request: clients must not choose that.
    given = headers.get(b"x-request-id", b"")
    return {"client_request_id": given.decode()} if _REQUEST_ID.fullmatch(given) else {}


def _trace() -> dict[str, str]:
    # Nothing unless requests are traced.
    span = trace.get_current_span().get_span_context()
    return {"trace_id": trace.format_trace_id(span.trace_id)} if span.is_valid else {}


def _add_headers(message: Message, path: str, request_id: str, defaults: RawHeaders) -> None:
    headers = message["headers"]
    given = {name for name, _ in headers}
    added = [header for header in defaults if header[0] not in given]
    if b"idempotency-replayed" in given:
        REPLAYS.inc()
    if path.startswith("/api") and b"cache-control" not in given:
        added.append((b"cache-control", b"no-store"))
    message["headers"] = [*headers, (b"x-request-id", request_id.encode()), *added]


@cache
def _series(method: str, route: str, operation: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, operation, status), DURATIONS.labels(method, route, operation)


def _record(scope: Scope, status: int, seconds: float) -> None:
    # A label that clients choose freely, such as an id or a made-up method, would make series without limit.
    method = scope["method"] if scope["method"] in METHODS else "other"
    requests, durations = _series(method, route_of(scope), operation_of(scope), status)
    requests.inc()
    durations.observe(seconds)
    if scope["path"] not in PATHS_OF_MACHINES:
        _log.info(
            "client_left" if status == CLIENT_LEFT else "request",
            method=scope["method"],
            path=scope["path"],
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )
