"""Pages of other origins: which may call the shop, and the answer to all others."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from httpx import AsyncClient, Response
from structlog.testing import CapturingLogger

from app.api import cors
from app.core.config import Environment
from tests.support.answers import problem
from tests.support.shop import TestShop, running_shop

NAMED = "https://sweets.example"


async def preflight(client: AsyncClient, origin: str, header: str = "Authorization") -> Response:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": header,
    }
    return await client.options("/api/sweets/1", headers=headers)


@pytest_asyncio.fixture
async def development(database_url: str) -> AsyncIterator[AsyncClient]:
    async with running_shop(database_url, environment=Environment.DEVELOPMENT, cors_origins=[NAMED]) as shop:
        yield shop.client


@pytest.mark.parametrize(
    "origin",
    ["http://localhost", "http://localhost:3000", "https://localhost:5173", "http://127.0.0.1:8080", "http://[::1]:1"],
)
async def test_in_development_pages_of_this_machine_may_call_without_cookies(
    development: AsyncClient, origin: str
) -> None:
    for answer in (
        await preflight(development, origin),
        await development.get("/api/sweets", headers={"Origin": origin}),
    ):
        assert answer.status_code == 200, answer.text
        assert answer.headers["Access-Control-Allow-Origin"] == origin
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    [
        *(
            "http://localhost.evil.example",
            "http://evil.example?http://localhost",
            "http://localhost:3000.evil.example",
        ),
        *("null", "ftp://localhost", "http://127.0.0.1.evil.example", "http://localhost:", "http://10.0.0.1:3000"),
    ],
)
async def test_in_development_other_pages_may_not_call(development: AsyncClient, origin: str) -> None:
    for answer in (
        await preflight(development, origin),
        await development.get("/api/sweets", headers={"Origin": origin}),
    ):
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_named_origins_may_use_the_cookie(development: AsyncClient) -> None:
    answer = await preflight(development, NAMED)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == NAMED
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"


async def test_outside_development_a_page_of_this_machine_is_a_stranger(shop: TestShop) -> None:
    answer = await preflight(shop.client, "http://localhost:3000")
    refused = problem(answer, 403, "origin_not_allowed")
    assert "CORS_ORIGINS" in refused["detail"]
    assert "localhost" not in answer.text
    assert "Access-Control-Allow-Origin" not in answer.headers
    # What is no preflight is answered, and the browser keeps the answer from the page.
    answer = await shop.client.get("/api/sweets", headers={"Origin": "http://localhost:3000"})
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_the_log_names_the_setting_once(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    log = CapturingLogger()
    monkeypatch.setattr(cors, "_log", log)
    async with running_shop(database_url) as shop:
        for _ in range(3):
            problem(await preflight(shop.client, "https://strange.example"), 403, "origin_not_allowed")
    (line,) = log.calls
    assert (line.method_name, line.kwargs["origin"]) == ("warning", "https://strange.example")
    assert "CORS_ORIGINS" in line.kwargs["advice"]


async def test_a_header_that_may_not_be_sent_is_refused_with_those_that_may(development: AsyncClient) -> None:
    refused = problem(await preflight(development, NAMED, "X-Tracking"), 403, "header_not_allowed")
    assert "Idempotency-Key" in refused["detail"]


async def test_an_options_request_that_is_no_preflight_is_answered_as_before(client: AsyncClient) -> None:
    problem(await client.options("/api/sweets"), 405, "method_not_allowed")
    problem(await client.options("/api/sweets", headers={"Origin": NAMED}), 405, "method_not_allowed")
