"""Every error is a problem: for addresses that are not there, methods not taken, crashes, and requests by any name."""

import asyncio
import re

import pytest
import structlog
from fastapi.routing import iter_route_contexts
from httpx import AsyncClient, Response

from app.api import envelope
from tests.support.answers import created, problem
from tests.support.counter import Counter
from tests.support.shop import TestShop, new_client, running_shop

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "request_id", "errors"}
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DRAWN_ID = re.compile("[0-9a-f]{32}")


def crash(shop: TestShop, path: str) -> None:
    """Put a route into the shop that fails in a way nobody thought of."""

    async def fail() -> None:
        raise LookupError("a secret of the shop")

    shop.app.add_api_route(path, fail, methods=["GET", "POST"])


def is_safe(answer: Response) -> bool:
    return SAFE_HEADERS.items() <= {name: answer.headers.get(name) for name in SAFE_HEADERS}.items()


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/api",
        "/api/nothing",
        "/api/sweets/gulab-jamun",
        "/api/sweets/1/nothing",
        "/api/sweets/-1",
        "/api/sweets/1.0",
        "/api/sweets/%00",
        "/api/sweets/%ED%A0%80",
        "/api/sweets/99999999999999999999",
        "/API/sweets",
        "/docs/../api",
        "/docs/%2e%2e%2finit.js",
        "/redoc",
        "/.env",
    ],
)
async def test_an_address_that_is_not_there_is_a_problem(unchanged: Counter, method: str, path: str) -> None:
    answer = await unchanged.admin.request(method, path)
    body = problem(answer, 404, "not_found")
    assert body.keys() == MEMBERS
    assert body["title"] == "Not Found"
    assert body["errors"] == []
    assert is_safe(answer)


@pytest.mark.parametrize("path", ["/api/sweets/999", "/api/categories/999", "/api/sales/999", "/api/stock-movements/9"])
async def test_an_id_that_names_nothing_is_a_problem_of_its_own(unchanged: Counter, path: str) -> None:
    kind = {"sweets": "sweet", "categories": "category", "sales": "sale", "stock-movements": "movement"}
    assert problem(await unchanged.admin.get(path), 404, f"{kind[path.split('/')[2]]}_not_found").keys() == MEMBERS


async def test_the_refusal_of_a_method_lists_the_allowed_ones(unchanged: Counter) -> None:
    taken: dict[str, set[str]] = {}
    for route in iter_route_contexts(unchanged.shop.app.routes):
        assert route.path is not None
        path = re.sub(r"\{picture_hash:\w+\}", "0" * 64, route.path.replace("{asset}", "init.js"))
        path = re.sub(r"\{\w+(:id)?\}", "1", path)
        taken.setdefault(path, set()).update(getattr(route, "methods", None) or ())
    assert taken["/api/sweets/1"] == {"GET", "PUT", "PATCH", "DELETE"}
    assert taken["/"] == {"GET", "HEAD"}
    for path, methods in taken.items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "COOK"} - methods:
            answer = await unchanged.admin.request(method, path)
            problem(answer, 405, "method_not_allowed")
            assert set(answer.headers["Allow"].split(", ")) == methods, path


@pytest.mark.parametrize("path", ["/crash", "/api/crash"])
async def test_a_crash_is_a_problem_that_tells_nothing_but_its_request_id(shop: TestShop, path: str) -> None:
    crash(shop, path)
    for method in ("GET", "POST"):
        answer = await shop.client.request(method, path)
        body = problem(answer, 500, "internal_error")
        assert body.keys() == MEMBERS
        assert DRAWN_ID.fullmatch(body["request_id"])
        assert "secret" not in answer.text
        assert "LookupError" not in answer.text
        assert is_safe(answer)
    assert (await shop.client.get("/api/sweets")).status_code == 200


async def test_a_crash_can_be_read_by_a_web_page_of_an_allowed_origin(database_url: str) -> None:
    async with running_shop(database_url, cors_origins=["https://sweets.example"]) as shop:
        crash(shop, "/api/crash")
        for path in ("/api/crash", "/api/nothing", "/api/sweets"):
            answer = await shop.client.get(path, headers={"Origin": "https://sweets.example"})
            assert answer.headers["Access-Control-Allow-Origin"] == "https://sweets.example"
            assert "X-Request-ID" in answer.headers["Access-Control-Expose-Headers"]
        stranger = await shop.client.get("/api/crash", headers={"Origin": "https://elsewhere.example"})
        assert "Access-Control-Allow-Origin" not in stranger.headers


SANE_IDS = ["a", "evening-7", "A.b_C-9", "x" * 64, "0" * 32]
OTHER_IDS = ["", " ", "x" * 65, "two words", "<script>", 'a"b', "a\tb", "a\nb", "é", "\x00"]


@pytest.mark.parametrize("given", [*SANE_IDS, *OTHER_IDS])
async def test_a_request_has_an_id_that_its_sender_did_not_choose(counter: Counter, given: str) -> None:
    headers = [(b"X-Request-ID", given.encode())]
    answers = [await counter.shop.client.get("/api/nothing", headers=headers) for _ in range(2)]
    ids = {problem(answer, 404, "not_found")["request_id"] for answer in answers}
    assert all(DRAWN_ID.fullmatch(one) for one in ids)
    assert len(ids - {given}) == 2


@pytest.mark.parametrize("given", [*SANE_IDS, *OTHER_IDS])
async def test_the_log_has_the_senders_id_beside_ours_if_it_is_one(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    capture = structlog.testing.LogCapture()
    logger = structlog.wrap_logger(
        None,
        processors=[structlog.contextvars.merge_contextvars, capture],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
    )
    monkeypatch.setattr(envelope, "_log", logger)
    answer = await counter.shop.client.get("/api/sweets", headers=[(b"X-Request-ID", given.encode())])
    await counter.shop.client.get("/api/sweets")
    first, second = capture.entries
    assert first["request_id"] == answer.headers["X-Request-ID"]
    assert first.get("client_request_id") == (given if given in SANE_IDS else None)
    assert "client_request_id" not in second


async def test_answers_to_browsers_are_safe_and_the_api_is_never_cached(counter: Counter) -> None:
    for path in ("/", "/docs", "/health/live", "/openapi.json", "/api/sweets", "/api/auth/me", "/api/nothing"):
        answer = await counter.customer.get(path)
        assert is_safe(answer), path
        assert (answer.headers.get("Cache-Control") == "no-store") is path.startswith("/api/"), path


@pytest.mark.parametrize(
    "path", ["/api/sweets/", "/api/sweets//", "/api/sweets/search/", "/api/sales/", "/health/live/", "/docs/", "//"]
)
async def test_a_trailing_slash_makes_no_difference_to_a_question(unchanged: Counter, path: str) -> None:
    plain = await unchanged.customer.get(path.rstrip("/") or "/")
    slashed = await unchanged.customer.get(f"http://shop.test{path}")
    assert (slashed.status_code, slashed.text) == (plain.status_code, plain.text)
    assert slashed.status_code == 200


async def test_a_trailing_slash_makes_no_difference_to_a_change(shop: TestShop, admin: AsyncClient) -> None:
    category = created(await admin.post("/api/categories/", json={"name": "Ladoo"}))
    changed = await admin.patch(f"/api/categories/{category['id']}/", json={"name": "Laddu"})
    assert changed.json()["name"] == "Laddu"
    assert (await admin.delete(f"/api/categories/{category['id']}/")).status_code == 204
    right = {"username": "customer@example.com", "password": "wrong"}
    problem(await new_client(shop.app).post("/api/auth/login/", data=right), 401, "invalid_credentials")


async def test_a_request_that_is_cut_off_as_the_server_stops_is_told_to_ask_again(shop: TestShop) -> None:
    async def wait_too_long() -> None:
        raise asyncio.CancelledError

    shop.app.add_api_route("/api/slow", wait_too_long, methods=["POST"])
    answer = await shop.client.post("/api/slow")
    problem(answer, 503, "draining")
    assert answer.headers["Retry-After"] == "1"
    assert is_safe(answer)
