"""Responses from the JSON text of services, with their headers, and the documentation of errors."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from app.api.errors import PROBLEM_JSON
from app.core.pagination import Slice
from app.services.common.idempotency import Answer

PUBLIC: dict[str, Any] = {"security": [{}]}
"""For `openapi_extra`: the token is optional."""

_DESCRIPTIONS = {
    400: "The request cannot be read.",
    401: "Log in first.",
    403: "Your role does not allow this.",
    404: "There is no such thing.",
    408: "The body came too slowly.",
    409: "The shop's state does not allow this.",
    412: "Somebody changed it meanwhile.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The body is in another format than is read here.",
    422: "Values that cannot be used.",
    428: "If-Match is missing.",
    429: "Too many tries: see Retry-After.",
    431: "The headers are too large.",
    500: "Our fault.",
    503: "The shop cannot answer at the moment: see Retry-After.",
}

_BODY_PROBLEMS = (400, 408, 413, 415)


def problems(*statuses: int, body: bool = False) -> dict[int | str, dict[str, Any]]:
    """Return the documentation of a route's errors; `body` adds those of every request body."""
    every = sorted({*statuses, 414, 422, 431, 500, 503, *(_BODY_PROBLEMS if body else ())})
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _DESCRIPTIONS[status], "content": content} for status in every}


def json_response(body: str, status_code: int = 200, **headers: str) -> Response:
    """Return a response of ready JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(body, status_code, named, media_type="application/json")


def answer_response(answer: Answer, status_code: int = 200) -> Response:
    """Return a service's finished answer; a replayed one says so."""
    response = json_response(answer.body, status_code)
    if answer.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def created_response(answer: Answer, collection: str) -> Response:
    """Return a new resource with its address: its id under `collection`."""
    response = answer_response(answer, 201)
    response.headers["Location"] = f"{collection}/{answer.id}"
    return response


def list_response(request: Request, found: Slice) -> Response:
    """Return one page of a list, with a link to the next."""
    response = json_response(found.to_json())
    if found.next_cursor is not None:
        query = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        target = f"{request.url.path}?{urlencode([*query, ('cursor', found.next_cursor)])}"
        response.headers["Link"] = f'<{target}>; rel="next"'
    return response
