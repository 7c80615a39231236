"""Connections over real sockets: bounds on a request's head and its time, and connections that are closed."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from app.api import protocol
from app.api.errors import Refused
from app.api.protocol import MAX_HEAD_BYTES, MAX_HEADER_BYTES, MAX_HEADERS, MAX_PIPELINED, BoundedProtocol

GET = b"GET / HTTP/1.1\r\nHost: shop\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n"
SOON = 0.2
READ = 256 * 1024
"""What a server takes from a socket at once."""


@dataclass
class Served:
    """A server that answers every request with the size of its body."""

    port: int = 0
    requests: int = 0
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    connections: list["Watched"] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.requests += 1
        await self.may_answer.wait()
        size = 0
        while True:
            message = await receive()
            size += len(message.get("body", b""))
            if not message.get("more_body", False):
                break
        body = str(size).encode()
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def ask(self, *pieces: bytes) -> bytes:
        """Send pieces, and return all that comes back until the server closes the connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        answer = asyncio.create_task(reader.read())
        try:
            for piece in pieces:
                if answer.done():
                    # The server has said its last, and waits for a slow client no longer than LINGER_SECONDS.
                    break
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.001)
        except ConnectionError:
            pass
        try:
            return await asyncio.wait_for(answer, 20)
        except ConnectionError:
            return b""
        finally:
            writer.transport.abort()


class Watched(BoundedProtocol):
    refusals = 0
    kept = 0
    """The most that lay in the parser without use."""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self.kept = max(self.kept, self._untold)

    def _refuse(self, error: Refused) -> None:
        self.refusals += 1
        super()._refuse(error)


@pytest_asyncio.fixture
async def served() -> AsyncIterator[Served]:
    served = Served()
    served.may_answer.set()
    config, state = Config(served, log_config=None, access_log=False), ServerState()

    def connection() -> Watched:
        served.connections.append(Watched(config, state, {}))
        return served.connections[-1]

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)
    served.port = server.sockets[0].getsockname()[1]
    yield served
    server.close()
    await server.wait_closed()


def refused(answer: bytes, status: int, code: str) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), answer[:200]
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head.lower()
    assert b"content-security-policy: default-src 'none'" in head.lower()
    assert json.loads(body)["code"] == code


async def test_as_many_headers_as_are_allowed_are_taken(served: Served) -> None:
    value = b"x" * ((MAX_HEADER_BYTES - 200) // (MAX_HEADERS - 2) - 10)
    headers = b"".join(b"h%07d: %s\r\n" % (number, value) for number in range(MAX_HEADERS - 2))
    assert (await served.ask(GET + headers + b"Connection: close\r\n\r\n")).endswith(b"\r\n\r\n0")


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(
    "head",
    [
        GET + b"a: b\r\n" * MAX_HEADERS + b"\r\n",
        GET + b"a: " + b"x" * MAX_HEADER_BYTES + b"\r\n\r\n",
        GET + (b"a: " + b"x" * 8000 + b"\r\n") * 20,
        GET + b"a: " + b"x" * MAX_HEAD_BYTES,
        GET + b"x" * MAX_HEAD_BYTES,
        b"GET /" + b"x" * (MAX_HEAD_BYTES + READ),
        b"\r\n" * MAX_HEAD_BYTES,
    ],
    ids=[
        "too many",
        "too long",
        "too long together",
        "no end of a value",
        "no end of a name",
        "no end of an address",
        "nothing",
    ],
)
async def test_a_head_that_is_too_large_is_refused(served: Served, head: bytes, *, at_once: bool) -> None:
    pieces = [head] if at_once else [head[start : start + 4096] for start in range(0, len(head), 4096)]
    refused(await served.ask(*pieces), 431, "headers_too_large")
    assert served.requests == 0
    assert [connection.refusals for connection in served.connections] == [1]


@pytest.mark.parametrize(
    "begin",
    [GET + b"a: ", CHUNKED + b"1\r\nx\r\n0\r\na: ", CHUNKED + b"1;", b"POST / HTTP/1.1\r\nHost: shop\r\nCookie: "],
    ids=["header", "trailer", "extension of a chunk", "cookie"],
)
async def test_an_endless_request_is_kept_in_bounded_memory(served: Served, begin: bytes) -> None:
    await served.ask(begin, *[b"x" * READ] * 40)
    (connection,) = served.connections
    assert connection.kept <= MAX_HEAD_BYTES + READ


async def test_bytes_that_are_no_request_get_a_problem(served: Served) -> None:
    refused(await served.ask(b"\x16\x03\x01 hello\r\n\r\n"), 400, "malformed")


@pytest.mark.parametrize("part", [b"G", GET, GET + b"a: b", b"\r\n"])
async def test_a_head_that_does_not_come_to_its_end_times_out(
    served: Served, monkeypatch: pytest.MonkeyPatch, part: bytes
) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", SOON)
    refused(await served.ask(part), 408, "request_timeout")


async def test_a_head_that_comes_byte_by_byte_times_out(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", SOON)
    refused(await served.ask(*[b"GET /"], *[b"x"] * 1000), 408, "request_timeout")


async def test_a_second_head_that_does_not_come_to_its_end_times_out(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", SOON)
    first, _, second = (await served.ask(GET + b"\r\n" + GET)).partition(b"\r\n\r\n0")
    assert first.startswith(b"HTTP/1.1 200")
    refused(second, 408, "request_timeout")


async def test_an_idle_connection_is_closed(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", SOON)
    assert await served.ask() == b""


async def test_an_answer_is_waited_for_however_long_it_takes(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.01)
    served.may_answer.clear()
    # With a part of the next request behind it, which may not end the first.
    asking = asyncio.create_task(served.ask(GET + b"\r\n" + GET))
    await asyncio.sleep(0.1)
    served.may_answer.set()
    assert (await asking).startswith(b"HTTP/1.1 200")


async def test_requests_in_a_row_are_answered_in_a_row(served: Served) -> None:
    bodies = [b"POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: %d\r\n\r\n%s" % (n, b"x" * n) for n in range(5)]
    answer = await served.ask(*bodies, CHUNKED + b"5\r\nhello\r\n0\r\na: b\r\n\r\n", GET + b"Connection: close\r\n\r\n")
    assert [int(part.rpartition(b"\r\n\r\n")[2]) for part in answer.split(b"HTTP/1.1 200")[1:]] == [0, 1, 2, 3, 4, 5, 0]


async def test_a_large_body_is_taken(served: Served) -> None:
    for body in (b"x" * 3_000_000, b"y" * 3_000_000):
        head = b"POST / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
        assert (await served.ask(head, body)).endswith(b"\r\n\r\n3000000")
    pieces = [b"400\r\n" + b"x" * 1024 + b"\r\n"] * 500
    chunked = CHUNKED.replace(b"Host", b"Connection: close\r\nHost")
    assert (await served.ask(chunked, b"".join(pieces), b"0\r\n\r\n")).endswith(b"\r\n\r\n512000")


async def test_nobody_queues_more_than_a_few_requests(served: Served) -> None:
    served.may_answer.clear()
    await served.ask((GET + b"\r\n") * 10_000)
    (connection,) = served.connections
    assert len(connection.pipeline) <= MAX_PIPELINED
    assert served.requests == 1
