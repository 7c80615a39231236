"""Every error as RFC 9457 problem details, in one place: error kind -> status."""

import json
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from prometheus_client import Counter
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from app.api.deps import origin_of
from app.api.did_you_mean import advice
from app.api.web_app import page_for_a_stranger
from app.core.errors import DomainError, ErrorKind, FieldError

PROBLEM_JSON = "application/problem+json"
MAX_ERRORS = 100
MAX_ADVICE = 5
"""The most unknown fields of a request that get advice, because finding it takes time."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

PROBLEMS = Counter("problems", "Problems answered.", ["code"])

STATUSES = {
    ErrorKind.MALFORMED: 400,
    ErrorKind.UNAUTHENTICATED: 401,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.STALE: 412,
    ErrorKind.UNSUPPORTED_MEDIA_TYPE: 415,
    ErrorKind.INVALID: 422,
    ErrorKind.PRECONDITION_REQUIRED: 428,
    ErrorKind.THROTTLED: 429,
    ErrorKind.UNAVAILABLE: 503,
}

_HTTP_CODES = {
    400: ("malformed", "The request cannot be read. Check that its body is what its Content-Type says."),
    404: ("not_found", "There is nothing at this address. Check how it is spelled."),
    405: ("method_not_allowed", "This address does not take that method. See the Allow header."),
    500: ("internal_error", "Something went wrong on our side. Name the request id when you ask for help."),
}

_CHALLENGES = {
    "invalid_token": "invalid_token",
    "token_revoked": "invalid_token",
    "forbidden": "insufficient_scope",
}
"""The names of RFC 6750 for the errors of an access token."""

_FRIENDLY = {
    "string_pattern_mismatch": "This text has characters that cannot be used here.",
    "string_unicode": "This text is not valid Unicode.",
    "extra_forbidden": "There is no such field.",
}


class Refused(HTTPException):
    """A refusal before the route sees the request."""

    def __init__(self, status_code: int, code: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status_code, detail, headers)
        self.code = code


def install_error_handlers(app: FastAPI) -> None:
    """Answer every error as a problem."""
    app.add_exception_handler(DomainError, _domain_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _server_error)


def problem(
    scope: Scope,
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    extra: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Return a problem as a response."""
    PROBLEMS.labels(code).inc()
    return Response(problem_json(scope, status, code, detail, errors, extra), status, headers, media_type=PROBLEM_JSON)


def problem_json(
    scope: Scope,
    status: int,
    code: str,
    detail: str,
    errors: Sequence[FieldError] = (),
    extra: dict[str, Any] | None = None,
) -> str:
    """Return the body of a problem."""
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": scope["path"],
        "code": code,
        "request_id": scope.get("state", {}).get("request_id", ""),
        "errors": [{"pointer": error.pointer, "code": error.code, "detail": error.detail} for error in errors],
        **(extra or {}),
    }
    # ASCII, because the input may contain text that UTF-8 cannot encode.
    return json.dumps(body)


def operation_of(scope: Scope) -> str:
    """Return the operation of a request. There are only as many as routes, whatever clients send."""
    return getattr(scope.get("endpoint"), "__name__", "unmatched")


def route_of(scope: Scope) -> str:
    """Return the template of a request's path, such as /api/sweets/{sweet_id}."""
    return getattr(scope.get("route"), "path_format", "unmatched")


def is_json(request: Request) -> bool:
    """Tell whether the request says that its body is JSON."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media_type == "application/json" or (media_type.startswith("application/") and media_type.endswith("+json"))


async def _domain_error(request: Request, error: Exception) -> Response:
    error = cast("DomainError", error)
    claims = getattr(request.state, "claims", None)
    await request.app.state.shop.refusals.record(
        error,
        claims,
        origin_of(request),
        method=request.method,
        path=request.url.path,
        operation=operation_of(request.scope),
    )
    headers = _challenge(request, error)
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return problem(
        request.scope,
        STATUSES[error.kind],
        error.code,
        error.detail,
        errors=error.errors,
        extra=error.extra,
        headers=headers,
    )


def _challenge(request: Request, error: DomainError) -> dict[str, str]:
    # Only who sent a token is told what is wrong with it.
    sent_a_token = request.headers.get("Authorization", "").partition(" ")[0].lower() == "bearer"
    reason = _CHALLENGES.get(error.code) if sent_a_token else None
    if reason is not None:
        return {"WWW-Authenticate": f'Bearer error="{reason}", error_description="{error.detail}"'}
    return {"WWW-Authenticate": "Bearer"} if error.kind is ErrorKind.UNAUTHENTICATED else {}


def _validation_error(request: Request, error: Exception) -> Response:
    found = cast("RequestValidationError", error).errors()
    if any(one["type"] == "json_invalid" for one in found):
        return problem(request.scope, 400, "malformed_json", "The body is not valid JSON.")
    if any(tuple(one["loc"]) == ("body",) and one["type"] != "missing" for one in found) and not is_json(request):
        detail = "Send the body as JSON, with Content-Type: application/json."
        return problem(request.scope, 415, "unsupported_media_type", detail)
    # Input is never echoed: it may be a password.
    errors = [FieldError(_pointer(one["loc"]), one["type"], _detail(one)) for one in found[:MAX_ERRORS]]
    unknown = [index for index, error in enumerate(errors) if error.code == "extra_forbidden"]
    for index in unknown[:MAX_ADVICE]:
        advised = errors[index].detail + advice(request, found[index]["loc"], found[index].get("model"))
        errors[index] = replace(errors[index], detail=advised)
    detail = "The request has values that cannot be used."
    return problem(request.scope, 422, "invalid_request", detail, errors=errors)


def _http_error(request: Request, error: Exception) -> Response:
    error = cast("HTTPException", error)
    if isinstance(error, Refused):
        return problem(request.scope, error.status_code, error.code, error.detail, headers=dict(error.headers or {}))
    page = page_for_a_stranger(request) if error.status_code == 404 else None
    if page is not None:
        return page
    code, detail = _HTTP_CODES.get(error.status_code, ("error", HTTPStatus(error.status_code).phrase))
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_allowed_methods(request))
    return problem(request.scope, error.status_code, code, detail, headers=headers)


def _server_error(request: Request, _: Exception) -> Response:
    return problem(request.scope, 500, *_HTTP_CODES[500])


def _allowed_methods(request: Request) -> list[str]:
    # The router knows only the methods of the first route at the address.
    routes = request.app.router.routes
    return [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]


def _pointer(location: Sequence[str | int]) -> str:
    source, *path = location
    if source != "body":
        return ".".join(str(part) for part in path) or str(source)
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def _detail(error: dict[str, Any]) -> str:
    return _FRIENDLY.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
