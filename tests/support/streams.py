"""Listening to the stream of events through ASGI, where a test decides when the listener reads and when they leave."""

import asyncio
import json
from collections.abc import AsyncIterator, MutableMapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient
from prometheus_client import REGISTRY
from starlette.types import ASGIApp, Scope

from tests.support.answers import created
from tests.support.shop import TestShop

STREAM = "/api/notifications/stream"
PATIENCE = 30.0  # How many seconds a listener waits for what has to come.


@dataclass(frozen=True)
class Told:
    """One event."""

    id: int
    kind: str
    data: Any


def parse(block: str) -> Told | None:
    """Read one block of a stream; a comment, how soon to come back, or `replaced`, which has no id, is none."""
    fields = dict(line.partition(": ")[::2] for line in block.split("\n") if line)
    if fields.get("event") in (None, "replaced"):
        return None
    assert set(fields) == {"event", "data", "id"}, block
    return Told(int(fields["id"]), fields["event"], json.loads(fields["data"]))


class Listener:
    """Somebody who listens: reads as it comes unless `reads` is cleared."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = ""
        self.told: list[Told] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.answered = asyncio.Event()
        self.is_complete = False
        self._seen = 0
        self._came = asyncio.Event()
        self._left = asyncio.Event()
        self._asked = False
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": STREAM,
            "raw_path": STREAM.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [
                (b"host", b"shop.test"),
                *((name.lower().encode(), value.encode()) for name, value in headers.items()),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("shop.test", 80),
        }
        self.task = asyncio.create_task(self._listen(app, scope))

    async def _listen(self, app: ASGIApp, scope: Scope) -> None:
        try:
            await app(scope, self._receive, self._send)
        finally:
            self.answered.set()
            self._came.set()

    async def _receive(self) -> MutableMapping[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        await self.reads.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            self.answered.set()
            return
        self.body += message["body"].decode()
        self.is_complete = not message.get("more_body", False)
        if self.status == 200:
            events = [parse(block) for block in self.body.split("\n\n")[:-1]]
            self.told = [event for event in events if event is not None]
        self._came.set()

    async def next(self) -> Told:
        """The next event there is."""
        async with asyncio.timeout(PATIENCE):
            while len(self.told) == self._seen:
                assert not self.task.done(), "The stream has ended."
                self._came.clear()
                await self._came.wait()
        self._seen += 1
        return self.told[self._seen - 1]

    async def pings(self, number: int) -> None:
        """Wait for a number of pings."""
        async with asyncio.timeout(PATIENCE):
            while self.body.count(": ping\n\n") < number:
                self._came.clear()
                await self._came.wait()

    async def end(self) -> None:
        """Wait until the stream ends by itself."""
        async with asyncio.timeout(PATIENCE):
            await self.task

    async def leave(self) -> None:
        self.reads.set()
        self._left.set()
        await self.end()


@asynccontextmanager
async def listening(shop: TestShop, client: AsyncClient, **headers: str) -> AsyncIterator[Listener]:
    """Listen with a client's login; somebody let in is listening already, and has been told so."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    listener = Listener(shop.app, {"Authorization": client.headers["Authorization"]} | given)
    try:
        async with asyncio.timeout(PATIENCE):
            await listener.answered.wait()
        yield listener
    finally:
        await listener.leave()


@asynccontextmanager
async def ready(shop: TestShop, *clients: AsyncClient) -> AsyncIterator[list[Listener]]:
    """Listeners who have been told that they are."""
    async with AsyncExitStack() as stack:
        listeners = [await stack.enter_async_context(listening(shop, client)) for client in clients]
        for listener in listeners:
            assert (await listener.next()).kind == "ready"
        yield listeners


async def say(admin: AsyncClient, title: str, role: str | None = None) -> dict[str, Any]:
    """Notify a role, or everybody."""
    return created(await admin.post("/api/notifications", json={"title": title, "body": "!", "role": role}))


async def newest(shop: TestShop) -> int:
    """The id of the newest event, 0 if there is none."""
    ((newest,),) = await shop.sql("SELECT coalesce(max(id), 0) FROM events")
    return int(newest)


def open_streams() -> float:
    return REGISTRY.get_sample_value("open_event_streams") or 0.0


async def titles(listener: Listener, number: int) -> list[str]:
    return [(await listener.next()).data["title"] for _ in range(number)]
