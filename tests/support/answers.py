"""Read an answer, after a look at everything an answer of its kind has to have."""

import json
from typing import Any, TypeVar

import httpx
from httpx import AsyncClient, Response
from prometheus_client import REGISTRY
from pydantic import BaseModel


def created(answer: Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def problem(answer: Response, status: int, code: str) -> dict[str, Any]:
    """The body of a problem, after a look at everything that every problem has to have."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["code"] == code, body
    assert body["type"] == f"/problems/{code}"
    assert body["status"] == status
    assert body["instance"] == (answer.request.url.path.rstrip("/") or "/")
    assert body["request_id"] == answer.headers["x-request-id"]
    assert body["title"]
    assert body["detail"]
    return body


Schema = TypeVar("Schema", bound=BaseModel)


def ok(answer: Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()


def field_errors(answer: Response) -> dict[str, tuple[str, str]]:
    """The code and the detail of each place that a request was refused for."""
    errors = problem(answer, 422, "invalid_request")["errors"]
    return {error["pointer"]: (error["code"], error["detail"]) for error in errors}


def read_strictly(schema: type[Schema], item: dict[str, Any]) -> Schema:
    """Read an answer through the schema that documents it, and see that the schema would say exactly the same."""
    parsed = schema.model_validate_json(json.dumps(item), strict=True)
    says = _without_moments(parsed.model_dump(mode="json", by_alias=True, exclude_unset=True))
    assert says == _without_moments(item), says
    return parsed


def _without_moments(value: Any) -> Any:
    # A moment has more than one right way to be written.
    if isinstance(value, dict):
        return {
            name: _without_moments(member) for name, member in value.items() if not name.endswith(("_at", "_until"))
        }
    return [_without_moments(member) for member in value] if isinstance(value, list) else value


async def walk(client: AsyncClient, path: str, **params: Any) -> list[list[dict[str, Any]]]:
    """Return every page of a list, each found by the link of the page before."""
    target = str(httpx.URL(path, params=params))
    pages: list[list[dict[str, Any]]] = []
    while True:
        assert len(pages) < 100, "The pages never end."
        answer = await client.get(target)
        body = ok(answer)
        pages.append(body["items"])
        if body["next_cursor"] is None:
            assert "link" not in answer.headers
            return pages
        target = answer.links["next"]["url"]
        assert httpx.URL(target).path == path
        assert httpx.URL(target).params["cursor"] == body["next_cursor"]


def refused_to_nobody(code: str) -> float:
    """Return how many requests without a valid token were refused with this code so far, by this process."""
    return REGISTRY.get_sample_value("requests_refused_to_nobody_total", {"code": code}) or 0
