"""The test's own shop, open on the loopback to browsers."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from tests.support.shop import TestShop


class Server(uvicorn.Server):
    """A server that leaves the signals to pytest."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def open_site(shop: TestShop) -> AsyncIterator[str]:
    """Serve a running shop as `sweetshop serve` does; yield its address."""
    config = uvicorn.Config(
        shop.app,
        http="app.api.protocol:BoundedProtocol",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = Server(config)
    # It listens before the first request, so nobody has to wait for it.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        host, port = listening.getsockname()
        served = asyncio.create_task(server.serve([listening]))
        yield f"http://{host}:{port}"
        server.should_exit = True
        await served
