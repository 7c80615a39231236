"""A worker whose places are all taken refuses requests before they get to the application, in the same words."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import cast

import pytest
import pytest_asyncio
from httpx import AsyncClient
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from app.api import bounds, protocol
from app.api.admission import PLACES, Places
from app.api.protocol import MAX_HELD_BYTES, BoundedProtocol
from app.main import SweetShop
from tests.support.answers import ok, problem
from tests.support.shop import running_shop

ORIGIN = "http://localhost:5173"
SALE = b"POST /api/sales HTTP/1.1\r\nHost: shop.test\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n"
BODY = b'{"lines":[]}'
GET = b"GET /api/nothing/%d HTTP/1.1\r\nHost: shop.test\r\n\r\n"
LIVE = b"GET /health/live HTTP/1.1\r\nHost: shop.test\r\n\r\n"


@pytest.fixture
def entered() -> list[str]:
    """The paths of the requests that got to the application."""
    return []


@pytest_asyncio.fixture
async def worker(database_url: str) -> AsyncIterator[SweetShop]:
    async with running_shop(database_url, cors_origins=[ORIGIN], max_requests_at_once=1) as shop:
        yield cast("SweetShop", shop.app)


@pytest.fixture
def places(worker: SweetShop) -> Places:
    """Its only place, which is taken."""
    worker.places.count(1)
    return worker.places


@pytest_asyncio.fixture
async def busy(worker: SweetShop, places: Places, entered: list[str]) -> AsyncIterator[AsyncClient]:
    """A client of the worker."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        entered.append(scope["path"])
        await worker(scope, receive, send)

    config, state, loop = Config(app, log_config=None), ServerState(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: BoundedProtocol(config, state, {PLACES: places}), "127.0.0.1", 0)
    async with AsyncClient(base_url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as client:
        yield client
    server.close()


async def answers(client: AsyncClient, *pieces: bytes, number: int = 1) -> bytes:
    """Send pieces on one connection, and return so many answers, each of which is a problem."""
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.05)
    received = b""
    async with asyncio.timeout(20):
        while received.count(b'"errors": []}') < number:
            received += await reader.read(4096)
    writer.close()
    return received


def instances(answered: bytes) -> list[str]:
    """Return the paths that problems name, in their order."""
    return re.findall('"instance": "([^"]*)"', answered.decode())


async def test_the_refusal_is_the_one_of_the_application(busy: AsyncClient, entered: list[str]) -> None:
    plain = await busy.post("/api/sales", json={"lines": []})
    assert entered == []
    through = await busy.post("/api/sales", json={"lines": []}, headers={"Connection": "close"})
    bodies = []
    for answer in (plain, through):
        body = problem(answer, 503, "too_busy")
        assert body.pop("request_id") == answer.headers["X-Request-ID"]
        assert answer.headers["Retry-After"] == "1"
        bodies.append(body)
    assert bodies[0] == bodies[1]
    assert set(plain.headers) == set(through.headers) - {"connection"}
    assert plain.headers["X-Request-ID"] != through.headers["X-Request-ID"]


async def test_a_path_with_the_words_of_the_template_is_given_back_as_it_is(busy: AsyncClient) -> None:
    answer = await busy.get("/api/the-request-id")
    body = problem(answer, 503, "too_busy")
    assert (body["instance"], body["request_id"]) == ("/api/the-request-id", answer.headers["X-Request-ID"])


async def test_a_refused_client_goes_on_with_its_connection(busy: AsyncClient) -> None:
    assert (await answers(busy, (SALE + BODY) * 3, number=3)).count(b"HTTP/1.1 503 ") == 3


async def test_a_request_in_pieces_is_refused_at_its_end_and_the_next_after_it(busy: AsyncClient) -> None:
    for pieces in ((SALE, BODY), (SALE + BODY[:5], BODY[5:]), (SALE[:9], SALE[9:] + BODY)):
        answered = await answers(busy, *pieces, GET % 1, number=2)
        assert instances(answered) == ["/api/sales", "/api/nothing/1"]
        assert answered.count(b"HTTP/1.1 503 ") == 2


async def test_a_large_request_in_pieces_is_refused_at_its_end(busy: AsyncClient) -> None:
    body = b'{"lines":[' + b" " * MAX_HELD_BYTES + b"]}"
    head = SALE.replace(b"12", b"%d" % len(body))
    refused = await answers(busy, head, body[:-1], body[-1:])
    assert refused.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nretry-after: 1\r\n" in refused


@pytest.mark.parametrize("piece", [b"", BODY[:5]])
async def test_a_request_in_pieces_is_let_in_if_there_is_a_place_at_its_end(
    busy: AsyncClient, places: Places, monkeypatch: pytest.MonkeyPatch, piece: bytes
) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 3600)
    reader, writer = await asyncio.open_connection(busy.base_url.host, busy.base_url.port)
    writer.write(SALE + piece)
    await asyncio.sleep(0.05)
    places.count(-1)
    writer.write(BODY[len(piece) :])
    async with asyncio.timeout(20):
        assert (await reader.readline()).startswith(b"HTTP/1.1 401 ")
    places.count(1)
    writer.close()


async def test_a_body_that_does_not_come_is_waited_for_no_longer(
    busy: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.05)
    monkeypatch.setattr(bounds, "PATIENCE_SECONDS", 0.05)
    assert (await answers(busy, SALE + BODY[:5])).startswith(b"HTTP/1.1 408 ")


async def test_requests_behind_an_answer_are_each_given_their_own(busy: AsyncClient) -> None:
    for number in range(1, 5):
        ask = b"".join(GET % one for one in range(number))
        answered = await answers(busy, LIVE + ask, GET % number, number=number + 1)
        assert answered.startswith(b"HTTP/1.1 200 ")
        assert instances(answered) == [f"/api/nothing/{one}" for one in range(number + 1)]


@pytest.mark.parametrize("path", ["/health/live", "/health/live/"])
async def test_probes_are_let_in(busy: AsyncClient, path: str) -> None:
    assert ok(await busy.get(path)) == {"status": "live"}


async def test_the_page_of_another_origin_can_read_its_refusal(busy: AsyncClient) -> None:
    answer = await busy.get("/api/sweets", headers={"Origin": ORIGIN})
    problem(answer, 503, "too_busy")
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN


async def test_a_question_for_the_head_alone_is_refused_without_a_body(busy: AsyncClient) -> None:
    answer = await busy.head("/api/sweets")
    assert (answer.status_code, answer.content) == (503, b"")
