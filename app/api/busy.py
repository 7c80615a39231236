"""The refusal of a request for which there is no place, written past the application."""

import json
from secrets import token_hex
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.api.admission import COME_AGAIN, TOO_BUSY
from app.api.envelope import REQUESTS, SAFE_HEADERS
from app.api.errors import METHODS, PROBLEM_JSON, PROBLEMS, problem_json
from app.api.paths import PATHS_OF_MACHINES

_PATH, _REQUEST_ID = b'"/the-path"', b"the-request-id"


def is_plain(scope: Any, cycle: Any) -> bool:  # noqa: ANN401 - uvicorn's own types.
    """Tell whether the refusal of a request depends on nothing but its path, and its connection stays open."""
    path = scope["path"]
    # The application looks at a path without the slash at its end.
    if path in PATHS_OF_MACHINES or path.endswith("/") or scope["method"] == "HEAD":
        return False
    if not cycle.keep_alive or cycle.waiting_for_100_continue:
        return False
    headers = dict(scope["headers"])
    # The page of another origin needs headers of its own to read an answer.
    origin = headers.get(b"origin")
    return origin is None or origin.partition(b"://")[2] == headers.get(b"host")


def busy_answer(scope: Any) -> bytes:  # noqa: ANN401 - uvicorn's own type.
    """Return a whole answer with 503, as the application gives it."""
    request_id = token_hex(16).encode()
    body = _BODY.replace(_REQUEST_ID, request_id, 1).replace(_PATH, json.dumps(scope["path"]).encode(), 1)
    PROBLEMS.labels("too_busy").inc()
    method = scope["method"] if scope["method"] in METHODS else "other"
    REQUESTS.labels(method, "unmatched", "unmatched", 503).inc()
    return b"%sx-request-id: %s\r\ncontent-length: %d\r\n\r\n%s" % (_HEAD, request_id, len(body), body)


_BODY = problem_json(
    {"path": "/the-path", "state": {"request_id": "the-request-id"}}, 503, "too_busy", TOO_BUSY
).encode()
_HEADERS = COME_AGAIN | SAFE_HEADERS | {"Cache-Control": "no-store", "Content-Type": PROBLEM_JSON}
_HEAD = STATUS_LINE[503] + b"".join(f"{name.lower()}: {value}\r\n".encode() for name, value in _HEADERS.items())
