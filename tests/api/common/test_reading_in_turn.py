"""A connection whose request waits to be read, because every place is taken, is not taken for an idle one."""

import asyncio
from typing import Any, cast

import pytest
import pytest_asyncio
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from app.api import protocol
from app.api.admission import LEAST_READS, PLACES, Places
from app.api.paths import PATHS_OF_MACHINES
from app.api.protocol import BoundedProtocol
from tests.support.concurrency import failures_of_the_loop

GET = b"GET /api/sweets HTTP/1.1\r\nHost: shop\r\n\r\n"


class Wire(asyncio.Transport):
    """The shop's end of a connection."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.is_read = True
        self.is_closed = False

    def write(self, data: Any) -> None:
        self.written += data

    def pause_reading(self) -> None:
        self.is_read = False

    def resume_reading(self) -> None:
        self.is_read = True

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed


async def app(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})


def fill_turns(places: Places) -> None:
    """Have the next read wait for several turns."""
    for _ in range(4 * LEAST_READS):
        places.read_later(lambda: None)


@pytest_asyncio.fixture
async def places() -> Places:
    """One place, which is taken, and reads before the next."""
    places = Places(1, clock=lambda: 0.0)
    places.count(1)
    fill_turns(places)
    return places


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for patience in ("HEAD_SECONDS", "SHUTDOWN_GRACE_SECONDS"):
        monkeypatch.setattr(protocol, patience, 0)


def connect(places: Places) -> BoundedProtocol:
    """Return a connection that is closed in the next turn if nothing has come."""
    connection = BoundedProtocol(Config(app, log_config=None, timeout_keep_alive=0), ServerState(), {PLACES: places})
    connection.connection_made(Wire())
    return connection


async def ask(connection: BoundedProtocol) -> bytes:
    wire = cast("Wire", connection.transport)
    wire.written = b""
    connection.data_received(GET)
    assert not wire.is_read
    while not wire.written:
        assert not wire.is_closed
        await asyncio.sleep(0)
    return wire.written


async def test_a_request_that_waits_to_be_read_is_answered(places: Places) -> None:
    connection = connect(places)
    assert (await ask(connection)).startswith(b"HTTP/1.1 503 ")
    fill_turns(places)
    assert (await ask(connection)).startswith(b"HTTP/1.1 503 ")


async def test_a_request_that_waits_to_be_read_is_answered_by_a_worker_that_shuts_down(places: Places) -> None:
    connection = connect(places)
    connection.shutdown()
    assert (await ask(connection)).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("path", PATHS_OF_MACHINES)
async def test_a_probe_waits_for_no_turn(places: Places, path: str) -> None:
    connection = connect(places)
    connection.data_received(GET.replace(b"/api/sweets", path.encode()))
    assert cast("Wire", connection.transport).is_read
    assert connection.scope["path"] == path


async def test_what_a_client_sent_before_it_left_is_not_read(places: Places) -> None:
    connection = connect(places)
    connection.data_received(GET)
    connection.transport.close()
    connection.connection_lost(ConnectionResetError())
    is_next = asyncio.Event()
    places.read_later(is_next.set)
    with failures_of_the_loop() as failures:
        await is_next.wait()
    assert failures == []
