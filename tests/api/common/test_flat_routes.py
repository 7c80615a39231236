"""Flat routes answer as FastAPI's own handler would."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi.routing import request_response
from httpx import AsyncClient, Response

from app.api.flat_route import FlatRoute
from app.api.routing import ShopRoute
from tests.support.shop import TestShop

HOT = {"list_sweets", "search_sweets", "get_sweet", "purchase_sweet", "create_sale"}

JSON = {"Content-Type": "application/json"}
BODIES: list[tuple[bytes, dict[str, str]]] = [
    (b"", JSON),
    (b"null", JSON),
    (b"[]", JSON),
    (b'"text"', JSON),
    (b"{}", JSON),
    (b'{"quantity": "1"', JSON),
    (b'{"quantity": "1"}', {}),
    (b'{"quantity": "1"}', {"Content-Type": "text/plain"}),
    (b'{"quantity": "1"}', {"Content-Type": "application/json; charset=latin-1"}),
    (b'{"quantity": "1"}', {"Content-Type": "application/merge-patch+json"}),
    (b"\xff\xfe{", JSON),
    ('{"quantity": "ü"}'.encode("latin-1"), JSON),
    ('{"quantity": "0.5", "surplus": 1}'.encode("utf-16"), JSON),
    (b'{"quantity": 1e400}', JSON),
    (b'{"quantity": NaN, "note": 5}', JSON),
    (b'{"quantity": "1"}', {**JSON, "Idempotency-Key": ""}),
    (b'{"quantity": "1"}', {**JSON, "Idempotency-Key": "k" * 258}),
    (b'{"quantity": "1"}', {**JSON, "Idempotency-Key": "\u00fc"}),
    (b'{"quantity": "1", "x": 1}', {**JSON, "Idempotency-Key": "\u00fc"}),
]
QUERIES = [
    "limit=0",
    "limit=",
    "limit=5&limit=6",
    "limit=five&min_price=&surplus=1",
    "min_price=3&max_price=2",
    "sort=relevance",
    "category_id=0&name=" + "n" * 500,
    "cursor=none",
]


def routes_of(shop: TestShop) -> dict[str, ShopRoute]:
    return {route.name: route for route in shop.app.router.routes if isinstance(route, ShopRoute)}


Send = Callable[..., Awaitable[Response]]


@pytest.fixture
def both_ways(shop: TestShop, customer: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> Send:
    """Send a customer's request to the flat route and to FastAPI's handler; return the answer, which is the same."""

    async def send(name: str, method: str, path: str, **request: Any) -> Response:
        route = routes_of(shop)[name]
        flat = await customer.request(method, path, **request)
        with monkeypatch.context() as patch:
            patch.setattr(route, "app", request_response(route.get_route_handler()))
            usual = await customer.request(method, path, **request)
        assert (flat.status_code, comparable(flat)) == (usual.status_code, comparable(usual))
        return flat

    return send


def comparable(answer: Response) -> Any:
    return {name: value for name, value in answer.json().items() if name != "request_id"}


def test_the_routes_that_everybody_uses_at_once_are_flat(shop: TestShop) -> None:
    flat = {name for name, route in routes_of(shop).items() if isinstance(route.app, FlatRoute)}
    assert flat >= HOT
    assert "create_sweet" not in flat


@pytest.mark.parametrize(("body", "headers"), BODIES)
async def test_a_bad_body_or_header_is_refused_in_the_same_words(
    both_ways: Send, body: bytes, headers: dict[str, str]
) -> None:
    raw: Any = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    asked: dict[str, Any] = {"content": body, "headers": raw}
    for path in ("/api/sweets/1/purchase", "/api/sweets/99999999999999999999/purchase"):
        answer = await both_ways("purchase_sweet", "POST", path, **asked)
        assert answer.status_code in (400, 404, 415, 422)
    await both_ways("create_sale", "POST", "/api/sales", **asked)


@pytest.mark.parametrize("query", QUERIES)
async def test_bad_parameters_are_refused_in_the_same_words(both_ways: Send, query: str) -> None:
    answer = await both_ways("list_sweets", "GET", f"/api/sweets?{query}")
    assert answer.status_code == 422


@pytest.mark.parametrize("token", ["", "Basic x", "Bearer", "Bearer made.up.token"])
async def test_a_stranger_is_refused_before_the_body_is_judged(both_ways: Send, token: str) -> None:
    for body in (b"{}", b'{"quantity": "1"}'):
        answer = await both_ways(
            "purchase_sweet",
            "POST",
            "/api/sweets/1/purchase",
            content=body,
            headers={**JSON, "Authorization": token},
        )
        assert answer.status_code == 401
