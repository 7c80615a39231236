"""CORS: the pages of other origins that may call the shop."""

from functools import partial
from typing import Final

import structlog
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.errors import problem
from app.core.config import Environment, Settings

_LOCAL: Final = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?"
_ALLOW_HEADERS: Final = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "Last-Event-ID")
_EXPOSE_HEADERS: Final = ("ETag", "Idempotency-Replayed", "Link", "Location", "Retry-After", "X-Request-ID")

_middleware = partial(CORSMiddleware, allow_methods=["*"], allow_headers=_ALLOW_HEADERS, expose_headers=_EXPOSE_HEADERS)
_log = structlog.get_logger("cors")


class Cors:
    """Admits pages of CORS_ORIGINS, in development also of this machine, and explains refusals to others."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        # Pages of named origins may use the refresh cookie; if all origins may call, none may use it.
        self._named = _middleware(
            app, allow_origins=settings.cors_origins, allow_credentials="*" not in settings.cors_origins
        )
        is_development = settings.environment is Environment.DEVELOPMENT
        self._local = _middleware(app, allow_origin_regex=_LOCAL if is_development else None)
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add the headers that let its page read the answer."""
        if scope["type"] != "http" or not any(name == b"origin" for name, _ in scope["headers"]):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers["origin"]
        allowed = next((one for one in (self._named, self._local) if one.is_allowed_origin(origin)), None)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._preflight_answer(allowed, headers, scope)(scope, receive, send)
        else:
            await (allowed or self._app)(scope, receive, send)

    def _preflight_answer(self, allowed: CORSMiddleware | None, headers: Headers, scope: Scope) -> Response:
        if allowed is None:
            self._warn(headers["origin"])
            detail = "Pages of this origin may not call the shop. Its admin can add the origin to CORS_ORIGINS."
            return problem(scope, 403, "origin_not_allowed", detail)
        answer = allowed.preflight_response(headers)
        if answer.status_code == 200:
            return answer
        detail = f"Pages of other origins may send these headers only: {', '.join(_ALLOW_HEADERS)}."
        return problem(scope, 403, "header_not_allowed", detail)

    def _warn(self, origin: str) -> None:
        if not self._has_warned:
            self._has_warned = True
            _log.warning("origin_not_allowed", origin=origin[:200], advice="Add it to CORS_ORIGINS if it is yours.")
